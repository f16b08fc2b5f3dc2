#include "rules/repeat.h"

#include <stdio.h>
#include <string.h>

enum { DATE = sizeof("YYYY-MM-DD") };

static bool
is_date(const char *text)
{
	int year, month, day, end = 0;

	return strlen(text) == DATE - 1 &&
	    sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 &&
	    end == DATE - 1 && year >= 0 && month >= 1 && month <= 12 &&
	    day >= 1 && day <= 31;
}

bool
repeat_within(const char *last, const char *on)
{
	char until[2 * DATE];
	int year;

	if (!is_date(last) || !is_date(on) || sscanf(last, "%4d", &year) != 1)
		return false;
	/* Behind 29 February no day is between the 28th and what this says. */
	(void)snprintf(until, sizeof(until), "%04d%s", year + 1, last + 4);
	return strcmp(last, on) <= 0 && strcmp(on, until) <= 0;
}
