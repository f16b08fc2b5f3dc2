#include "share/lookup.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"

enum { WORD = 12, SHORTEST_MONTH = 3 };

static const char *const months[] = {"January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December"};

void
lookup_clear(struct lookup *l)
{
	free(l->folded);
	memset(l, 0, sizeof(*l));
}

/* 1 to 12, or 0. */
static int
month_of(const char *word)
{
	size_t len = strlen(word);

	for (int i = 0; i < 12 && len >= SHORTEST_MONTH; i++)
		if (len <= strlen(months[i]) &&
		    strncasecmp(word, months[i], len) == 0)
			return i + 1;
	return 0;
}

bool
lookup_date(const char *text, char out[LOOKUP_DATE])
{
	int day = 0, month = 0, year = 0;
	char word[WORD], one, two, end;
	int64_t ms;

	*out = '\0';
	if (sscanf(text, "%4d-%2d-%2d%c", &year, &month, &day, &end) == 3)
		;
	else if (sscanf(text, "%2d%c%2d%c%4d%c", &day, &one, &month, &two,
		     &year, &end) == 5 &&
	    one == two && strchr("/.-", one) != NULL)
		;
	else if (sscanf(text, "%2d %11[A-Za-z] %4d%c", &day, word, &year,
		     &end) == 3)
		month = month_of(word);
	else
		return false;
	if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 ||
	    day > 31)
		return false;
	(void)snprintf(out, LOOKUP_DATE, "%04d-%02d-%02d", year, month, day);
	if (clock_parse(out, &ms, NULL) == RC_OK)
		return true;
	*out = '\0';
	return false;
}

/* TEXT without the spaces around it; cut to fit. */
static void
trim(const char *text, char out[LOOKUP_TEXT])
{
	size_t len;

	text += strspn(text, " ");
	(void)snprintf(out, LOOKUP_TEXT, "%s", text);
	for (len = strlen(out); len > 0 && out[len - 1] == ' '; len--)
		out[len - 1] = '\0';
}

enum rc
lookup_read(const char *text, struct lookup *out, struct error *err)
{
	char rest[LOOKUP_TEXT];

	trim(text, rest);
	/* A date is the end of it: from the first place that begins one. */
	for (char *at = rest; at != NULL;) {
		if (lookup_date(at, out->born_on)) {
			*at = '\0';
			break;
		}
		at = strchr(at, ' ');
		if (at != NULL)
			at++;
	}
	if (strpbrk(rest, "0123456789") != NULL) {
		trim(rest, out->reference);
		*rest = '\0';
	}
	return text_fold(rest, &out->folded, err);
}
