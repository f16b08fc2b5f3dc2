/* Who is told, and when: every instant here was worked out by hand from the
 * calendar.  Weeks without a day of rest in the way of a step are few: steps
 * are looked at one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"
#include "rules/due.h"
#include "rules/escalate.h"

static int64_t
at(const char *text)
{
	struct error err = {0};
	int64_t ms = 0;

	assert_int_equal(clock_parse(text, &ms, &err), RC_OK);
	return ms;
}

static void
expect_(const char *due, enum escalate_step step, const char *when, int line)
{
	char got[CLOCK_TEXT];

	clock_format_utc(escalate_at(at(due), step), got);
	if (escalate_at(at(due), step) != at(when))
		fail_msg("line %d: %s, not %s", line, got, when);
}
#define expect(due, step, when) expect_(due, step, when, __LINE__)

static void
rule_19_steps_are_counted_back_from_the_due_time(void **state)
{
	(void)state;
	/* Ended Monday 23 November 2026, 12:17:39. */
	expect("2026-11-30T12:17:39Z", ESCALATE_DAY_2, "2026-11-25T12:17:39Z");
	expect("2026-11-30T12:17:39Z", ESCALATE_DAY_4, "2026-11-27T12:17:39Z");
	expect("2026-11-30T12:17:39Z", ESCALATE_DAY_6_HALF,
	    "2026-11-30T00:17:39Z");
	expect("2026-11-30T12:17:39Z", ESCALATE_DUE, "2026-11-30T12:17:39Z");
	/* Ended Thursday 26 November: two days after is a Saturday. */
	expect("2026-12-03T10:00:00Z", ESCALATE_DAY_2, "2026-11-27T10:00:00Z");
	expect("2026-12-03T10:00:00Z", ESCALATE_DAY_4, "2026-11-30T10:00:00Z");
	expect("2026-12-03T10:00:00Z", ESCALATE_DAY_5, "2026-12-01T10:00:00Z");
	expect("2026-12-03T10:00:00Z", ESCALATE_DAY_6, "2026-12-02T10:00:00Z");
	expect("2026-12-03T10:00:00Z", ESCALATE_DAY_6_HALF,
	    "2026-12-02T22:00:00Z");
}

static void
rule_19_days_of_rest_bring_forward_and_never_extend(void **state)
{
	(void)state;
	/* Ended Wednesday 23 December 2026, noon; Christmas, a weekend and the
	 * day kept for Boxing Day lie in it. */
	expect("2026-12-30T12:00:00Z", ESCALATE_DAY_2, "2026-12-24T12:00:00Z");
	expect("2026-12-30T12:00:00Z", ESCALATE_DAY_4, "2026-12-24T12:00:00Z");
	expect("2026-12-30T12:00:00Z", ESCALATE_DAY_5, "2026-12-24T12:00:00Z");
	expect("2026-12-30T12:00:00Z", ESCALATE_DAY_6, "2026-12-29T12:00:00Z");
	/* What is due on Christmas Day is due on Christmas Day. */
	expect("2026-12-25T12:00:00Z", ESCALATE_DUE, "2026-12-25T12:00:00Z");
	expect("2026-12-25T12:00:00Z", ESCALATE_DAY_6_HALF,
	    "2026-12-24T00:00:00Z");
}

static void
rule_19_in_both_clock_change_weeks_no_step_is_late(void **state)
{
	/* Noon on Thursday 26 March 2026 is 12:00 UTC, a week on 11:00. */
	int64_t due = due_at(at("2026-03-26T12:00:00Z"));

	(void)state;
	assert_int_equal(due, at("2026-04-02T11:00:00Z"));
	expect("2026-04-02T11:00:00Z", ESCALATE_DAY_5, "2026-03-31T11:00:00Z");
	expect("2026-04-02T11:00:00Z", ESCALATE_DAY_4, "2026-03-30T11:00:00Z");
	/* Saturday 28 March, 11:00 in winter: Friday, the same. */
	expect("2026-04-02T11:00:00Z", ESCALATE_DAY_2, "2026-03-27T11:00:00Z");
	/* Autumn: ended Thursday 22 October 2026, noon (11:00 UTC). */
	due = due_at(at("2026-10-22T11:00:00Z"));
	assert_int_equal(due, at("2026-10-29T11:00:00Z"));
	expect("2026-10-29T11:00:00Z", ESCALATE_DAY_4, "2026-10-26T11:00:00Z");
	expect("2026-10-29T11:00:00Z", ESCALATE_DAY_2, "2026-10-23T11:00:00Z");
	/* A leap day is a day: ended Thursday 24 February 2028. */
	expect("2028-03-02T10:00:00Z", ESCALATE_DAY_5, "2028-02-29T10:00:00Z");
}

/* For every meeting of four years: never later than the time left says, nor
 * later than that many days of the 168 hours; and never more than the longest
 * rest of the year earlier, five days at Christmas. */
