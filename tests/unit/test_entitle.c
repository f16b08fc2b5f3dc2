/* Who may hear what: the safety rules by hand, and properties of them all over
 * random facts, against bitmaps that cannot be wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "rules/entitle.h"

enum { LINE = 48, NOON = 1000000000 };

static void
add(struct span_list *list, int64_t from, int64_t to)
{
	struct error err = {0};

	assert_int_equal(span_add(list, (struct span){from, to}, &err), RC_OK);
}

/* A case at 100 to 200 of a MARAC, released; nobody in particular. */
static struct facts
a_case(void)
{
	struct facts f = {.meeting = MEETING_MARAC,
	    .now_ms = (int64_t)NOON * 1000,
	    .released = true,
	    .harm = HARM_NO};

	add(&f.passage, 100, 200);
	return f;
}

/* Who sat there from 0 to 1000. */
static struct facts
a_participant(void)
{
	struct facts f = a_case();

	f.participant = f.attended = true;
	add(&f.present, 0, 1000);
	return f;
}

/* Whose copy two people have decided to send, and safety is confirmed. */
static struct facts
a_relative(void)
{
	struct facts f = a_case();

	f.family = true;
	f.decision = (struct facts_decision){VERDICT_SEND, 1, 2, false};
	f.safety_confirmed_ms = f.now_ms - CLOCK_HOUR_MS;
	return f;
}

/* Judge F, which is cleared; SPANS as "100-200 300-400". */
static void
expect_(struct facts f, enum outcome outcome, enum reason reason,
    const char *spans, int line)
{
	struct entitlement e = {0};
	struct error err = {0};
	char got[256] = "";
	size_t at = 0;

	assert_int_equal(entitle_copy(&f, &e, &err), RC_OK);
	for (size_t i = 0; i < e.spans.count; i++)
		at += (size_t)snprintf(got + at, sizeof(got) - at,
		    "%s%lld-%lld", i == 0 ? "" : " ",
		    (long long)e.spans.v[i].from, (long long)e.spans.v[i].to);
	if (e.outcome != outcome || e.reason != reason ||
	    strcmp(got, spans) != 0)
		fail_msg("line %d: %s, %s, \"%s\"", line,
		    entitle_outcome_name(e.outcome),
		    entitle_reason_name(e.reason), got);
	entitle_clear(&e);
	facts_clear(&f);
}
#define expect(f, outcome, reason, spans) \
	expect_(f, OUTCOME_##outcome, REASON_##reason, spans, __LINE__)

static void
a_participant_gets_what_they_sat_through(void **state)
{
	struct facts f;

	(void)state;
	expect(a_participant(), SENT, PRESENT_THROUGHOUT, "100-200");

	f = a_participant();
	span_clear(&f.present);
	add(&f.present, 0, 150);
	expect(f, PART, PRESENT_IN_PART, "100-150");

	/* Out and back in, and the chair came back to the case. */
	f = a_participant();
	add(&f.passage, 500, 600);
	span_clear(&f.present);
	add(&f.present, 120, 140);
	add(&f.present, 190, 550);
	expect(f, PART, PRESENT_IN_PART, "120-140 190-200 500-550");

	f = a_participant();
	span_clear(&f.present);
	add(&f.present, 200, 1000);
	expect(f, NOT_SENT, ABSENT, "");

	expect(a_case(), NOT_SENT, NOT_CONCERNED, "");

	f = a_participant();
	f.deferred = true;
	expect(f, NOT_SENT, DEFERRED, "");

	f = a_participant();
	span_clear(&f.passage);
	expect(f, NOT_SENT, NOTHING_RECORDED, "");

	f = a_participant();
	f.released = false;
	expect(f, HELD, NOT_RELEASED, "");
}

static void
rule_02_a_relation_of_some_children_waits_until_the_rest_is_parted(void **state)
{
	struct facts f = a_relative();

	(void)state;
	f.other_family = true;
	expect(f, HELD, OTHER_FAMILY, "");
}

/* Everything that could ever speak for sending. */
static struct facts
everything_for_it(void)
{
	struct facts f = a_relative();

	f.participant = f.attended = f.is_child = f.understanding = true;
	add(&f.present, 0, 1000);
	return f;
}

static void
rule_03_a_source_of_harm_gets_nothing_whoever_else_they_are(void **state)
{
	struct facts f;

	(void)state;
	expect(everything_for_it(), SENT, FAMILY_APPROVED, "100-200");
	f = everything_for_it(); /* a child who is the perpetrator */
	f.harm = HARM_YES;
	expect(f, BLOCKED, HARM_YES, "");
	f = a_participant(); /* an attendee who is */
	f.harm = HARM_YES;
	expect(f, BLOCKED, HARM_YES, "");
	f = a_relative(); /* a father with parental responsibility */
	f.harm = HARM_YES;
	expect(f, BLOCKED, HARM_YES, "");
	/* The true reason, even when there would be another. */
	f = a_case();
	f.harm = HARM_YES;
	f.conflict = f.deferred = true;
	expect(f, BLOCKED, HARM_YES, "");
}

static void
rule_04_unknown_and_disputed_harm_hold_like_yes(void **state)
{
	struct facts f;

	(void)state;
	f = everything_for_it();
	f.harm = HARM_UNKNOWN;
	expect(f, BLOCKED, HARM_UNKNOWN, "");
	f = everything_for_it();
	f.harm = HARM_DISPUTED;
	expect(f, BLOCKED, HARM_DISPUTED, "");
	f = everything_for_it(); /* never filled in */
	f.harm = 0;
	expect(f, BLOCKED, HARM_UNKNOWN, "");
	f = everything_for_it();
	f.harm = (enum harm)77;
	expect(f, BLOCKED, HARM_UNKNOWN, "");
}

static void
rule_05_a_marac_family_copy_waits_for_release_and_fresh_safety(void **state)
{
	static const enum meeting_type maracs[] = {
	    MEETING_MARAC, MEETING_EMERGENCY_MARAC, (enum meeting_type)0};
	struct facts f;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		f = a_relative();
		f.meeting = maracs[i];
		expect(f, SENT, FAMILY_APPROVED, "100-200");

		f = a_relative();
		f.meeting = maracs[i];
		f.released = false;
		expect(f, HELD, NOT_RELEASED, "");

		f = a_relative();
		f.meeting = maracs[i];
		f.safety_confirmed_ms = 0;
		expect(f, HELD, NEEDS_SAFETY, "");

		/* "not more than 7 days old": 604,800,000 ms */
		f = a_relative();
		f.meeting = maracs[i];
		f.safety_confirmed_ms = f.now_ms - 604800000;
		expect(f, SENT, FAMILY_APPROVED, "100-200");
		f = a_relative();
		f.meeting = maracs[i];
		f.safety_confirmed_ms = f.now_ms - 604800001;
		expect(f, HELD, SAFETY_EXPIRED, "");

		/* A clock that was set back confirms nothing. */
		f = a_relative();
		f.meeting = maracs[i];
		f.safety_confirmed_ms = f.now_ms + 1;
		expect(f, HELD, NEEDS_SAFETY, "");
	}
}

