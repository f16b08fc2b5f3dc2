/* Dates, and London's summer time, against dates known from calendars. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

static int64_t
at(const char *text)
{
	int64_t ms = -1;
	struct error err;

	assert_int_equal(clock_parse(text, &ms, &err), RC_OK);
	return ms;
}

static void
parses_and_prints(void **state)
{
	char text[CLOCK_TEXT];

	(void)state;
	assert_int_equal(at("1970-01-01"), 0);
	assert_int_equal(at("2000-02-29T00:00Z"), 951782400000);
	assert_int_equal(at("2026-11-23T12:17:39Z"), 1795436259000);
	assert_string_equal(
	    clock_format_utc(1795436259000, text), "2026-11-23T12:17:39Z");
	assert_string_equal(clock_format_london(at("2026-07-01T23:05Z"), text),
	    "2 July 2026, 12:05am");
	assert_string_equal(clock_format_london(at("2026-01-01T12:00Z"), text),
	    "1 January 2026, 12:00pm");
}

static void
refuses_what_no_calendar_has(void **state)
{
	static const char *const bad[] = {"", "2026", "2026-13-01",
	    "2026-02-29", "2026-04-31", "2026-1-1", "2026-01-01T24:00Z",
	    "2026-01-01T10:00", "2026-01-01T10:0Z", "2026-01-01T10:00:0Z",
	    "2026-01-01 10:00Z", "x026-01-01", "2026-01-01T10:00:00Zx"};
	int64_t ms;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (clock_parse(bad[i], &ms, &err) != RC_INVALID)
			fail_msg("accepted \"%s\"", bad[i]);
}

static void
summer_time_changes_at_one_utc(void **state)
{
	(void)state;
	/* 2026: 29 March and 25 October; 2024: 31 March and 27 October. */
	assert_int_equal(
	    clock_london_offset_min(at("2026-03-29T00:59:59Z")), 0);
	assert_int_equal(clock_london_offset_min(at("2026-03-29T01:00Z")), 60);
	assert_int_equal(
	    clock_london_offset_min(at("2026-10-25T00:59:59Z")), 60);
	assert_int_equal(clock_london_offset_min(at("2026-10-25T01:00Z")), 0);
	assert_int_equal(clock_london_offset_min(at("2024-03-31T01:00Z")), 60);
	assert_int_equal(clock_london_offset_min(at("2024-10-27T01:00Z")), 0);
}

static void
civil_time_there_and_back(void **state)
{
	struct clock_civil civil;

	(void)state;
	/* Every quarter of an hour of a year, but for the repeated hour. */
	for (int64_t ms = at("2026-01-01"); ms < at("2027-01-01");
	     ms += 15 * 60000) {
		int64_t back;

		clock_civil_london(ms, &civil);
		back = clock_from_london(&civil);
		if (ms >= at("2026-10-25T01:00Z") &&
		    ms < at("2026-10-25T02:00Z"))
			assert_int_equal(back, ms - CLOCK_HOUR_MS);
		else
			assert_int_equal(back, ms);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parses_and_prints),
	    cmocka_unit_test(refuses_what_no_calendar_has),
	    cmocka_unit_test(summer_time_changes_at_one_utc),
	    cmocka_unit_test(civil_time_there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