static void
rule_19_no_step_is_ever_late(void **state)
{
	static const int64_t half_days[] = {[ESCALATE_DAY_2] = 4,
	    [ESCALATE_DAY_4] = 8,
	    [ESCALATE_DAY_5] = 10,
	    [ESCALATE_DAY_6] = 12,
	    [ESCALATE_DAY_6_HALF] = 13,
	    [ESCALATE_DUE] = 14};
	int64_t ended = at("2026-01-01T00:07:13Z");

	(void)state;
	for (; ended < at("2030-01-01"); ended += 97 * 60000) {
		int64_t due = due_at(ended);

		for (enum escalate_step s = ESCALATE_DAY_2; s <= ESCALATE_DUE;
		     s++) {
			int64_t when = escalate_at(due, s);
			int64_t left = (14 - half_days[s]) * 12 * CLOCK_HOUR_MS;

			assert_true(
			    when <= ended + half_days[s] * 12 * CLOCK_HOUR_MS);
			assert_true(when <= due - left);
			assert_true(
			    when >= due - left - 5 * (int64_t)CLOCK_DAY_MS);
		}
		assert_int_equal(escalate_at(due, ESCALATE_DUE), due);
	}
}

/* A Thursday's: no step but the first is on a day of rest. */
static const char thursday[] = "2026-12-03T10:00:00Z";

static enum escalate_step
next(const char *now, enum escalate_cause cause,
    const struct escalate_told *told, size_t count)
{
	return escalate_next(at(thursday), at(now), cause, 0, told, count);
}

static void
each_step_is_told_once(void **state)
{
	struct escalate_told told[2] = {
	    {ESCALATE_DAY_2, ESCALATE_UNRELEASED, at("2026-11-27T10:00:00Z")}};

	(void)state;
	assert_int_equal(
	    next("2026-11-27T09:59:59Z", ESCALATE_UNRELEASED, NULL, 0), 0);
	assert_int_equal(
	    next("2026-11-27T10:00:00Z", ESCALATE_UNRELEASED, NULL, 0),
	    ESCALATE_DAY_2);
	assert_int_equal(
	    next("2026-11-27T10:00:00Z", ESCALATE_UNRELEASED, told, 1), 0);
	/* Its turn has come: nothing is wrong, and it is owed all the same. */
	assert_int_equal(
	    next("2026-11-30T09:59:59Z", ESCALATE_TURN, told, 1), 0);
	assert_int_equal(next("2026-11-30T10:00:00Z", ESCALATE_TURN, told, 1),
	    ESCALATE_DAY_4);
	/* Nobody looked for days: one telling, the last. */
	assert_int_equal(
	    next("2026-12-02T12:00:00Z", ESCALATE_UNRELEASED, told, 1),
	    ESCALATE_DAY_6);
	assert_int_equal(
	    next("2026-12-09T12:00:00Z", ESCALATE_UNRELEASED, told, 1),
	    ESCALATE_DUE);
	told[1] = (struct escalate_told){
	    ESCALATE_DUE, ESCALATE_UNRELEASED, at("2026-12-03T10:00:00Z")};
	assert_int_equal(
	    next("2026-12-09T12:00:00Z", ESCALATE_UNRELEASED, told, 2), 0);
}

static void
from_the_fifth_day_a_new_cause_is_told_when_it_is_seen(void **state)
{
	struct escalate_told told[2] = {
	    {ESCALATE_DAY_4, ESCALATE_UNRELEASED, at("2026-11-30T10:00:00Z")},
	    {ESCALATE_DAY_5, ESCALATE_NOT_MADE, at("2026-12-01T10:00:00Z")}};

	(void)state;
	/* Before, it waits for the next step. */
	assert_int_equal(
	    next("2026-12-01T09:59:59Z", ESCALATE_RELAY, told, 1), 0);
	assert_int_equal(next("2026-12-01T10:00:01Z", ESCALATE_RELAY, told, 2),
	    ESCALATE_DAY_5);
	assert_int_equal(
	    next("2026-12-01T10:00:01Z", ESCALATE_NOT_MADE, told, 2), 0);
	/* That its turn comes is no news. */
	assert_int_equal(
	    next("2026-12-01T10:00:01Z", ESCALATE_TURN, told, 2), 0);
	/* What was named then is new at the next step. */
	told[0] = (struct escalate_told){
	    ESCALATE_DAY_6, ESCALATE_RELAY, at("2026-12-02T10:00:00Z")};
	assert_int_equal(
	    next("2026-12-02T11:00:00Z", ESCALATE_NOT_MADE, told, 2),
	    ESCALATE_DAY_6);
}

