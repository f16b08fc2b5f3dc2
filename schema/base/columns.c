#include "base/columns.h"

#include <string.h>

#include <unistr.h>
#include <uniwidth.h>

/* The next character of TEXT, its bytes in *LEN; '?' for what is none. */
static ucs4_t
next(const char *text, size_t *len)
{
	ucs4_t c;
	int n = u8_strmbtouc(&c, (const uint8_t *)text);

	*len = n > 0 ? (size_t)n : 1;
	/* also the C1 controls, one of which begins an escape sequence */
	if (n <= 0 || c < 0x20 || (c >= 0x7f && c < 0xa0))
		return '?';
	return c;
}

static size_t
width_of(ucs4_t c)
{
	int w = uc_width(c, "UTF-8");

	return w > 0 ? (size_t)w : 0;
}

size_t
columns_of(const char *text)
{
	size_t columns = 0, len;

	for (; *text != '\0'; text += len)
		columns += width_of(next(text, &len));
	return columns;
}

size_t
columns_fit(const char *text, size_t width, char *out, size_t size)
{
	size_t columns = 0, at = 0, len;

	for (; *text != '\0'; text += len) {
		ucs4_t c = next(text, &len);
		size_t bytes = c == '?' ? 1 : len, w = width_of(c);

		if (columns + w > width || at + bytes >= size)
			break;
		if (c == '?')
			out[at] = '?';
		else
			memcpy(out + at, text, len);
		at += bytes;
		columns += w;
	}
	out[at] = '\0';
	return columns;
}
