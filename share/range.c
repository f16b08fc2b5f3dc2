#include "share/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Digits at *AT into *OUT (held at the largest value); false: none there. */
static bool
digits(const char **at, uint64_t *out)
{
	const char *c = *at;
	uint64_t v = 0;

	for (; *c >= '0' && *c <= '9'; c++) {
		uint64_t d = (uint64_t)(*c - '0');

		v = v > (UINT64_MAX - d) / 10 ? UINT64_MAX : v * 10 + d;
	}
	if (c == *at)
		return false;
	*at = c;
	*out = v;
	return true;
}

enum range_answer
range_of(const char *header, uint64_t size, struct range *out)
{
	const char *at = header;
	uint64_t first = 0, last = UINT64_MAX;
	bool has_first, has_last;

	*out = (struct range){0, size};
	if (header == NULL || strncasecmp(at, "bytes=", 6) != 0)
		return RANGE_WHOLE;
	at += 6;
	at += strspn(at, " \t");
	has_first = digits(&at, &first);
	if (*at++ != '-')
		return RANGE_WHOLE;
	has_last = digits(&at, &last);
	at += strspn(at, " \t");
	if (*at != '\0' || (!has_first && !has_last) ||
	    (has_first && has_last && last < first))
		return RANGE_WHOLE;
	if (!has_first) {
		if (last == 0 || size == 0)
			goto none;
		out->from = last >= size ? 0 : size - last;
		return RANGE_PART;
	}
	if (first >= size)
		goto none;
	out->from = first;
	if (has_last && last < size - 1)
		out->to = last + 1;
	return RANGE_PART;

none:
	*out = (struct range){0, 0};
	return RANGE_NONE;
}