static void
what_needs_a_person_is_told_at_once(void **state)
{
	const struct escalate_told told = {
	    ESCALATE_AT_ONCE, ESCALATE_BOUNCED, at("2026-11-26T10:10:00Z")};

	(void)state;
	assert_int_equal(
	    next("2026-11-26T10:10:00Z", ESCALATE_BOUNCED, NULL, 0),
	    ESCALATE_AT_ONCE);
	assert_int_equal(
	    next("2026-11-26T10:15:00Z", ESCALATE_BOUNCED, &told, 1), 0);
	assert_int_equal(
	    next("2026-11-26T10:15:00Z", ESCALATE_REFUSED, &told, 1),
	    ESCALATE_AT_ONCE);
	assert_int_equal(
	    next("2026-11-26T10:15:00Z", ESCALATE_RELAY, &told, 1), 0);
	assert_int_equal(
	    next("2026-11-27T10:00:00Z", ESCALATE_BOUNCED, &told, 1),
	    ESCALATE_DAY_2);
}

/* It was put right, went again, and came back again. */
static void
what_needs_a_person_again_is_told_again(void **state)
{
	int64_t now = at("2026-12-01T12:00:00Z"), hour = CLOCK_HOUR_MS;
	struct escalate_told told = {
	    ESCALATE_DAY_5, ESCALATE_BOUNCED, at("2026-12-01T10:00:00Z")};

	(void)state;
	assert_int_equal(escalate_next(at(thursday), now, ESCALATE_BOUNCED,
			     told.at_ms - hour, &told, 1),
	    0);
	assert_int_equal(escalate_next(at(thursday), now, ESCALATE_BOUNCED,
			     told.at_ms + hour, &told, 1),
	    ESCALATE_DAY_5);
	/* That is a telling of its own, and once again once. */
	told.at_ms = now;
	assert_int_equal(escalate_next(at(thursday), now + hour,
			     ESCALATE_BOUNCED, now - hour, &told, 1),
	    0);
	/* A clock that was ahead says nothing, and what waits for time or for
	 * a rule has no such moment. */
	assert_int_equal(escalate_next(at(thursday), now + hour,
			     ESCALATE_BOUNCED, now + 2 * hour, &told, 1),
	    0);
	told.cause = ESCALATE_RELAY;
	assert_int_equal(escalate_next(at(thursday), now + hour, ESCALATE_RELAY,
			     now + hour, &told, 1),
	    0);
}

static void
what_a_wrong_clock_told_does_not_count(void **state)
{
	const struct escalate_told told = {
	    ESCALATE_DUE, ESCALATE_RELAY, at("2027-12-03T10:00:00Z")};

	(void)state;
	assert_int_equal(next("2026-12-01T10:00:00Z", ESCALATE_RELAY, &told, 1),
	    ESCALATE_DAY_5);
	/* Put back by an hour after a step, it says nothing twice. */
	assert_int_equal(escalate_next(at(thursday), at("2026-12-02T09:30:00Z"),
			     ESCALATE_RELAY, 0,
			     &(struct escalate_told){ESCALATE_DAY_6,
				 ESCALATE_RELAY, at("2026-12-02T09:10:00Z")},
			     1),
	    0);
}

static void
the_chair_hears_of_the_last_three(void **state)
{
	(void)state;
	for (enum escalate_step s = ESCALATE_AT_ONCE; s <= ESCALATE_DAY_5; s++)
		assert_false(escalate_to_chair(s));
	for (enum escalate_step s = ESCALATE_DAY_6; s <= ESCALATE_DUE; s++)
		assert_true(escalate_to_chair(s));
}

static void
rule_07_names_go_there_and_back_and_texts_tell_nothing(void **state)
{
	(void)state;
	for (enum escalate_step s = ESCALATE_AT_ONCE; s <= ESCALATE_DUE; s++)
		assert_int_equal(
		    escalate_step_of(escalate_step_name(s)), (int)s);
	for (enum escalate_cause c = ESCALATE_TURN; c <= ESCALATE_LETTER; c++) {
		assert_int_equal(
		    escalate_cause_of(escalate_cause_name(c)), (int)c);
		assert_true(strlen(escalate_cause_text(c)) > 10);
		assert_false(text_telling(escalate_cause_text(c)));
		assert_true(strlen(escalate_cause_todo(c)) > 10);
		assert_false(text_telling(escalate_cause_todo(c)));
	}
	assert_int_equal(escalate_step_of("day-3"), 0);
	assert_int_equal(escalate_cause_of(""), 0);
	assert_string_equal(escalate_cause_text(0), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rule_19_steps_are_counted_back_from_the_due_time),
	    cmocka_unit_test(
		rule_19_days_of_rest_bring_forward_and_never_extend),
	    cmocka_unit_test(
		rule_19_in_both_clock_change_weeks_no_step_is_late),
	    cmocka_unit_test(rule_19_no_step_is_ever_late),
	    cmocka_unit_test(each_step_is_told_once),
	    cmocka_unit_test(
		from_the_fifth_day_a_new_cause_is_told_when_it_is_seen),
	    cmocka_unit_test(what_needs_a_person_is_told_at_once),
	    cmocka_unit_test(what_needs_a_person_again_is_told_again),
	    cmocka_unit_test(what_a_wrong_clock_told_does_not_count),
	    cmocka_unit_test(the_chair_hears_of_the_last_three),
	    cmocka_unit_test(
		rule_07_names_go_there_and_back_and_texts_tell_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
