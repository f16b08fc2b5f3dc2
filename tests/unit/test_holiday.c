/* Days of rest in England and Wales: the lists are gov.uk's, typed in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/clock.h"
#include "rules/holiday.h"

static int64_t
at(const char *text)
{
	struct error err = {0};
	int64_t ms = 0;

	assert_int_equal(clock_parse(text, &ms, &err), RC_OK);
	return ms;
}

/* As gov.uk published them, without what was proclaimed for that year alone
 * (3 June and 19 September 2022, 8 May 2023); 2022's spring holiday was moved to
 * 2 June. */
static const struct {
	int year;
	int days[9][2];
} years[] = {
    {2018,
	{{1, 1}, {3, 30}, {4, 2}, {5, 7}, {5, 28}, {8, 27}, {12, 25},
	    {12, 26}}},
    {2021,
	{{1, 1}, {4, 2}, {4, 5}, {5, 3}, {5, 31}, {8, 30}, {12, 27}, {12, 28}}},
    {2023,
	{{1, 2}, {4, 7}, {4, 10}, {5, 1}, {5, 29}, {8, 28}, {12, 25},
	    {12, 26}}},
    {2024,
	{{1, 1}, {3, 29}, {4, 1}, {5, 6}, {5, 27}, {8, 26}, {12, 25},
	    {12, 26}}},
    {2025,
	{{1, 1}, {4, 18}, {4, 21}, {5, 5}, {5, 26}, {8, 25}, {12, 25},
	    {12, 26}}},
    {2026,
	{{1, 1}, {4, 3}, {4, 6}, {5, 4}, {5, 25}, {8, 31}, {12, 25}, {12, 28}}},
    {2027,
	{{1, 1}, {3, 26}, {3, 29}, {5, 3}, {5, 31}, {8, 30}, {12, 27},
	    {12, 28}}},
};

static void
every_day_of_seven_years_is_what_gov_uk_says(void **state)
{
	(void)state;
	for (size_t y = 0; y < sizeof(years) / sizeof(*years); y++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; day <= 31; day++) {
				int listed = 0;

				for (int i = 0; i < 8; i++)
					listed +=
					    years[y].days[i][0] == month &&
					    years[y].days[i][1] == day;
				if ((month == 2 && day > 28) ||
				    (day == 31 &&
					(month == 4 || month == 6 ||
					    month == 9 || month == 11)))
					continue;
				if (holiday_bank(years[y].year, month, day) !=
				    (listed != 0))
					fail_msg("%d-%02d-%02d", years[y].year,
					    month, day);
			}
}

static void
what_falls_on_a_weekend_is_kept_on_the_next_weekday(void **state)
{
	(void)state;
	/* 2022: New Year's Day a Saturday, Christmas Day a Sunday. */
	assert_true(holiday_bank(2022, 1, 3));
	assert_false(holiday_bank(2022, 1, 1));
	assert_true(holiday_bank(2022, 12, 26));
	assert_true(holiday_bank(2022, 12, 27));
	assert_false(holiday_bank(2022, 12, 25));
	assert_false(holiday_bank(2022, 12, 28));
	/* 2 January is nobody's but when the first is a Sunday. */
	assert_false(holiday_bank(2024, 1, 2));
}

/* Dates of Easter from the Book of Common Prayer's table; the earliest and
 * the latest there can be, and the two exceptions of the computus. */
static void
easter_is_where_the_table_has_it(void **state)
{
	static const int easters[][3] = {{1818, 3, 22}, {1943, 4, 25},
	    {1954, 4, 18}, {1981, 4, 19}, {2008, 3, 23}, {2019, 4, 21},
	    {2038, 4, 25}, {2049, 4, 18}, {2076, 4, 19}, {2285, 3, 22}};

	(void)state;
	for (size_t i = 0; i < sizeof(easters) / sizeof(*easters); i++) {
		int month = easters[i][1], monday = easters[i][2] + 1;

		if (!holiday_bank(easters[i][0], month, monday))
			fail_msg("%d", easters[i][0]);
	}
}

static void
expect_(const char *ms, const char *before, int line)
{
	char got[CLOCK_TEXT];

	clock_format_utc(holiday_before(at(ms)), got);
	if (holiday_before(at(ms)) != at(before))
		fail_msg("line %d: %s, not %s", line, got, before);
	if (holiday_rests(at(ms)) != (at(ms) != at(before)))
		fail_msg("line %d: rests", line);
}
#define expect(ms, before) expect_(ms, before, __LINE__)

static void
a_day_of_rest_goes_back_to_the_last_working_day(void **state)
{
	(void)state;
	expect("2026-11-26T18:30:00Z", "2026-11-26T18:30:00Z"); /* Thursday */
	expect("2026-11-28T18:30:00Z", "2026-11-27T18:30:00Z"); /* Saturday */
	expect("2026-11-29T18:30:00Z", "2026-11-27T18:30:00Z");
	/* Christmas 2026: Friday to Monday. */
	expect("2026-12-28T09:00:00Z", "2026-12-24T09:00:00Z");
	/* Easter Monday to Maundy Thursday, over the change of the clocks (28
	 * March 2027): ten o'clock stays ten o'clock. */
	expect("2027-03-29T09:00:00Z", "2027-03-25T10:00:00Z");
	/* New Year's Day, and into the month before. */
	expect("2025-01-01T12:00:00Z", "2024-12-31T12:00:00Z");
	expect("2022-01-03T12:00:00Z", "2021-12-31T12:00:00Z");
	/* The London day, not Greenwich's: half past midnight on a Saturday in
	 * summer, and half past eleven at night on a Friday in UTC. */
	expect("2026-07-03T23:30:00Z", "2026-07-02T23:30:00Z");
	expect("2026-07-05T23:30:00Z", "2026-07-05T23:30:00Z");
	/* The hour that comes twice, on a Sunday, goes to Friday. */
	expect("2026-10-25T01:30:00Z", "2026-10-23T00:30:00Z");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_day_of_seven_years_is_what_gov_uk_says),
	    cmocka_unit_test(
		what_falls_on_a_weekend_is_kept_on_the_next_weekday),
	    cmocka_unit_test(easter_is_where_the_table_has_it),
	    cmocka_unit_test(a_day_of_rest_goes_back_to_the_last_working_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