static void
a_conference_needs_the_decision_and_the_release_alone(void **state)
{
	static const enum meeting_type types[] = {
	    MEETING_ICPC, MEETING_RCPC, MEETING_REVIEW};
	struct facts f;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		f = a_relative();
		f.meeting = types[i];
		f.safety_confirmed_ms = 0;
		expect(f, SENT, FAMILY_APPROVED, "100-200");
		f = a_relative();
		f.meeting = types[i];
		f.released = false;
		expect(f, HELD, NOT_RELEASED, "");
		f = a_relative();
		f.meeting = types[i];
		f.decision = (struct facts_decision){0};
		expect(f, DECIDE, BY_PROFILE, "");
	}
}

static void
rule_10_a_closed_part_an_absence_and_an_exclusion_are_cut_out(void **state)
{
	struct facts f;

	(void)state;
	f = a_participant();
	add(&f.closed, 120, 130);
	expect(f, PART, PRESENT_BUT_CLOSED, "100-120 130-200");

	f = a_participant();
	add(&f.excluded, 150, 300);
	expect(f, PART, PRESENT_IN_PART, "100-150");

	f = a_participant();
	add(&f.closed, 0, 1000);
	expect(f, NOT_SENT, NOTHING_RECORDED, "");

	f = a_participant();
	add(&f.excluded, 0, 1000);
	expect(f, NOT_SENT, ABSENT, "");

	/* Family who did not come get the whole but for what is closed. */
	f = a_relative();
	add(&f.closed, 190, 250);
	add(&f.excluded, 100, 110);
	expect(f, PART, FAMILY_APPROVED, "110-190");

	/* Family who came get what they sat through. */
	f = a_relative();
	f.attended = true;
	add(&f.present, 0, 150);
	expect(f, PART, FAMILY_APPROVED, "100-150");

	/* Invited and never there. */
	f = a_relative();
	f.attended = true;
	expect(f, NOT_SENT, ABSENT, "");
}

