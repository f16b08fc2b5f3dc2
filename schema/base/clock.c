#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t
clock_wall_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t
ns_of(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t
clock_mono_ns(void)
{
	return ns_of(CLOCK_MONOTONIC);
}

int64_t
clock_boot_ns(void)
{
	return ns_of(CLOCK_BOOTTIME);
}

/* Days since 1970-01-01 of a proleptic Gregorian date: years are counted from
 * March so that the leap day is the last of its year. */
static int64_t
days_from_civil(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

static void
civil_from_days(int64_t days, struct clock_civil *civil)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	civil->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	civil->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	civil->year = (int)(yoe + era * 400 + (civil->month <= 2));
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static void
civil_utc(int64_t ms, struct clock_civil *civil)
{
	int64_t days = floor_div(ms, CLOCK_DAY_MS);
	int64_t rest = ms - days * CLOCK_DAY_MS;

	civil_from_days(days, civil);
	civil->hour = (int)(rest / CLOCK_HOUR_MS);
	civil->minute = (int)(rest / 60000 % 60);
	civil->second = (int)(rest / 1000 % 60);
	civil->ms = (int)(rest % 1000);
}

static int64_t
utc_from_civil(const struct clock_civil *civil)
{
	return days_from_civil(civil->year, civil->month, civil->day) *
	    CLOCK_DAY_MS +
	    (int64_t)civil->hour * CLOCK_HOUR_MS +
	    (int64_t)civil->minute * 60000 + (int64_t)civil->second * 1000 +
	    civil->ms;
}

/* 01:00 UTC on the last Sunday of MONTH (which has 31 days). */
static int64_t
last_sunday(int year, int month)
{
	int64_t last = days_from_civil(year, month, 31);
	int64_t weekday = ((last + 4) % 7 + 7) % 7; /* 1970-01-01: Thursday */

	return (last - weekday) * CLOCK_DAY_MS + CLOCK_HOUR_MS;
}

int
clock_london_offset_min(int64_t ms)
{
	struct clock_civil civil;

	civil_utc(ms, &civil);
	return ms >= last_sunday(civil.year, 3) &&
		ms < last_sunday(civil.year, 10)
	    ? 60
	    : 0;
}

void
clock_civil_london(int64_t ms, struct clock_civil *civil)
{
	civil_utc(ms + (int64_t)clock_london_offset_min(ms) * 60000, civil);
}

int64_t
clock_from_london(const struct clock_civil *civil)
{
	int64_t as_utc = utc_from_civil(civil);
	int64_t summer = as_utc - CLOCK_HOUR_MS;

	/* Summer time read as such wins: the earlier of two readings. */
	return clock_london_offset_min(summer) == 60 ? summer : as_utc;
}

char *
clock_format_utc(int64_t ms, char *text)
{
	struct clock_civil c;

	civil_utc(ms, &c);
	(void)snprintf(text, CLOCK_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ",
	    c.year % 10000, c.month % 100, c.day % 100, c.hour % 100,
	    c.minute % 100, c.second % 100);
	return text;
}

char *
clock_format_london(int64_t ms, char *text)
{
	static const char *const months[] = {"January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December"};
	struct clock_civil c;
	int hour;

	clock_civil_london(ms, &c);
	hour = c.hour % 12 == 0 ? 12 : c.hour % 12;
	(void)snprintf(text, CLOCK_TEXT, "%d %s %d, %d:%02d%s", c.day % 100,
	    months[(c.month - 1) % 12], c.year % 10000, hour, c.minute % 100,
	    c.hour < 12 ? "am" : "pm");
	return text;
}

enum rc
clock_parse(const char *text, int64_t *ms, struct error *err)
{
	struct clock_civil c = {0};
	struct clock_civil back;
	int used = 0;

	if (sscanf(text, "%4d-%2d-%2d%n", &c.year, &c.month, &c.day, &used) !=
		3 ||
	    used != 10)
		goto bad;
	if (text[used] == 'T') {
		const char *rest = text + used;
		int more = 0;

		if (sscanf(rest, "T%2d:%2d%n", &c.hour, &c.minute, &more) !=
			2 ||
		    more != 6)
			goto bad;
		rest += more;
		if (sscanf(rest, ":%2d%n", &c.second, &more) == 1) {
			if (more != 3)
				goto bad;
			rest += more;
		}
		if (strcmp(rest, "Z") != 0)
			goto bad;
	} else if (text[used] != '\0') {
		goto bad;
	}
	if (c.month < 1 || c.month > 12 || c.hour < 0 || c.hour > 23 ||
	    c.minute < 0 || c.minute > 59 || c.second < 0 || c.second > 59)
		goto bad;
	*ms = utc_from_civil(&c);
	civil_utc(*ms, &back);
	if (back.day != c.day || back.month != c.month) /* 30 February */
		goto bad;
	return RC_OK;
bad:
	return error_set(err, RC_INVALID,
	    "\"%.40s\" is not a date: write 2026-11-23 or "
	    "2026-11-23T09:30:00Z",
	    text);
}
