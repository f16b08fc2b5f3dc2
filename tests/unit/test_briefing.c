/* Who may be told in words: over every combination of the facts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/briefing.h"

/* The yes-or-no facts, as bits; what each combination makes of a struct. */
enum {
	CONFLICT = 1,
	PROFESSIONAL = 2,
	FAMILY = 4,
	DEFERRED = 8,
	RELEASED = 16,
	OPEN = 32,
	ADDRESSEE = 64,
	WRITTEN = 128,
	SAFETY = 256,
	OWNER = 512,
	ALL = 1024
};

/* 0 and 9 are no values that anybody defined. */
static const int harms[] = {
    0, HARM_NO, HARM_DISPUTED, HARM_UNKNOWN, HARM_YES, 9};
enum { HARMS = sizeof(harms) / sizeof(*harms) };

/* Who wrote and who approved: nobody, one, the same, another. */
static const int64_t hands[][2] = {
    {0, 0}, {1, 0}, {1, 1}, {1, 2}, {2, 1}, {0, 2}};
enum { HANDS = sizeof(hands) / sizeof(*hands) };

static struct briefing_facts
facts(int harm, int bits, const int64_t hand[2])
{
	return (struct briefing_facts){
	    .harm = (enum harm)harm,
	    .conflict = (bits & CONFLICT) != 0,
	    .professional = (bits & PROFESSIONAL) != 0,
	    .family = (bits & FAMILY) != 0,
	    .deferred = (bits & DEFERRED) != 0,
	    .released = (bits & RELEASED) != 0,
	    .withholding_open = (bits & OPEN) != 0,
	    .addressee = (bits & ADDRESSEE) != 0,
	    .written = (bits & WRITTEN) != 0,
	    .child_safety = (bits & SAFETY) != 0,
	    .owner = (bits & OWNER) != 0,
	    .proposed_by = hand[0],
	    .approved_by = hand[1],
	};
}

typedef void check(const struct briefing_facts *f, struct briefing_answer d,
    struct briefing_answer a);

static unsigned long
each(check *judge)
{
	unsigned long count = 0;

	for (int h = 0; h < HARMS; h++)
		for (int bits = 0; bits < ALL; bits++)
			for (int w = 0; w < HANDS; w++) {
				struct briefing_facts f =
				    facts(harms[h], bits, hands[w]);

				judge(&f, briefing_debrief(&f),
				    briefing_action(&f));
				count++;
			}
	return count;
}

/* The rules as one says them, not as the code asks them. */
static void
as_the_rules_say(const struct briefing_facts *f, struct briefing_answer d,
    struct briefing_answer a)
{
	bool person = f->harm == HARM_NO && !f->conflict && f->professional &&
	    !f->family && !f->deferred;
	bool words = f->written && f->proposed_by != 0 && f->child_safety &&
	    f->approved_by != 0 && f->approved_by != f->proposed_by;
	bool go = f->released && !f->withholding_open;

	assert_int_equal(
	    d.outcome == BRIEFING_MAY, person && f->addressee && words && go);
	assert_int_equal(d.outcome == BRIEFING_NEVER, !person || !f->addressee);
	assert_int_equal(a.outcome == BRIEFING_MAY, person && f->owner && go);
	assert_int_equal(a.outcome == BRIEFING_NEVER, !person || !f->owner);
	assert_true(d.outcome >= BRIEFING_MAY && d.outcome <= BRIEFING_NEVER);
	assert_true(a.outcome >= BRIEFING_MAY && a.outcome <= BRIEFING_NEVER);
	assert_string_not_equal(briefing_reason_text(d.reason), "");
	assert_string_not_equal(briefing_reason_text(a.reason), "");
	assert_string_not_equal(briefing_outcome_name(d.outcome), "");
}

static void
every_combination_is_what_the_rules_say(void **state)
{
	(void)state;
	assert_int_equal(each(as_the_rules_say), 6 * 1024 * 6);
}

static void
harm_first(const struct briefing_facts *f, struct briefing_answer d,
    struct briefing_answer a)
{
	if (f->harm == HARM_NO)
		return;
	assert_int_equal(d.outcome, BRIEFING_NEVER);
	assert_int_equal(a.outcome, BRIEFING_NEVER);
	assert_int_equal(d.reason,
	    f->harm == HARM_YES            ? BRIEFING_HARM_YES
		: f->harm == HARM_DISPUTED ? BRIEFING_HARM_DISPUTED
					   : BRIEFING_HARM_UNKNOWN);
	assert_int_equal(a.reason, d.reason);
}

static void
rule_03_04_no_word_for_a_source_of_harm_whatever_else(void **state)
{
	(void)state;
	(void)each(harm_first);
}

static void
conflict_never(const struct briefing_facts *f, struct briefing_answer d,
    struct briefing_answer a)
{
	if (f->harm != HARM_NO || !f->conflict)
		return;
	assert_int_equal(d.reason, BRIEFING_CONFLICT);
	assert_int_equal(a.reason, BRIEFING_CONFLICT);
	assert_int_equal(d.outcome, BRIEFING_NEVER);
	assert_int_equal(a.outcome, BRIEFING_NEVER);
}

static void
rule_14_no_word_and_no_action_with_a_conflict(void **state)
{
	(void)state;
	(void)each(conflict_never);
}

