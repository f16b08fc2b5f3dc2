/* When a recording is looked at again; the days are from a calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "rules/retain.h"

/* What ended at WAS is looked at, YEARS on, from the instant WANT (both UTC). */
static void
is_(const char *was, int years, const char *want, int line)
{
	char got[CLOCK_TEXT];
	int64_t ms;

	if (clock_parse(was, &ms, NULL) != RC_OK)
		fail_msg("line %d: %s is no instant", line, was);
	clock_format_utc(retain_review(ms, years), got);
	_assert_string_equal(got, want, __FILE__, line);
}
#define is(was, years, want) is_(was, years, want, __LINE__)

static void
the_same_day_so_many_years_on(void **state)
{
	(void)state;
	is("2026-11-27T12:17:39Z", 1, "2027-11-27T00:00:00Z");
	is("2026-11-27T12:17:39Z", 7, "2033-11-27T00:00:00Z");
	/* The day is London's, and begins there. */
	is("2026-06-10T23:30:00Z", 1, "2027-06-10T23:00:00Z");
	is("2026-12-31T23:59:59Z", 1, "2027-12-31T00:00:00Z");
}

static void
a_day_that_is_not_every_year(void **state)
{
	(void)state;
	is("2024-02-29T10:00:00Z", 1, "2025-03-01T00:00:00Z");
	is("2024-02-29T10:00:00Z", 4, "2028-02-29T00:00:00Z");
	is("2096-02-29T10:00:00Z", 4, "2100-03-01T00:00:00Z");
	is("1996-02-29T10:00:00Z", 4, "2000-02-29T00:00:00Z");
	is("2024-02-28T10:00:00Z", 1, "2025-02-28T00:00:00Z");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_same_day_so_many_years_on),
	    cmocka_unit_test(a_day_that_is_not_every_year),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
