/* Who may hear what: the safety rules, each by hand.  test_property looks at
 * all of them over random meetings. */
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

enum { NOON = 1000000000 };

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

static void
print_spans(
    const struct span_list *list, const char *form, char *text, size_t size)
{
	for (size_t i = 0; i < list->count; i++) {
		size_t at = strlen(text);

		(void)snprintf(text + at, size - at, form, at == 0 ? "" : " ",
		    (long long)list->v[i].from, (long long)list->v[i].to);
	}
}

/* Judge F, which is cleared; SPANS as "100-200 300-400 (150-160)", silence in
 * brackets. */
static void
expect_(struct facts f, enum outcome outcome, enum reason reason,
    const char *spans, int line)
{
	struct entitlement e = {0};
	struct error err = {0};
	char got[256] = "";

	assert_int_equal(entitle_copy(&f, &e, &err), RC_OK);
	print_spans(&e.spans, "%s%lld-%lld", got, sizeof(got));
	print_spans(&e.silent, "%s(%lld-%lld)", got, sizeof(got));
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
rule_01_nothing_outside_the_cases_own_passages(void **state)
{
	struct facts f = a_participant();

	(void)state;
	/* The chair came back to it; there for all of the meeting, and what is
	 * withheld or closed elsewhere adds nothing. */
	add(&f.passage, 500, 600);
	add(&f.withheld, 250, 300);
	add(&f.closed, 300, 400);
	expect(f, SENT, PRESENT_THROUGHOUT, "100-200 500-600");

	f = a_participant();
	span_clear(&f.passage);
	add(&f.withheld, 0, 1000);
	expect(f, NOT_SENT, NOTHING_RECORDED, "");
}

static void
rule_02_a_relation_of_some_children_waits_until_the_rest_is_parted(void **state)
{
	struct facts f = a_relative();

	(void)state;
	f.other_family = true;
	expect(f, HELD, OTHER_FAMILY, "");
	/* Withheld from everybody is not parted for him. */
	f = a_relative();
	f.other_family = true;
	add(&f.withheld, 150, 160);
	expect(f, HELD, OTHER_FAMILY, "");
	f = a_relative();
	f.other_family = f.parted = true;
	add(&f.withheld, 150, 160);
	expect(f, PART, FAMILY_APPROVED, "100-200 (150-160)");
	/* The parting itself waits for its second person. */
	f = a_relative();
	f.other_family = f.withholding_open = true;
	expect(f, HELD, WITHHOLDING_OPEN, "");
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

static const enum harm harms[] = {
    HARM_YES, HARM_UNKNOWN, HARM_DISPUTED, (enum harm)0, (enum harm)77};

static void
rule_03_an_exception_leads_to_the_familys_path_and_no_further(void **state)
{
	struct facts f;

	(void)state;
	for (size_t i = 0; i < sizeof(harms) / sizeof(*harms); i++) {
		/* Everything else said yes. */
		f = a_relative();
		f.harm = harms[i];
		f.exception = true;
		expect(f, SENT, EXCEPTION, "100-200");
		/* Not of the family by anything but the allegation. */
		f = a_relative();
		f.family = false;
		f.harm = harms[i];
		f.exception = true;
		expect(f, SENT, EXCEPTION, "100-200");

		/* A participant needs the decision all the same ... */
		f = a_participant();
		f.harm = harms[i];
		f.exception = true;
		expect(f, DECIDE, NEEDS_DECISION, "");
		/* ... the release, the safety confirmation ... */
		f = a_relative();
		f.harm = harms[i];
		f.exception = true;
		f.released = false;
		expect(f, HELD, NOT_RELEASED, "");
		f = a_relative();
		f.harm = harms[i];
		f.exception = true;
		f.safety_confirmed_ms = 0;
		expect(f, HELD, NEEDS_SAFETY, "");
		/* ... and every other rule. */
		f = a_relative();
		f.harm = harms[i];
		f.exception = f.conflict = true;
		expect(f, NOT_SENT, CONFLICT, "");
		f = a_relative();
		f.harm = harms[i];
		f.exception = f.other_family = true;
		expect(f, HELD, OTHER_FAMILY, "");
		f = a_relative();
		f.harm = harms[i];
		f.exception = f.is_child = true;
		expect(f, HELD, NEEDS_UNDERSTANDING, "");
	}
	/* An exception for somebody who needs none is no decision. */
	f = a_participant();
	f.exception = true;
	expect(f, SENT, PRESENT_THROUGHOUT, "100-200");
	f = a_case();
	f.exception = true;
	expect(f, NOT_SENT, NOT_CONCERNED, "");
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
a_conference_includes_the_family_by_default(void **state)
{
	static const enum meeting_type types[] = {
	    MEETING_ICPC, MEETING_RCPC, MEETING_REVIEW};
	struct facts f;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		/* Decided and released: no safety confirmation is asked for. */
		f = a_relative();
		f.meeting = types[i];
		f.safety_confirmed_ms = 0;
		expect(f, SENT, FAMILY_APPROVED, "100-200");
		f = a_relative();
		f.meeting = types[i];
		f.released = false;
		expect(f, HELD, NOT_RELEASED, "");
		/* By default is still not by itself (rule 12). */
		f = a_relative();
		f.meeting = types[i];
		f.decision = (struct facts_decision){0};
		assert_true(entitle_by_profile(&f));
		expect(f, DECIDE, BY_PROFILE, "");
		f = a_relative();
		f.meeting = types[i];
		f.decision.approved_by = 0;
		assert_false(entitle_by_profile(&f)); /* it is proposed */
		expect(f, DECIDE, NEEDS_APPROVAL, "");
		/* What an edit made void is proposed anew. */
		f = a_relative();
		f.meeting = types[i];
		f.decision.void_since = true;
		assert_true(entitle_by_profile(&f));
		expect(f, DECIDE, DECISION_VOID, "");
		/* What people decided against is not. */
		f = a_relative();
		f.meeting = types[i];
		f.decision.verdict = VERDICT_WITHHOLD;
		f.decision.void_since = true;
		assert_false(entitle_by_profile(&f));
		expect(f, DECIDE, DECISION_VOID, "");

		/* A child if the assessment says so, at any age. */
		f = a_case();
		f.meeting = types[i];
		f.is_child = f.family = true;
		assert_false(entitle_by_profile(&f));
		expect(f, DECIDE, NEEDS_DECISION, "");
		f = a_case();
		f.meeting = types[i];
		f.is_child = f.family = f.understanding = true;
		assert_true(entitle_by_profile(&f));
		expect(f, DECIDE, BY_PROFILE, "");

		/* Never against a rule. */
		f = a_case();
		f.meeting = types[i];
		f.family = f.other_family = true;
		assert_false(entitle_by_profile(&f));
		expect(f, DECIDE, NEEDS_DECISION, "");
		f = a_case();
		f.meeting = types[i];
		f.family = f.conflict = true;
		assert_false(entitle_by_profile(&f));
		expect(f, NOT_SENT, CONFLICT, "");
		for (size_t j = 0; j < sizeof(harms) / sizeof(*harms); j++) {
			f = a_case();
			f.meeting = types[i];
			f.family = f.exception = true;
			f.harm = harms[j];
			assert_false(entitle_by_profile(&f));
			expect(f, DECIDE, NEEDS_DECISION, "");
		}
		/* Nor is a participant proposed who needs no decision. */
		f = a_participant();
		f.meeting = types[i];
		assert_false(entitle_by_profile(&f));
		expect(f, SENT, PRESENT_THROUGHOUT, "100-200");
	}
}

static void
a_marac_lists_every_relation_as_needing_a_decision(void **state)
{
	static const enum meeting_type maracs[] = {
	    MEETING_MARAC, MEETING_EMERGENCY_MARAC, (enum meeting_type)0};
	struct facts f;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		f = a_case();
		f.meeting = maracs[i];
		f.family = true;
		assert_false(entitle_by_profile(&f));
		expect(f, DECIDE, NEEDS_DECISION, "");
		f = a_case();
		f.meeting = maracs[i];
		f.family = f.is_child = f.understanding = true;
		assert_false(entitle_by_profile(&f));
		expect(f, DECIDE, NEEDS_DECISION, "");
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
rule_10_a_withheld_passage_keeps_its_length_and_a_cut_does_not(void **state)
{
	struct facts f;

	(void)state;
	f = a_participant();
	add(&f.withheld, 120, 130);
	expect(f, PART, PRESENT_BUT_WITHHELD, "100-200 (120-130)");
	/* Closed, withheld or both: a cut is stronger than silence. */
	f = a_participant();
	add(&f.withheld, 120, 130);
	add(&f.closed, 125, 140);
	expect(f, PART, PRESENT_BUT_CLOSED, "100-125 140-200 (120-125)");
	/* Silence only while they were there. */
	f = a_participant();
	span_clear(&f.present);
	add(&f.present, 0, 125);
	add(&f.withheld, 120, 130);
	expect(f, PART, PRESENT_IN_PART, "100-125 (120-125)");
	f = a_relative();
	add(&f.withheld, 190, 300);
	expect(f, PART, FAMILY_APPROVED, "100-200 (190-200)");
}

static void
rule_11_what_is_all_silence_is_no_copy(void **state)
{
	struct facts f;

	(void)state;
	f = a_participant();
	add(&f.withheld, 100, 200);
	expect(f, NOT_SENT, NOTHING_RECORDED, "");
	f = a_relative();
	add(&f.withheld, 0, 1000);
	expect(f, NOT_SENT, NOTHING_RECORDED, "");
	/* There only while it was withheld; and not there at all. */
	f = a_participant();
	span_clear(&f.present);
	add(&f.present, 100, 150);
	add(&f.withheld, 90, 160);
	expect(f, NOT_SENT, NOTHING_RECORDED, "");
	f = a_participant();
	span_clear(&f.present);
	add(&f.withheld, 90, 160);
	expect(f, NOT_SENT, ABSENT, "");
	/* Silence and closed parts together leave nothing. */
	f = a_participant();
	add(&f.closed, 100, 150);
	add(&f.withheld, 150, 200);
	expect(f, NOT_SENT, NOTHING_RECORDED, "");
	/* That is so for everybody, also for who is nobody in it. */
	f = a_case();
	add(&f.withheld, 100, 200);
	expect(f, NOT_SENT, NOTHING_RECORDED, "");
	/* One sample is something. */
	f = a_participant();
	add(&f.withheld, 101, 200);
	expect(f, PART, PRESENT_BUT_WITHHELD, "100-200 (101-200)");
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

	/* A verdict that nobody knows is none. */
	f = a_relative();
	f.decision.verdict = (enum verdict)77;
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
rule_12_what_somebody_wants_withheld_holds_every_copy_it_concerns(void **state)
{
	struct facts f;

	(void)state;
	f = a_participant();
	f.withholding_open = true;
	expect(f, HELD, WITHHOLDING_OPEN, "");
	f = a_relative();
	f.withholding_open = true;
	expect(f, HELD, WITHHOLDING_OPEN, "");
	/* The decision is wanted whatever becomes of it. */
	f = a_relative();
	f.withholding_open = true;
	f.decision.approved_by = 0;
	expect(f, DECIDE, NEEDS_APPROVAL, "");
	f = a_relative();
	f.withholding_open = true;
	f.decision.verdict = VERDICT_WITHHOLD;
	expect(f, WITHHELD, DECIDED_WITHHOLD, "");
}

static void
rule_19_a_hold_stops_whatever_else_it_waits_for(void **state)
{
	struct facts f;

	(void)state;
	f = a_participant();
	f.on_hold = true;
	expect(f, HELD, ON_HOLD, "");
	f = a_participant();
	f.on_hold = true;
	f.released = false;
	expect(f, HELD, ON_HOLD, "");
	f = a_relative();
	f.on_hold = true;
	expect(f, HELD, ON_HOLD, "");
	f = a_relative();
	f.on_hold = true;
	f.decision.approved_by = 0;
	expect(f, HELD, ON_HOLD, "");
	/* What nobody is to have is no more on hold than anything else. */
	f = a_relative();
	f.on_hold = true;
	f.decision.verdict = VERDICT_WITHHOLD;
	expect(f, WITHHELD, DECIDED_WITHHOLD, "");
	f = a_participant();
	f.on_hold = true;
	f.harm = HARM_YES;
	expect(f, BLOCKED, HARM_YES, "");
	f = a_participant();
	f.on_hold = f.conflict = true;
	expect(f, NOT_SENT, CONFLICT, "");
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
rule_15_who_took_no_part_gets_nothing_and_nobody_the_whole_meeting(void **state)
{
	struct facts f;

	(void)state;
	/* A colleague from the same agency who did not come. */
	expect(a_case(), NOT_SENT, NOT_CONCERNED, "");
	/* On the list and never there. */
	f = a_participant();
	span_clear(&f.present);
	expect(f, NOT_SENT, ABSENT, "");
	/* There from the first sample to the last: this case and no more. */
	f = a_participant();
	span_clear(&f.present);
	add(&f.present, 0, INT64_MAX);
	expect(f, SENT, PRESENT_THROUGHOUT, "100-200");
}

static void
rule_16_off_the_record_is_in_nobodys_copy(void **state)
{
	struct facts f;

	(void)state;
	f = a_participant();
	add(&f.off_record, 150, 160);
	expect(f, PART, PRESENT_BUT_CLOSED, "100-150 160-200");
	f = a_relative();
	add(&f.off_record, 150, 160);
	expect(f, PART, FAMILY_APPROVED, "100-150 160-200");
	f = a_relative();
	f.harm = HARM_YES;
	f.exception = true;
	add(&f.off_record, 150, 160);
	expect(f, PART, EXCEPTION, "100-150 160-200");
}

static void
rule_11_a_copy_made_before_a_withholding_ends_and_one_with_more_silence_lives(
    void **state)
{
	struct entitlement e = {.outcome = OUTCOME_PART};
	struct span_list held = {0}, silent = {0}, none = {0};

	(void)state;
	add(&e.spans, 100, 200);
	add(&e.spans, 300, 400);
	add(&e.silent, 120, 130);
	add(&held, 100, 200);
	add(&held, 300, 400);
	/* Before it: all of it is heard. */
	assert_false(entitle_still(&e, &held, &none));
	/* As it is. */
	add(&silent, 120, 130);
	assert_true(entitle_still(&e, &held, &silent));
	/* One sample of the withheld passage is heard, at either end. */
	span_clear(&silent);
	add(&silent, 121, 130);
	assert_false(entitle_still(&e, &held, &silent));
	span_clear(&silent);
	add(&silent, 120, 129);
	assert_false(entitle_still(&e, &held, &silent));
	/* More silence than today, and another one. */
	span_clear(&silent);
	add(&silent, 110, 140);
	add(&silent, 300, 310);
	assert_true(entitle_still(&e, &held, &silent));
	/* It does not hold the passage at all. */
	span_clear(&silent);
	span_clear(&held);
	add(&held, 130, 200);
	assert_true(entitle_still(&e, &held, &silent));
	/* All silence is no copy. */
	add(&silent, 0, 1000);
	assert_false(entitle_still(&e, &held, &silent));
	/* Silence where there is nothing for a copy any more: that part is now
	 * to be cut out, and its length says how long it was (rule 10). */
	span_clear(&silent);
	span_clear(&held);
	add(&held, 130, 250);
	add(&silent, 200, 250);
	assert_false(entitle_still(&e, &held, &silent));
	entitle_clear(&e);
	span_clear(&held);
	span_clear(&silent);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_participant_gets_what_they_sat_through),
	    cmocka_unit_test(rule_01_nothing_outside_the_cases_own_passages),
	    cmocka_unit_test(
		rule_02_a_relation_of_some_children_waits_until_the_rest_is_parted),
	    cmocka_unit_test(
		rule_03_a_source_of_harm_gets_nothing_whoever_else_they_are),
	    cmocka_unit_test(
		rule_03_an_exception_leads_to_the_familys_path_and_no_further),
	    cmocka_unit_test(rule_04_unknown_and_disputed_harm_hold_like_yes),
	    cmocka_unit_test(
		rule_05_a_marac_family_copy_waits_for_release_and_fresh_safety),
	    cmocka_unit_test(a_conference_includes_the_family_by_default),
	    cmocka_unit_test(
		a_marac_lists_every_relation_as_needing_a_decision),
	    cmocka_unit_test(
		rule_10_a_closed_part_an_absence_and_an_exclusion_are_cut_out),
	    cmocka_unit_test(
		rule_10_a_withheld_passage_keeps_its_length_and_a_cut_does_not),
	    cmocka_unit_test(rule_11_what_is_all_silence_is_no_copy),
	    cmocka_unit_test(
		rule_12_one_person_cannot_both_propose_and_approve),
	    cmocka_unit_test(
		rule_12_what_somebody_wants_withheld_holds_every_copy_it_concerns),
	    cmocka_unit_test(rule_19_a_hold_stops_whatever_else_it_waits_for),
	    cmocka_unit_test(rule_13_a_child_needs_the_assessment_at_any_age),
	    cmocka_unit_test(rule_14_a_conflict_ends_it),
	    cmocka_unit_test(
		rule_15_who_took_no_part_gets_nothing_and_nobody_the_whole_meeting),
	    cmocka_unit_test(rule_16_off_the_record_is_in_nobodys_copy),
	    cmocka_unit_test(
		rule_11_a_copy_made_before_a_withholding_ends_and_one_with_more_silence_lives),
	    cmocka_unit_test(a_copy_lives_while_todays_answer_holds_it_all),
	    cmocka_unit_test(every_reason_has_a_name_and_a_sentence_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