static void
rule_12_one_person_cannot_both_propose_and_approve(void **state)
{
	struct facts f;

	(void)state;
	f = a_relative();
	f.decision.approved_by = 0;
	expect(f, DECIDE, NEEDS_APPROVAL, "");
	f = a_relative();
	f.decision.approved_by = f.decision.proposed_by;
	expect(f, DECIDE, SAME_PERSON, "");
	f = a_relative();
	f.decision.void_since = true;
	expect(f, DECIDE, DECISION_VOID, "");
	f = a_relative();
	f.decision.proposed_by = 0;
	expect(f, DECIDE, NEEDS_DECISION, "");

	/* Withholding takes two as well. */
	f = a_relative();
	f.decision.verdict = VERDICT_WITHHOLD;
	expect(f, WITHHELD, DECIDED_WITHHOLD, "");
	f = a_relative();
	f.decision.verdict = VERDICT_WITHHOLD;
	f.decision.approved_by = 0;
	expect(f, DECIDE, NEEDS_APPROVAL, "");

	/* Family who is a professional of the meeting too is family. */
	f = a_participant();
	f.family = true;
	expect(f, DECIDE, NEEDS_DECISION, "");
}

static void
rule_13_a_child_needs_the_assessment_at_any_age(void **state)
{
	struct facts f;

	(void)state;
	f = a_relative();
	f.is_child = true;
	expect(f, HELD, NEEDS_UNDERSTANDING, "");
	f = a_relative();
	f.is_child = f.understanding = true;
	expect(f, SENT, FAMILY_APPROVED, "100-200");
	/* The assessment is no decision. */
	f = a_case();
	f.is_child = f.understanding = true;
	expect(f, DECIDE, NEEDS_DECISION, "");
}

static void
rule_14_a_conflict_ends_it(void **state)
{
	struct facts f;

	(void)state;
	f = a_participant();
	f.conflict = true;
	expect(f, NOT_SENT, CONFLICT, "");
	f = everything_for_it();
	f.conflict = true;
	expect(f, NOT_SENT, CONFLICT, "");
}

static void
a_copy_lives_while_todays_answer_holds_it_all(void **state)
{
	struct entitlement e = {.outcome = OUTCOME_PART};
	struct span_list held = {0}, none = {0};

	(void)state;
	add(&e.spans, 100, 200);
	add(&e.spans, 300, 400);
	assert_false(entitle_still(&e, &held, &none)); /* a copy of nothing */
	add(&held, 110, 200);
	add(&held, 300, 400);
	assert_true(entitle_still(&e, &held, &none));
	e.outcome = OUTCOME_SENT;
	assert_true(entitle_still(&e, &held, &none));
	for (int o = 0; o <= OUTCOME_BLOCKED + 1; o++) {
		e.outcome = (enum outcome)o;
		assert_int_equal(entitle_still(&e, &held, &none),
		    o == OUTCOME_SENT || o == OUTCOME_PART);
	}
	e.outcome = OUTCOME_SENT;
	add(&held, 400, 401);
	assert_false(entitle_still(&e, &held, &none));
	entitle_clear(&e);
	span_clear(&held);
}

static void
every_reason_has_a_name_and_a_sentence_of_its_own(void **state)
{
	(void)state;
	for (int r = REASON_PRESENT_THROUGHOUT; r <= REASON_DECIDED_WITHHOLD;
	     r++) {
		const char *text = entitle_reason_text((enum reason)r);

		assert_true(strlen(text) > 10);
		assert_int_equal(text[strlen(text) - 1], '.');
		for (int o = REASON_PRESENT_THROUGHOUT; o < r; o++)
			assert_string_not_equal(
			    entitle_reason_name((enum reason)o),
			    entitle_reason_name((enum reason)r));
		assert_true(*entitle_reason_name((enum reason)r) != '\0');
	}
	assert_string_equal(entitle_reason_name(0), "");
	assert_string_equal(
	    entitle_reason_text(REASON_DECIDED_WITHHOLD + 1), "");
	assert_string_equal(entitle_outcome_name(OUTCOME_PART), "part");
	assert_string_equal(entitle_outcome_name(0), "");
	assert_string_equal(
	    entitle_reason_name(REASON_HARM_UNKNOWN), "harm_unknown");
}

