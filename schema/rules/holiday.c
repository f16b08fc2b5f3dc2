#include "rules/holiday.h"

#include "base/clock.h"

enum { SUNDAY, MONDAY, FRIDAY = 5, SATURDAY };

/* 0 is Sunday (Sakamoto). */
static int
weekday(int year, int month, int day)
{
	static const int shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
	int y = month < 3 ? year - 1 : year;

	return (y + y / 4 - y / 100 + y / 400 + shift[month - 1] + day) % 7;
}

/* Easter Sunday as a day of March, 35 being 4 April (Butcher's algorithm, as
 * Meeus has it, with the month left out). */
static int
easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int g = (8 * b + 13) / 25;
	int h = (19 * a + b - b / 4 - g + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;

	return h + l - 7 * m + 22;
}

/* Christmas Day and Boxing Day; what falls on a weekend goes to the next
 * weekday that is not the other's. */
static bool
christmas(int year, int day)
{
	switch (weekday(year, 12, 25)) {
	case SATURDAY: /* and Sunday */
		return day == 27 || day == 28;
	case SUNDAY: /* Boxing Day keeps its Monday */
		return day == 26 || day == 27;
	case FRIDAY:
		return day == 25 || day == 28;
	default:
		return day == 25 || day == 26;
	}
}

bool
holiday_bank(int year, int month, int day)
{
	int today = weekday(year, month, day);
	int of_march = month == 3 ? day : month == 4 ? day + 31 : 0;

	if (today == SATURDAY || today == SUNDAY)
		return false;
	if (month == 1)
		return day == 1 || (day <= 3 && today == MONDAY);
	if (of_march != 0)
		return of_march == easter(year) - 2 ||
		    of_march == easter(year) + 1;
	if (month == 5)
		return today == MONDAY && (day <= 7 || day > 24);
	if (month == 8)
		return today == MONDAY && day > 24;
	return month == 12 && christmas(year, day);
}

static bool
rests(const struct clock_civil *c)
{
	int today = weekday(c->year, c->month, c->day);

	return today == SATURDAY || today == SUNDAY ||
	    holiday_bank(c->year, c->month, c->day);
}

bool
holiday_rests(int64_t ms)
{
	struct clock_civil civil;

	clock_civil_london(ms, &civil);
	return rests(&civil);
}

int64_t
holiday_before(int64_t ms)
{
	struct clock_civil civil;

	clock_civil_london(ms, &civil);
	while (rests(&civil)) {
		/* The day before the first is the last of the month before. */
		civil.day--;
		ms = clock_from_london(&civil);
		clock_civil_london(ms, &civil);
	}
	return ms;
}
