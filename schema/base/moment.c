#include "base/moment.h"

#include <stddef.h>
#include <stdio.h>

#include "base/span.h"

char *
moment_text(int64_t sample, char *text)
{
	long long s = sample < 0 ? 0 : (long long)(sample / SPAN_RATE);

	(void)snprintf(text, MOMENT_TEXT, "%lld:%02lld:%02lld", s / 3600,
	    s / 60 % 60, s % 60);
	return text;
}

/* From LEAST to MOST digits into *OUT; where they end, or NULL. */
static const char *
digits(const char *p, int least, int most, int64_t *out, int *count)
{
	*out = 0;
	for (*count = 0; *count < most && *p >= '0' && *p <= '9'; p++) {
		*out = *out * 10 + (*p - '0');
		(*count)++;
	}
	return *count >= least ? p : NULL;
}

static const char *
colon(const char *p)
{
	return p != NULL && *p == ':' ? p + 1 : NULL;
}

enum rc
moment_parse(const char *text, int64_t *sample, struct error *err)
{
	int64_t h = 0, m = 0, s = 0, part = 0;
	int count = 0;
	const char *p = colon(digits(text, 1, 3, &h, &count));

	if (p != NULL)
		p = colon(digits(p, 2, 2, &m, &count));
	if (p != NULL)
		p = digits(p, 2, 2, &s, &count);
	count = 0;
	if (p != NULL && *p == '.')
		p = digits(p + 1, 1, 3, &part, &count);
	if (p == NULL || *p != '\0' || m > 59 || s > 59)
		return error_set(err, RC_INVALID,
		    "'%s' is no time of the meeting: hours, minutes and "
		    "seconds since it began, as in 1:02:03 or 0:12:30.5",
		    text);
	for (; count < 3; count++)
		part *= 10;
	*sample = ((h * 60 + m) * 60 + s) * SPAN_RATE + part * SPAN_RATE / 1000;
	return RC_OK;
}
