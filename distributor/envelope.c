#include "distributor/envelope.h"

#include <stdio.h>
#include <string.h>

enum {
	PIECES = 16, /* that somebody may have typed */
	WIDE = 32    /* characters in the window, at 12 points */
};

/* A stretch of the typed text. */
struct piece {
	const char *from;
	size_t len;
};

static size_t
characters(const struct piece *p, size_t parts)
{
	size_t count = 0;

	for (size_t i = 0; i < parts; i++) {
		for (size_t j = 0; j < p[i].len; j++)
			count += ((unsigned char)p[i].from[j] & 0xc0) != 0x80;
		count += i > 0 ? 2 : 0; /* ", " */
	}
	return count;
}

/* The pieces of VALUE between any of ENDS, trimmed; PIECES + 1 for too many. */
static size_t
split(const char *value, const char *ends, struct piece pieces[PIECES])
{
	size_t count = 0;

	while (*value != '\0') {
		size_t len = strcspn(value, ends);
		const char *from = value;

		value += len + (value[len] != '\0');
		while (len > 0 && strchr(" \t\r,", *from) != NULL) {
			from++;
			len--;
		}
		while (len > 0 && strchr(" \t\r,", from[len - 1]) != NULL)
			len--;
		if (len == 0)
			continue;
		if (count == PIECES)
			return PIECES + 1;
		pieces[count++] = (struct piece){from, len};
	}
	return count;
}

/* Line I is the pieces from STARTS[I] to STARTS[I + 1]: join the two shortest
 * neighbours until there are few enough LINES.  How many; 0: it cannot be. */
static size_t
join(const struct piece *pieces, size_t starts[PIECES + 1], size_t lines)
{
	while (lines > ENVELOPE_LINES) {
		size_t best = 0, least = WIDE + 1;

		for (size_t i = 1; i + 2 < lines; i++) {
			size_t wide = characters(
			    pieces + starts[i], starts[i + 2] - starts[i]);

			if (wide < least) {
				least = wide;
				best = i;
			}
		}
		if (best == 0)
			return 0;
		memmove(&starts[best + 1], &starts[best + 2],
		    (lines - best - 1) * sizeof(*starts));
		lines--;
	}
	return lines;
}

enum rc
envelope_lines(const char *value, char lines[ENVELOPE_LINES][ENVELOPE_LINE],
    size_t *count, struct error *err)
{
	struct piece pieces[PIECES];
	size_t starts[PIECES + 1];
	size_t n = split(value, "\n", pieces);
	int put;

	if (n == 1)
		n = split(value, ",", pieces);
	if (n == 0)
		return error_set(err, RC_INVALID, "the address is empty");
	if (n > PIECES)
		goto full;
	for (size_t i = 0; i <= n; i++)
		starts[i] = i;
	if ((n = join(pieces, starts, n)) == 0)
		goto full;
	for (size_t i = 0; i < n; i++) {
		char *line = lines[i];
		size_t room = ENVELOPE_LINE;

		if (characters(pieces + starts[i], starts[i + 1] - starts[i]) >
		    WIDE)
			goto full;
		for (size_t p = starts[i]; p < starts[i + 1]; p++) {
			put = snprintf(line, room, "%s%.*s",
			    p > starts[i] ? ", " : "", (int)pieces[p].len,
			    pieces[p].from);
			if (put < 0 || (size_t)put >= room)
				goto full;
			line += put;
			room -= (size_t)put;
		}
	}
	*count = n;
	return RC_OK;
full:
	return error_set(err, RC_INVALID,
	    "the address does not fit the window of an envelope: %d lines of "
	    "%d characters do, each ended by a comma or a line break; import "
	    "it in other words",
	    ENVELOPE_LINES, WIDE);
}
