#include "share/form.h"

#include <string.h>

#include "base/text.h"

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool
decode(const char *from, size_t len, char *out, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		char c = from[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < len ? hex(from[i + 1]) : -1;
			int low = i + 2 < len ? hex(from[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (c == '\0' || n + 1 >= room)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return text_valid(out, n);
}

bool
form_field(
    const char *text, size_t len, const char *name, char *out, size_t room)
{
	size_t wanted = strlen(name), at = 0;

	while (at < len) {
		const char *field = text + at;
		const char *amp = memchr(field, '&', len - at);
		size_t size = amp != NULL ? (size_t)(amp - field) : len - at;

		if (size > wanted && field[wanted] == '=' &&
		    memcmp(field, name, wanted) == 0) {
			if (decode(field + wanted + 1, size - wanted - 1, out,
				room))
				return true;
			break;
		}
		at += size + 1;
	}
	out[0] = '\0';
	return false;
}

bool
form_cookie(const char *header, const char *name, char *out, size_t room)
{
	size_t wanted = strlen(name);
	bool found = false;

	out[0] = '\0';
	while (header != NULL && *header != '\0') {
		size_t size;

		header += strspn(header, " \t;");
		size = strcspn(header, ";");
		if (size > wanted && header[wanted] == '=' &&
		    strncmp(header, name, wanted) == 0) {
			size_t value = size - wanted - 1;

			if (found || value >= room) {
				out[0] = '\0';
				return false;
			}
			memcpy(out, header + wanted + 1, value);
			out[value] = '\0';
			found = true;
		}
		header += size;
	}
	return found;
}