/* Random facts -------------------------------------------------------------
 */

static bool
coin(void)
{
	return rand() % 2 == 0;
}

static void
random_line(struct span_list *list, int most)
{
	for (int n = rand() % (most + 1); n > 0; n--) {
		int64_t from = rand() % LINE;

		add(list, from, from + rand() % 16);
	}
}

/* Mostly of a kind that something is granted. */
static struct facts
random_facts(void)
{
	struct facts f = {.meeting = (enum meeting_type)(rand() % 6),
	    .now_ms = (int64_t)NOON * 1000,
	    .released = rand() % 4 > 0,
	    .deferred = rand() % 16 == 0,
	    .participant = coin(),
	    .conflict = rand() % 16 == 0,
	    .family = coin(),
	    .is_child = rand() % 4 == 0,
	    .other_family = rand() % 8 == 0,
	    .understanding = coin(),
	    .harm = rand() % 4 > 0 ? HARM_NO : (enum harm)(rand() % 6)};

	f.attended = f.participant || coin();
	random_line(&f.passage, 3);
	random_line(&f.closed, 1);
	random_line(&f.present, 3);
	random_line(&f.excluded, 1);
	f.decision.verdict =
	    rand() % 3 > 0 ? VERDICT_SEND : (enum verdict)(rand() % 4);
	f.decision.proposed_by = rand() % 4;
	f.decision.approved_by = rand() % 4;
	f.decision.void_since = rand() % 8 == 0;
	f.safety_confirmed_ms =
	    rand() % 4 == 0 ? 0 : f.now_ms - rand() % 9 * (int64_t)CLOCK_DAY_MS;
	return f;
}

static bool
in(const struct span_list *list, int64_t sample)
{
	for (size_t i = 0; i < list->count; i++)
		if (sample >= list->v[i].from && sample < list->v[i].to)
			return true;
	return false;
}

static void
copy_list(struct span_list *out, const struct span_list *in_list)
{
	for (size_t i = 0; i < in_list->count; i++)
		add(out, in_list->v[i].from, in_list->v[i].to);
}

static struct facts
copy_facts(const struct facts *f)
{
	struct facts out = *f;

	out.passage = out.closed = out.present = out.excluded =
	    (struct span_list){0};
	copy_list(&out.passage, &f->passage);
	copy_list(&out.closed, &f->closed);
	copy_list(&out.present, &f->present);
	copy_list(&out.excluded, &f->excluded);
	return out;
}

static void
judged(const struct facts *f, struct entitlement *e)
{
	struct error err = {0};

	assert_int_equal(entitle_copy(f, e, &err), RC_OK);
	assert_in_range(e->outcome, OUTCOME_SENT, OUTCOME_BLOCKED);
	assert_true(*entitle_reason_name(e->reason) != '\0');
	assert_int_equal(e->spans.count > 0,
	    e->outcome == OUTCOME_SENT || e->outcome == OUTCOME_PART);
}

static void
whatever_the_facts_nothing_is_granted_beyond_the_rules(void **state)
{
	unsigned granted = 0, families = 0;

	(void)state;
	srand(3);
	for (int round = 0; round < 40000; round++) {
		struct facts f = random_facts();
		struct entitlement e = {0};
		bool kin = f.family || f.is_child;
		bool all = true;

		judged(&f, &e);
		for (int64_t s = 0; s < 2 * LINE; s++) {
			bool heard = in(&e.spans, s);

			if (heard &&
			    (!in(&f.passage, s) || in(&f.closed, s) ||
				in(&f.excluded, s) ||
				(f.attended && !in(&f.present, s))))
				fail_msg("round %d: sample %d", round, (int)s);
			all = all && heard == in(&f.passage, s);
		}
		if (e.spans.count > 0) {
			granted++;
			assert_int_equal(f.harm, HARM_NO);
			assert_false(f.conflict);
			assert_false(f.deferred);
			assert_true(f.released);
			assert_true(kin || f.participant);
			assert_int_equal(e.outcome == OUTCOME_SENT, all);
			if (kin) {
				families++;
				assert_int_equal(
				    f.decision.verdict, VERDICT_SEND);
				assert_int_not_equal(f.decision.proposed_by, 0);
				assert_int_not_equal(f.decision.approved_by, 0);
				assert_int_not_equal(f.decision.proposed_by,
				    f.decision.approved_by);
				assert_false(f.decision.void_since);
				assert_false(f.other_family);
				assert_true(!f.is_child || f.understanding);
				if (f.meeting < MEETING_ICPC)
					assert_in_range(
					    f.now_ms - f.safety_confirmed_ms, 0,
					    7 * (int64_t)CLOCK_DAY_MS);
			}
		}
		if (f.harm != HARM_NO)
			assert_int_equal(e.outcome, OUTCOME_BLOCKED);
		else
			assert_int_not_equal(e.outcome, OUTCOME_BLOCKED);
		entitle_clear(&e);
		facts_clear(&f);
	}
	/* Else the round above looked at nothing. */
	assert_true(granted > 1000);
	assert_true(families > 200);
}

