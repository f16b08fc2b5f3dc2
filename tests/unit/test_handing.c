/* The day that somebody says it was handed over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "distributor/handing.h"

static int64_t
at(const char *text)
{
	int64_t ms = 0;

	assert_int_equal(clock_parse(text, &ms, NULL), RC_OK);
	return ms;
}

static void
today_is_now_and_another_day_its_end(void **state)
{
	int64_t printed = at("2026-11-24T10:00Z"), when = 0;
	int64_t now = at("2026-11-26T09:30Z");

	(void)state;
	assert_int_equal(
	    handing_when(at("2026-11-26"), printed, now, &when, NULL), RC_OK);
	assert_int_equal(when, now);
	assert_int_equal(
	    handing_when(at("2026-11-25"), printed, now, &when, NULL), RC_OK);
	assert_int_equal(when, at("2026-11-26T00:00Z") - 1);
	/* The day it was printed. */
	assert_int_equal(
	    handing_when(at("2026-11-24"), printed, now, &when, NULL), RC_OK);
	assert_int_equal(when, at("2026-11-25T00:00Z") - 1);
}

/* In summer a London day ends at 23:00 UTC; on 29 March 2026 the clocks go
 * forward, on 25 October back. */
static void
days_are_londons(void **state)
{
	int64_t when = 0;

	(void)state;
	assert_int_equal(handing_when(at("2026-06-15"), at("2026-06-14"),
			     at("2026-06-15T22:59Z"), &when, NULL),
	    RC_OK);
	assert_int_equal(when, at("2026-06-15T22:59Z"));
	assert_int_equal(handing_when(at("2026-06-15"), at("2026-06-14"),
			     at("2026-06-15T23:01Z"), &when, NULL),
	    RC_OK);
	assert_int_equal(when, at("2026-06-15T23:00Z") - 1);
	assert_int_equal(handing_when(at("2026-03-29"), at("2026-03-28"),
			     at("2026-03-31"), &when, NULL),
	    RC_OK);
	assert_int_equal(when, at("2026-03-29T23:00Z") - 1);
	assert_int_equal(handing_when(at("2026-10-25"), at("2026-10-24"),
			     at("2026-10-31"), &when, NULL),
	    RC_OK);
	assert_int_equal(when, at("2026-10-26T00:00Z") - 1);
}

static void
neither_before_it_was_asked_nor_in_the_future(void **state)
{
	int64_t printed = at("2026-11-24T10:00Z"), when = 7;
	int64_t now = at("2026-11-26T09:30Z");
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    handing_when(at("2026-11-27"), printed, now, &when, &err),
	    RC_INVALID);
	assert_non_null(strstr(err.text, "not come yet"));
	assert_int_equal(
	    handing_when(at("2026-11-23"), printed, now, &when, &err),
	    RC_INVALID);
	assert_non_null(strstr(err.text, "before"));
	assert_int_equal(when, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(today_is_now_and_another_day_its_end),
	    cmocka_unit_test(days_are_londons),
	    cmocka_unit_test(neither_before_it_was_asked_nor_in_the_future),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
