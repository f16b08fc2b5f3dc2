/* Which reminder belongs to which day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "distributor/nudging.h"

static enum actions_stage
at(const char *now)
{
	int64_t now_ms;

	assert_int_equal(clock_parse(now, &now_ms, NULL), RC_OK);
	return nudging_stage("2026-12-10", 1, now_ms);
}

static void
a_week_before_a_day_before_and_the_day_after(void **state)
{
	(void)state;
	assert_int_equal(at("2026-12-02T23:59Z"), 0);
	assert_int_equal(at("2026-12-03T00:00Z"), ACTIONS_WEEK_BEFORE);
	assert_int_equal(at("2026-12-08T23:59Z"), ACTIONS_WEEK_BEFORE);
	assert_int_equal(at("2026-12-09T00:00Z"), ACTIONS_DAY_BEFORE);
	assert_int_equal(at("2026-12-10T23:59Z"), ACTIONS_DAY_BEFORE);
	assert_int_equal(at("2026-12-11T00:00Z"), ACTIONS_DAY_AFTER);
	assert_int_equal(at("2027-12-11T00:00Z"), ACTIONS_DAY_AFTER);
}

/* In summer a day of London begins an hour before that of UTC. */
static void
days_are_londons(void **state)
{
	int64_t before, after;

	(void)state;
	assert_int_equal(
	    clock_parse("2027-06-23T22:59:59Z", &before, NULL), RC_OK);
	assert_int_equal(
	    clock_parse("2027-06-23T23:00:00Z", &after, NULL), RC_OK);
	assert_int_equal(nudging_stage("2027-07-01", 1, before), 0);
	assert_int_equal(
	    nudging_stage("2027-07-01", 1, after), ACTIONS_WEEK_BEFORE);
	/* Across the night when clocks go back there are still seven days. */
	assert_int_equal(clock_parse("2027-10-25T23:30Z", &after, NULL), RC_OK);
	assert_int_equal(
	    nudging_stage("2027-11-02", 1, after), ACTIONS_WEEK_BEFORE);
	assert_int_equal(
	    clock_parse("2027-10-25T22:30Z", &before, NULL), RC_OK);
	assert_int_equal(nudging_stage("2027-11-02", 1, before), 0);
}

static void
a_mail_of_that_day_is_its_own_reminder(void **state)
{
	int64_t third, fourth, day = CLOCK_DAY_MS;

	(void)state;
	assert_int_equal(clock_parse("2026-12-03T09:00Z", &third, NULL), RC_OK);
	fourth = third + day;
	assert_int_equal(nudging_stage("2026-12-10", 0, fourth), 0);
	assert_int_equal(nudging_stage("2026-12-10", third, third), 0);
	assert_int_equal(nudging_stage("2026-12-10", third, fourth), 0);
	assert_int_equal(nudging_stage("2026-12-10", third - day, fourth),
	    ACTIONS_WEEK_BEFORE);
	assert_int_equal(nudging_stage("2026-12-10", fourth, third + 6 * day),
	    ACTIONS_DAY_BEFORE);
}

static void
what_is_no_day_has_none(void **state)
{
	(void)state;
	assert_int_equal(nudging_stage("soon", 1, 2), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_week_before_a_day_before_and_the_day_after),
	    cmocka_unit_test(days_are_londons),
	    cmocka_unit_test(a_mail_of_that_day_is_its_own_reminder),
	    cmocka_unit_test(what_is_no_day_has_none),
	};

	return cmocka_run_group_tests_name("nudging", tests, NULL, NULL);
}
