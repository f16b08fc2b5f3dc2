#include "rules/due.h"

#include <stdio.h>

#include "base/clock.h"

#define WEEK_MS ((int64_t)7 * CLOCK_DAY_MS)

int64_t
due_at(int64_t ended_ms)
{
	int64_t hours = ended_ms + WEEK_MS;
	/* The same civil time is an hour off when a change of the clocks lies
	 * between.  In spring that is earlier; in autumn later, and too late.
	 * The offset at HOURS differs from that at the answer only inside the
	 * changing hour itself, where both choices are within the rule. */
	int64_t civil = hours +
	    (int64_t)(clock_london_offset_min(ended_ms) -
		clock_london_offset_min(hours)) *
		60000;

	return civil < hours ? civil : hours;
}

char *
due_left(int64_t due_ms, int64_t now_ms, char *text)
{
	int64_t apart = due_ms - now_ms;
	int overdue = apart < 0;
	/* Never flattering: time left is rounded down, time over up. */
	long long minutes =
	    (long long)(overdue ? (-apart + 59999) / 60000 : apart / 60000);
	long long days = minutes / (24 * 60);
	long long hours = minutes / 60 % 24;
	const char *lead = overdue ? "overdue by " : "";

	minutes %= 60;
	if (days > 0 && hours > 0)
		(void)snprintf(text, DUE_TEXT, "%s%lld day%s %lld h", lead,
		    days, days == 1 ? "" : "s", hours);
	else if (days > 0)
		(void)snprintf(text, DUE_TEXT, "%s%lld day%s", lead, days,
		    days == 1 ? "" : "s");
	else if (hours > 0 && minutes > 0)
		(void)snprintf(
		    text, DUE_TEXT, "%s%lld h %lld min", lead, hours, minutes);
	else if (hours > 0)
		(void)snprintf(text, DUE_TEXT, "%s%lld h", lead, hours);
	else
		(void)snprintf(text, DUE_TEXT, "%s%lld min", lead, minutes);
	return text;
}
