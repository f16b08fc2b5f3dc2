/* The seven-day clock (rule 19): every instant here was worked out by hand
 * from the calendar.  In 2026 the clocks go forward on 29 March and back on
 * 25 October; in 2028, a leap year, forward on 26 March. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "rules/due.h"

static int64_t
at(const char *text)
{
	struct error err = {0};
	int64_t ms = 0;

	assert_int_equal(clock_parse(text, &ms, &err), RC_OK);
	return ms;
}

static void
expect_(const char *ended, const char *due, int line)
{
	char got[CLOCK_TEXT];

	clock_format_utc(due_at(at(ended)), got);
	if (due_at(at(ended)) != at(due))
		fail_msg("line %d: due %s, not %s", line, got, due);
}
#define expect(ended, due) expect_(ended, due, __LINE__)

static void
rule_19_an_ordinary_week_is_168_hours(void **state)
{
	(void)state;
	expect("2026-11-23T12:17:39Z", "2026-11-30T12:17:39Z");
	expect("2026-07-01T15:00:00Z", "2026-07-08T15:00:00Z");
	expect("2025-12-29T16:30:00Z", "2026-01-05T16:30:00Z"); /* new year */
	/* Christmas and New Year's Day extend nothing. */
	expect("2026-12-21T11:00:00Z", "2026-12-28T11:00:00Z");
}

static void
rule_19_when_the_clocks_go_forward_the_civil_week_is_shorter(void **state)
{
	(void)state;
	/* Noon on Monday 23 March is 12:00 UTC; noon on the 30th is 11:00. */
	expect("2026-03-23T12:00:00Z", "2026-03-30T11:00:00Z");
	/* The last week before, and the first one after. */
	expect("2026-03-21T12:00:00Z", "2026-03-28T12:00:00Z");
	expect("2026-03-22T12:00:00Z", "2026-03-29T11:00:00Z");
	expect("2026-03-28T12:00:00Z", "2026-04-04T11:00:00Z");
	expect("2026-03-29T12:00:00Z", "2026-04-05T12:00:00Z");
}

static void
rule_19_when_the_clocks_go_back_168_hours_are_the_shorter(void **state)
{
	(void)state;
	/* Noon on Monday 19 October is 11:00 UTC; noon on the 26th would be
	 * 12:00 UTC, 169 hours on. */
	expect("2026-10-19T11:00:00Z", "2026-10-26T11:00:00Z");
	expect("2026-10-24T11:00:00Z", "2026-10-31T11:00:00Z");
	expect("2026-10-25T12:00:00Z", "2026-11-01T12:00:00Z");
}

static void
rule_19_a_leap_day_is_a_day(void **state)
{
	(void)state;
	expect("2028-02-24T10:00:00Z", "2028-03-02T10:00:00Z");
	expect("2028-02-29T10:00:00Z", "2028-03-07T10:00:00Z");
	expect("2027-02-24T10:00:00Z", "2027-03-03T10:00:00Z");
	expect("2028-03-20T10:00:00Z", "2028-03-27T09:00:00Z");
}

static void
rule_19_never_later_than_168_hours_nor_earlier_than_167(void **state)
{
	int64_t ended = at("2026-01-01T00:07:13Z");
	int shorter = 0;

	(void)state;
	for (; ended < at("2029-01-01"); ended += 37 * 60000) {
		int64_t week = due_at(ended) - ended;

		assert_true(week == (int64_t)168 * 3600000 ||
		    week == (int64_t)167 * 3600000);
		shorter += week == (int64_t)167 * 3600000;
		/* Later meetings are not due sooner, but for that hour. */
		assert_true(due_at(ended + 3600000) >= due_at(ended));
	}
	/* One week in each of three years, in steps of 37 minutes. */
	assert_in_range(
	    shorter, 3 * (168 * 60 / 37 - 1), 3 * (168 * 60 / 37 + 1));
}

static void
expect_left_(int64_t left, const char *text, int line)
{
	char got[DUE_TEXT];

	if (strcmp(due_left((int64_t)1 << 40, ((int64_t)1 << 40) - left, got),
		text) != 0)
		fail_msg("line %d: \"%s\", not \"%s\"", line, got, text);
}
#define expect_left(left, text) expect_left_(left, text, __LINE__)

static void
the_time_left_is_said_in_two_units_and_never_flatters(void **state)
{
	const int64_t minute = 60000, hour = 60 * minute, day = 24 * hour;

	(void)state;
	expect_left(day + 4 * hour, "1 day 4 h");
	expect_left(day + 4 * hour - 1, "1 day 3 h");
	expect_left(6 * day + 23 * hour + 59 * minute, "6 days 23 h");
	expect_left(7 * day, "7 days");
	expect_left(3 * hour + 20 * minute, "3 h 20 min");
	expect_left(3 * hour, "3 h");
	expect_left(12 * minute + 59999, "12 min");
	expect_left(0, "0 min");
	expect_left(-1, "overdue by 1 min");
	expect_left(-2 * hour, "overdue by 2 h");
	expect_left(-2 * hour - 1, "overdue by 2 h 1 min");
	expect_left(-day - 5 * hour, "overdue by 1 day 5 h");
	expect_left(-400 * day, "overdue by 400 days");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rule_19_an_ordinary_week_is_168_hours),
	    cmocka_unit_test(
		rule_19_when_the_clocks_go_forward_the_civil_week_is_shorter),
	    cmocka_unit_test(
		rule_19_when_the_clocks_go_back_168_hours_are_the_shorter),
	    cmocka_unit_test(rule_19_a_leap_day_is_a_day),
	    cmocka_unit_test(
		rule_19_never_later_than_168_hours_nor_earlier_than_167),
	    cmocka_unit_test(
		the_time_left_is_said_in_two_units_and_never_flatters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