/* Take one right away from F, or add one reason against. */
static void
lessen(struct facts *f)
{
	struct span_list less = {0}, gone = {0};
	struct error err = {0};

	switch (rand() % 14) {
	case 0:
		f->released = false;
		break;
	case 1:
		f->conflict = true;
		break;
	case 2:
		f->deferred = true;
		break;
	case 3:
		f->harm = (enum harm)(rand() % 6);
		if (f->harm == HARM_NO)
			f->harm = HARM_YES;
		break;
	case 4:
		f->decision.void_since = true;
		break;
	case 5:
		f->decision.approved_by = 0;
		break;
	case 6:
		f->decision.verdict = VERDICT_WITHHOLD;
		break;
	case 7:
		f->safety_confirmed_ms = 0;
		break;
	case 8:
		f->understanding = false;
		break;
	case 9:
		random_line(&f->closed, 2);
		break;
	case 10:
		random_line(&f->excluded, 2);
		break;
	case 11:
		f->now_ms += rand() % 9 * (int64_t)CLOCK_DAY_MS;
		break;
	case 12:
		f->family = true;
		break;
	default:
		random_line(&gone, 2);
		assert_int_equal(
		    span_subtract(&f->present, &gone, &less, &err), RC_OK);
		span_clear(&f->present);
		f->present = less;
		span_clear(&gone);
		f->attended = true;
		break;
	}
}

static void
taking_a_right_away_never_enlarges(void **state)
{
	unsigned shrunk = 0;

	(void)state;
	srand(4);
	for (int round = 0; round < 40000; round++) {
		struct facts before = random_facts();
		struct facts after;
		struct entitlement was = {0}, is = {0};

		/* Somebody who was nobody and
		 * became family has got a standing, not lost a right. */
		if (!before.participant)
			before.family = true;
		after = copy_facts(&before);
		lessen(&after);
		judged(&before, &was);
		judged(&after, &is);
		if (is.spans.count > 0 && !span_covers(&was.spans, &is.spans))
			fail_msg("round %d enlarged", round);
		shrunk += was.spans.count > 0 && is.spans.count == 0;
		entitle_clear(&was);
		entitle_clear(&is);
		facts_clear(&before);
		facts_clear(&after);
	}
	assert_true(shrunk > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_participant_gets_what_they_sat_through),
	    cmocka_unit_test(
		rule_02_a_relation_of_some_children_waits_until_the_rest_is_parted),
	    cmocka_unit_test(
		rule_03_a_source_of_harm_gets_nothing_whoever_else_they_are),
	    cmocka_unit_test(rule_04_unknown_and_disputed_harm_hold_like_yes),
	    cmocka_unit_test(
		rule_05_a_marac_family_copy_waits_for_release_and_fresh_safety),
	    cmocka_unit_test(
		a_conference_needs_the_decision_and_the_release_alone),
	    cmocka_unit_test(
		rule_10_a_closed_part_an_absence_and_an_exclusion_are_cut_out),
	    cmocka_unit_test(
		rule_12_one_person_cannot_both_propose_and_approve),
	    cmocka_unit_test(rule_13_a_child_needs_the_assessment_at_any_age),
	    cmocka_unit_test(rule_14_a_conflict_ends_it),
	    cmocka_unit_test(a_copy_lives_while_todays_answer_holds_it_all),
	    cmocka_unit_test(every_reason_has_a_name_and_a_sentence_of_its_own),
	    cmocka_unit_test(
		whatever_the_facts_nothing_is_granted_beyond_the_rules),
	    cmocka_unit_test(taking_a_right_away_never_enlarges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