static void
two_hands(const struct briefing_facts *f, struct briefing_answer d,
    struct briefing_answer a)
{
	(void)a;
	if (d.outcome == BRIEFING_MAY) {
		assert_true(f->proposed_by != 0 && f->approved_by != 0);
		assert_true(f->proposed_by != f->approved_by);
	}
	if (d.reason == BRIEFING_SAME_PERSON)
		assert_true(f->proposed_by == f->approved_by);
}

static void
rule_12_nobody_approves_their_own_words(void **state)
{
	struct briefing_facts f = facts(HARM_NO,
	    PROFESSIONAL | RELEASED | ADDRESSEE | WRITTEN | SAFETY, hands[2]);

	(void)state;
	(void)each(two_hands);
	assert_int_equal(briefing_debrief(&f).outcome, BRIEFING_WAITS);
	assert_int_equal(briefing_debrief(&f).reason, BRIEFING_SAME_PERSON);
}

static void
rule_24_no_debrief_without_its_child_safety_text(void **state)
{
	struct briefing_facts f = facts(
	    HARM_NO, PROFESSIONAL | RELEASED | ADDRESSEE | WRITTEN, hands[3]);

	(void)state;
	assert_int_equal(briefing_debrief(&f).outcome, BRIEFING_WAITS);
	assert_int_equal(briefing_debrief(&f).reason, BRIEFING_NO_CHILD_SAFETY);
	f.child_safety = true;
	assert_int_equal(briefing_debrief(&f).outcome, BRIEFING_MAY);
}

static void
a_case_that_is_not_released_is_held_not_refused(void **state)
{
	struct briefing_facts f = facts(HARM_NO,
	    PROFESSIONAL | ADDRESSEE | WRITTEN | SAFETY | OWNER, hands[3]);

	(void)state;
	assert_int_equal(briefing_debrief(&f).outcome, BRIEFING_WAITS);
	assert_int_equal(briefing_debrief(&f).reason, BRIEFING_NOT_RELEASED);
	assert_int_equal(briefing_action(&f).outcome, BRIEFING_WAITS);
	f.released = true;
	f.withholding_open = true;
	assert_int_equal(
	    briefing_debrief(&f).reason, BRIEFING_WITHHOLDING_OPEN);
	assert_int_equal(briefing_action(&f).reason, BRIEFING_WITHHOLDING_OPEN);
	/* What somebody has stopped is stopped whatever else it waits for. */
	f.on_hold = true;
	assert_int_equal(briefing_debrief(&f).reason, BRIEFING_ON_HOLD);
	assert_int_equal(briefing_action(&f).reason, BRIEFING_ON_HOLD);
	f.withholding_open = false;
	assert_int_equal(briefing_debrief(&f).outcome, BRIEFING_WAITS);
	assert_int_equal(briefing_action(&f).outcome, BRIEFING_WAITS);
}

/* Less in every way that a fact can be less. */
static void
lessened(const struct briefing_facts *f, struct briefing_answer d,
    struct briefing_answer a)
{
	static const enum harm worse[] = {
	    HARM_YES, HARM_DISPUTED, HARM_UNKNOWN};
	struct briefing_facts less[16];
	size_t n = 0;

	for (size_t i = 0; i < 3; i++) {
		less[n] = *f;
		less[n++].harm = worse[i];
	}
	less[n] = *f;
	less[n++].conflict = true;
	less[n] = *f;
	less[n++].professional = false;
	less[n] = *f;
	less[n++].family = true;
	less[n] = *f;
	less[n++].deferred = true;
	less[n] = *f;
	less[n++].released = false;
	less[n] = *f;
	less[n++].withholding_open = true;
	less[n] = *f;
	less[n++].addressee = false;
	less[n] = *f;
	less[n++].written = false;
	less[n] = *f;
	less[n++].child_safety = false;
	less[n] = *f;
	less[n++].owner = false;
	less[n] = *f;
	less[n++].approved_by = 0;
	for (size_t i = 0; i < n; i++) {
		if (d.outcome != BRIEFING_MAY)
			assert_int_not_equal(
			    briefing_debrief(&less[i]).outcome, BRIEFING_MAY);
		if (a.outcome != BRIEFING_MAY)
			assert_int_not_equal(
			    briefing_action(&less[i]).outcome, BRIEFING_MAY);
		/* Nor does what is never become what only waits. */
		if (d.outcome == BRIEFING_NEVER)
			assert_int_equal(
			    briefing_debrief(&less[i]).outcome, BRIEFING_NEVER);
		if (a.outcome == BRIEFING_NEVER)
			assert_int_equal(
			    briefing_action(&less[i]).outcome, BRIEFING_NEVER);
	}
}

static void
taking_a_right_away_never_enlarges_anything(void **state)
{
	(void)state;
	(void)each(lessened);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_combination_is_what_the_rules_say),
	    cmocka_unit_test(
		rule_03_04_no_word_for_a_source_of_harm_whatever_else),
	    cmocka_unit_test(rule_14_no_word_and_no_action_with_a_conflict),
	    cmocka_unit_test(rule_12_nobody_approves_their_own_words),
	    cmocka_unit_test(rule_24_no_debrief_without_its_child_safety_text),
	    cmocka_unit_test(a_case_that_is_not_released_is_held_not_refused),
	    cmocka_unit_test(taking_a_right_away_never_enlarges_anything),
	};

	return cmocka_run_group_tests_name("briefing", tests, NULL, NULL);
}
