#include "rules/retain.h"

#include <stdbool.h>

#include "base/clock.h"

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int64_t
retain_review(int64_t ended_ms, int years)
{
	struct clock_civil ended;
	struct clock_civil day;

	clock_civil_london(ended_ms, &ended);
	day = (struct clock_civil){
	    .year = ended.year + years, .month = ended.month, .day = ended.day};
	if (day.month == 2 && day.day == 29 && !is_leap(day.year)) {
		day.month = 3;
		day.day = 1;
	}
	return clock_from_london(&day);
}
