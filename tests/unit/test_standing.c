/* What a person may hear today, asked of rows (siblings.h). */
#include "unit/siblings.h"

#include "base/clock.h"
#include "recording/journal.h"

static void
the_journals_words_are_the_ones_looked_for(void **state)
{
	(void)state;
	assert_string_equal(journal_kind_name(JOURNAL_JOIN), "join");
	assert_string_equal(journal_kind_name(JOURNAL_LEAVE), "leave");
	assert_string_equal(journal_kind_name(JOURNAL_CLOSED), "closed");
	assert_string_equal(journal_kind_name(JOURNAL_OPENED), "opened");
	assert_string_equal(
	    journal_kind_name(JOURNAL_OFF_RECORD), "off-record");
	assert_string_equal(journal_kind_name(JOURNAL_BREAK), "break");
	assert_string_equal(journal_kind_name(JOURNAL_RESUMED), "resumed");
}

static void
participants_get_what_they_sat_through(void **state)
{
	(void)state;
	hears(OLIVE, 1, "present_throughout 1000-2000 4000-5000");
	hears(OLIVE, 2, "present_throughout 2000-3000");
	hears(IAN, 1, "present_in_part 1500-2000 4000-4500");
	hears(NORA, 1, "not_concerned");

	/* Ian's leaving was a slip, and was undone. */
	sql("INSERT INTO mark (recording_id, seq, kind, sample, at,"
	    " supersedes) VALUES (1, 11, 'undone', 5000, 0, 9)");
	hears(IAN, 1, "present_in_part 1500-2000 4000-5000");
	/* So was the undoing. */
	sql("INSERT INTO mark (recording_id, seq, kind, sample, at,"
	    " supersedes) VALUES (1, 12, 'undone', 5000, 0, 11)");
	hears(IAN, 1, "present_in_part 1500-2000 4000-4500");
	/* He had never come. */
	sql("INSERT INTO mark (recording_id, seq, kind, sample, at,"
	    " supersedes) VALUES (1, 13, 'undone', 5000, 0, 3)");
	hears(IAN, 1, "absent");
}

static void
coming_and_going_twice_counts_each_stay(void **state)
{
	(void)state;
	sql("INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) VALUES (1, 4, 'leave', 80, 1600, 0),"
	    " (1, 5, 'leave', 80, 1650, 0), (1, 6, 'join', 80, 1700, 0),"
	    " (1, 7, 'join', 80, 1800, 0)");
	hears(IAN, 1, "present_in_part 1500-1600 1700-2000 4000-4500");
}

static void
who_left_before_the_recording_heard_nothing(void **state)
{
	(void)state;
	sql("UPDATE mark SET sample = -1 WHERE seq IN (3, 9)");
	hears(IAN, 1, "absent");
}

static void
rule_10_closed_sessions_off_record_and_exclusions_are_cut_out(void **state)
{
	(void)state;
	sql("INSERT INTO mark (recording_id, seq, kind, sample, at) VALUES"
	    " (1, 4, 'closed', 1900, 0), (1, 5, 'opened', 2100, 0)");
	hears(OLIVE, 1, "present_but_closed 1000-1900 4000-5000");
	hears(OLIVE, 2, "present_but_closed 2100-3000");
	sql("INSERT INTO mark (recording_id, seq, kind, sample, at) VALUES"
	    " (1, 6, 'break', 4100, 0), (1, 7, 'resumed', 4200, 0),"
	    " (1, 8, 'off-record', 4900, 0)");
	hears(OLIVE, 1, "present_but_closed 1000-1900 4000-4100 4200-4900");
	sql("INSERT INTO exclusion (meeting_id, person_id, from_sample,"
	    " to_sample, reason) VALUES (1, 7, 0, 1500, 'why'),"
	    " (1, 8, 0, 9000, 'why')");
	hears(OLIVE, 1, "present_in_part 1500-1900 4000-4100 4200-4900");
	hears(IAN, 1, "absent");
	/* Closed and never opened again. */
	sql("DELETE FROM mark WHERE kind = 'opened'");
	hears(OLIVE, 1, "present_in_part 1500-1900");
}

static void
a_case_that_was_deferred_or_never_heard(void **state)
{
	(void)state;
	sql("DELETE FROM passage WHERE item_id = 2");
	hears(OLIVE, 2, "nothing_recorded");
	sql("UPDATE agenda_item SET status = 'deferred' WHERE id = 2");
	hears(OLIVE, 2, "deferred");
	/* Put off first, then heard after all. */
	sql("UPDATE agenda_item SET status = 'deferred' WHERE id = 1");
	hears(OLIVE, 1, "present_throughout 1000-2000 4000-5000");
}

static void
a_release_that_is_void_is_none(void **state)
{
	(void)state;
	sql("UPDATE case_release SET void_at = 1 WHERE id = 1");
	hears(OLIVE, 1, "not_released");
	hears(OLIVE, 2, "present_throughout 2000-3000");
	sql("INSERT INTO case_release (meeting_id, case_id, released_by,"
	    " released_at) VALUES (1, 1, 2, 2)");
	hears(OLIVE, 1, "present_throughout 1000-2000 4000-5000");
	/* Another meeting's release is not this one's. */
	sql("DELETE FROM case_release WHERE case_id = 2");
	sql("INSERT INTO case_release (meeting_id, case_id, released_by,"
	    " released_at) VALUES (2, 2, 2, 2)");
	hears(OLIVE, 2, "not_released");
}

static void
rule_02_neither_father_of_siblings_hears_about_the_others_family(void **state)
{
	(void)state;
	approve(FRANK);
	approve(GREG);
	approve(VERA);
	hears(FRANK, 1, "other_family");
	hears(GREG, 1, "other_family");
	hears(VERA, 1, "family_approved 1000-2000 4000-5000");
	/* When the case is about Ann alone, her father may. */
	sql("DELETE FROM case_child WHERE child_id = 30");
	hears(FRANK, 1, "family_approved 1000-2000 4000-5000");
	hears(GREG, 1, "not_concerned");
}

static void
rule_03_whoever_is_named_in_the_case_hears_nothing(void **state)
{
	(void)state;
	approve(PAUL);
	hears(PAUL, 1, "harm_yes");
	/* He sits there as a professional, too. */
	sql("INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (60, 1, 6, 3, 'core')");
	sql("INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) VALUES (1, 4, 'join', 60, 0, 0)");
	hears(PAUL, 1, "harm_yes");
	hears(PAUL, 2, "present_throughout 2000-3000");
}

static void
rule_03_a_father_with_parental_responsibility_hears_nothing(void **state)
{
	(void)state;
	sql("DELETE FROM case_child WHERE child_id = 30");
	approve(FRANK);
	sql("UPDATE relationship SET source_of_harm = 'yes' WHERE id = 3");
	hears(FRANK, 1, "harm_yes");
	/* That it is said to be over changes nothing. */
	sql("UPDATE relationship SET valid_to = '2020-01-01' WHERE id = 3");
	hears(FRANK, 1, "harm_yes");
	/* Nor does a second, harmless relationship to the same child. */
	sql("INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm) VALUES"
	    " (4, 20, 'carer', 0, 'no')");
	hears(FRANK, 1, "harm_yes");
}

static void
rule_03_harm_to_one_sibling_is_harm_in_the_whole_case(void **state)
{
	(void)state;
	approve(VERA);
	sql("UPDATE relationship SET source_of_harm = 'yes' WHERE id = 2");
	hears(VERA, 1, "harm_yes");
}

static void
rule_03_a_child_who_is_the_perpetrator_hears_nothing(void **state)
{
	(void)state;
	approve(ANN);
	hears(ANN, 1, "family_approved 1000-2000 4000-5000");
	sql("INSERT INTO case_perpetrator VALUES (1, 2)");
	hears(ANN, 1, "harm_yes");
}

static void
rule_03_harm_named_in_an_earlier_case_counts_in_this_one(void **state)
{
	(void)state;
	sql("DELETE FROM case_child WHERE child_id = 30");
	approve(FRANK);
	hears(FRANK, 1, "family_approved 1000-2000 4000-5000");
	/* A case of strangers says nothing about this family. */
	sql("INSERT INTO case_perpetrator VALUES (2, 4)");
	hears(FRANK, 1, "family_approved 1000-2000 4000-5000");
	/* The same victim. */
	sql("UPDATE marac_case SET victim_id = 1 WHERE id = 2");
	hears(FRANK, 1, "harm_yes");
	/* A child in common. */
	sql("UPDATE marac_case SET victim_id = 9 WHERE id = 2");
	sql("INSERT INTO case_child VALUES (2, 20)");
	hears(FRANK, 1, "harm_yes");
	/* Its victim is this case's child. */
	sql("DELETE FROM case_child WHERE case_id = 2");
	sql("UPDATE marac_case SET victim_id = 2 WHERE id = 2");
	hears(FRANK, 1, "harm_yes");
	/* This case's victim was its child. */
	sql("UPDATE marac_case SET victim_id = 9 WHERE id = 2");
	sql("INSERT INTO case_child VALUES (2, 30)");
	hears(FRANK, 1, "family_approved 1000-2000 4000-5000");
	sql("UPDATE marac_case SET victim_id = 3 WHERE id = 1");
	hears(FRANK, 1, "harm_yes");
}

static void
rule_03_harm_to_a_victim_who_is_a_child_counts(void **state)
{
	(void)state;
	/* Ann is the victim of a case whose only child is Bob. */
	sql("UPDATE marac_case SET victim_id = 2 WHERE id = 1");
	sql("DELETE FROM case_child WHERE child_id = 20");
	sql("UPDATE relationship SET source_of_harm = 'yes' WHERE id = 1");
	approve(VERA);
	hears(VERA, 1, "harm_yes");
}

static void
rule_04_unknown_disputed_and_left_blank_hold_like_yes(void **state)
{
	(void)state;
	approve(VERA);
	sql("UPDATE relationship SET source_of_harm = 'disputed'"
	    " WHERE id = 1");
	hears(VERA, 1, "harm_disputed");
	sql("UPDATE relationship SET source_of_harm = 'unknown' WHERE id = 2");
	hears(VERA, 1, "harm_unknown");
	sql("DELETE FROM relationship");
	sql("INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility) VALUES (1, 20, 'mother', 1)");
	hears(VERA, 1, "harm_unknown");
	/* A male victim with counter-allegations: both are held. */
	sql("DELETE FROM relationship");
	sql("INSERT INTO case_perpetrator VALUES (1, 1)");
	hears(VERA, 1, "harm_yes");
	hears(PAUL, 1, "harm_yes");
}

static void
rule_05_safety_is_the_newest_confirmation_of_this_case(void **state)
{
	(void)state;
	approve(VERA);
	sql("UPDATE safety_confirmation SET case_id = 2");
	hears(VERA, 1, "needs_safety");
	/* 8 days before NOW. */
	sql("INSERT INTO safety_confirmation (case_id, by_name, capacity,"
	    " confirmed_at) VALUES (1, 'C. Sample', 'idva', 1794308800000)");
	hears(VERA, 1, "safety_expired");
	sql("INSERT INTO safety_confirmation (case_id, by_name, capacity,"
	    " confirmed_at) VALUES (1, 'C. Sample', 'idva', 1794999999999)");
	hears(VERA, 1, "family_approved 1000-2000 4000-5000");
	/* One from the future hides no real one. */
	sql("INSERT INTO safety_confirmation (case_id, by_name, capacity,"
	    " confirmed_at) VALUES (1, 'C. Sample', 'idva', 1795000000001)");
	hears(VERA, 1, "family_approved 1000-2000 4000-5000");
	sql("UPDATE meeting SET type = 'rcpc'");
	sql("DELETE FROM safety_confirmation");
	hears(VERA, 1, "family_approved 1000-2000 4000-5000");
}

static void
rule_12_the_newest_decision_counts_and_takes_two_people(void **state)
{
	(void)state;
	hears(VERA, 1, "needs_decision");
	approve(VERA);
	hears(VERA, 1, "family_approved 1000-2000 4000-5000");
	sql("INSERT INTO decision (id, meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at) VALUES"
	    " (50, 1, 1, 1, 'withhold', 'why', 1, 0)");
	hears(VERA, 1, "needs_approval");
	sql("UPDATE decision SET approved_by = 2, approved_at = 0"
	    " WHERE id = 50");
	hears(VERA, 1, "decided_withhold");
	sql("UPDATE decision SET void_at = 1 WHERE id = 50");
	hears(VERA, 1, "decision_void");
	/* Two accounts of one person (1 and 3 are both Olive's). */
	sql("INSERT INTO decision (id, meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at, approved_by, approved_at)"
	    " VALUES (51, 1, 1, 1, 'send', 'why', 1, 0, 3, 0)");
	hears(VERA, 1, "same_person");
}

static void
rule_13_a_child_needs_assessment_and_supporter(void **state)
{
	(void)state;
	approve(ANN);
	approve(BOB);
	hears(ANN, 1, "family_approved 1000-2000 4000-5000");
	hears(BOB, 1, "needs_understanding");
	sql("UPDATE child SET supporter = '' WHERE id = 20");
	hears(ANN, 1, "needs_understanding");
	sql("UPDATE child SET supporter = 'B. Sample', understanding_by = ''"
	    " WHERE id = 20");
	hears(ANN, 1, "needs_understanding");
	sql("UPDATE child SET understanding_by = 'A. Sample',"
	    " understands = 0 WHERE id = 20");
	hears(ANN, 1, "needs_understanding");
	/* Of age now, and still a child of the case. */
	sql("UPDATE child SET born_on = '2000-01-01' WHERE id = 20");
	hears(ANN, 1, "needs_understanding");
}

static void
a_sister_of_her_brother_is_a_child_of_the_case_herself(void **state)
{
	(void)state;
	approve(ANN);
	sql("INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm) VALUES"
	    " (2, 30, 'sister', 0, 'no')");
	hears(ANN, 1, "family_approved 1000-2000 4000-5000");
}

static void
who_came_as_family_and_is_nobodys_gets_nothing(void **state)
{
	(void)state;
	sql("INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (90, 1, 9, 4, 'family')");
	sql("INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) VALUES (1, 4, 'join', 90, 0, 0)");
	hears(NORA, 1, "not_concerned");
}

static void
rule_14_a_conflict_ends_that_case_and_no_other(void **state)
{
	(void)state;
	sql("INSERT INTO conflict VALUES (1, 1, 7, 0)");
	hears(OLIVE, 1, "conflict");
	hears(OLIVE, 2, "present_throughout 2000-3000");
	hears(IAN, 1, "present_in_part 1500-2000 4000-4500");
}

static void
rule_14_a_conflict_declared_at_another_meeting_of_the_case(void **state)
{
	(void)state;
	sql("INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id) VALUES (9, 'i9', 2, 1, 'discussion', 1)");
	sql("INSERT INTO conflict VALUES (2, 1, 7, 0)");
	hears(OLIVE, 1, "conflict");
	hears(OLIVE, 2, "present_throughout 2000-3000");
}

static void
an_attendee_of_the_family_is_family(void **state)
{
	(void)state;
	/* Ian the advocate is the victim of case 2. */
	sql("UPDATE marac_case SET victim_id = 8 WHERE id = 2");
	hears(IAN, 2, "needs_decision");
}

/* Copies ------------------------------------------------------------------ */

static void
copies(void)
{
	sql("INSERT INTO rendition (id, meeting_id, case_id, plan_hash, object,"
	    " samples, bytes, plain_hash, made_at) VALUES"
	    " (1, 1, 1, x'01', 'o1', 2000, 10, x'00', 0),"
	    " (2, 1, 2, x'02', 'o2', 1000, 10, x'00', 0)");
	sql("INSERT INTO rendition_part (rendition_id, number,"
	    " from_sample, to_sample, plays_at) VALUES (1, 1, 1000, 2000, 0),"
	    " (1, 2, 4000, 5000, 1000), (2, 1, 2000, 3000, 0)");
	sql("INSERT INTO link_key VALUES (1, 0, NULL)");
	sql("INSERT INTO parcel (id, meeting_id, person_id, selector,"
	    " link_key, secret_hash, made_at, expires_at)"
	    " VALUES (1, 1, 7, x'01', 1, x'02', 0, 1795000000001)");
	sql("INSERT INTO copy (id, rendition_id, parcel_id, meeting_id,"
	    " case_id, person_id, basis, made_at) VALUES"
	    " (1, 1, 1, 1, 1, 7, 'x', 0), (2, 2, 1, 1, 2, 7, 'x', 0)");
}

static void
copy_is_(int64_t id, enum rc want, enum reason reason, int line)
{
	struct error err = {0};
	enum reason why = REASON_DEFERRED;
	enum rc rc =
	    standing_of_copy(store, (struct copy_id){id}, now, &why, &err);

	if (rc != want || why != reason)
		fail_msg("line %d: %s, reason %s", line, error_name(rc),
		    entitle_reason_name(why));
	if (want == RC_NOTFOUND)
		assert_string_equal(err.text, "there is no such copy");
	assert_int_equal(
	    standing_of_copy(store, (struct copy_id){id}, now, NULL, &err),
	    want);
}
#define copy_is(id, want, why) copy_is_(id, want, why, __LINE__)

static void
rule_21_every_refused_copy_answers_like_one_that_never_existed(void **state)
{
	/* Each as: what is done, how it is undone. */
	static const char *const faults[][2] = {
	    {"UPDATE copy SET withdrawn_at = 1",
		"UPDATE copy SET withdrawn_at = NULL"},
	    {"UPDATE copy SET rendition_id = NULL",
		"UPDATE copy SET rendition_id = id"},
	    {"UPDATE copy SET rendition_id = 3 - id", /* the other's */
		"UPDATE copy SET rendition_id = id"},
	    {"UPDATE parcel SET void_at = 1",
		"UPDATE parcel SET void_at = NULL"},
	    {"UPDATE parcel SET expires_at = 1795000000000",
		"UPDATE parcel SET expires_at = 1795000000001"},
	    {"UPDATE parcel SET person_id = 8",
		"UPDATE parcel SET person_id = 7"},
	    {"UPDATE link_key SET void_at = 1",
		"UPDATE link_key SET void_at = NULL"},
	};

	(void)state;
	copies();
	copy_is(1, RC_OK, REASON_PRESENT_THROUGHOUT);
	copy_is(2, RC_OK, REASON_PRESENT_THROUGHOUT);
	copy_is(3, RC_NOTFOUND, 0);
	copy_is(0, RC_NOTFOUND, 0);
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		sql(faults[i][0]);
		copy_is(1, RC_NOTFOUND, 0);
		copy_is(2, RC_NOTFOUND, 0);
		sql(faults[i][1]);
		copy_is(1, RC_OK, REASON_PRESENT_THROUGHOUT);
	}
	sql("DELETE FROM rendition_part WHERE rendition_id = 1");
	copy_is(1, RC_NOTFOUND, REASON_PRESENT_THROUGHOUT);
	copy_is(2, RC_OK, REASON_PRESENT_THROUGHOUT);
}

static void
a_copy_ends_when_today_has_less_than_it_holds(void **state)
{
	(void)state;
	copies();
	/* Less: the boundary moved by one sample. */
	sql("UPDATE passage SET from_sample = 1001 WHERE item_id = 1");
	copy_is(1, RC_NOTFOUND, REASON_PRESENT_THROUGHOUT);
	copy_is(2, RC_OK, REASON_PRESENT_THROUGHOUT);
	/* More: what it holds may still be heard. */
	sql("UPDATE passage SET from_sample = 900 WHERE item_id = 1");
	copy_is(1, RC_OK, REASON_PRESENT_THROUGHOUT);
	sql("UPDATE case_release SET void_at = 1 WHERE case_id = 1");
	copy_is(1, RC_NOTFOUND, REASON_NOT_RELEASED);
	sql("UPDATE case_release SET void_at = NULL");
	sql("INSERT INTO case_perpetrator VALUES (1, 7)");
	copy_is(1, RC_NOTFOUND, REASON_HARM_YES);
	copy_is(2, RC_OK, REASON_PRESENT_THROUGHOUT);
}

static void
asking_works_inside_a_transaction_and_leaves_none_behind(void **state)
{
	struct error err = {0};

	(void)state;
	copies();
	copy_is(1, RC_OK, REASON_PRESENT_THROUGHOUT);
	assert_false(store_in_transaction(store));
	assert_int_equal(store_begin(store, &err), RC_OK);
	sql("UPDATE copy SET withdrawn_at = 1");
	copy_is(1, RC_NOTFOUND, 0);
	assert_true(store_in_transaction(store));
	store_rollback(store);
	copy_is(1, RC_OK, REASON_PRESENT_THROUGHOUT);
}

static void
asking_about_what_is_not_there(void **state)
{
	struct entitlement e = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(
	    standing_ask(store, (struct meeting_id){1}, (struct case_id){9},
		(struct person_id){1}, now, &e, &err),
	    RC_NOTFOUND);
	assert_int_equal(
	    standing_ask(store, (struct meeting_id){9}, (struct case_id){1},
		(struct person_id){1}, now, &e, &err),
	    RC_NOTFOUND);
	assert_int_equal(
	    standing_ask(store, (struct meeting_id){1}, (struct case_id){1},
		(struct person_id){99}, now, &e, &err),
	    RC_NOTFOUND);
	assert_int_equal(e.outcome, 0);
}

static void
everybody_concerned_is_named_once(void **state)
{
	static const int64_t want[] = {
	    VERA, ANN, BOB, FRANK, GREG, PAUL, OLIVE, IAN};
	struct person_id *people = NULL;
	struct error err = {0};
	size_t count = 0;

	(void)state;
	sql("INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (10, 1, 1, 4, 'family')");
	assert_int_equal(standing_people(store, (struct meeting_id){1},
			     (struct case_id){1}, &people, &count, &err),
	    RC_OK);
	assert_int_equal(count, sizeof(want) / sizeof(*want));
	for (size_t i = 0; i < count; i++)
		assert_int_equal(people[i].v, want[i]);
	free(people);

	assert_int_equal(standing_people(store, (struct meeting_id){9},
			     (struct case_id){9}, &people, &count, &err),
	    RC_OK);
	assert_int_equal(count, 0);
	free(people);
}

#define a_test(name) cmocka_unit_test_setup_teardown(name, open_store, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_journals_words_are_the_ones_looked_for),
	    a_test(participants_get_what_they_sat_through),
	    a_test(coming_and_going_twice_counts_each_stay),
	    a_test(who_left_before_the_recording_heard_nothing),
	    a_test(
		rule_10_closed_sessions_off_record_and_exclusions_are_cut_out),
	    a_test(a_case_that_was_deferred_or_never_heard),
	    a_test(a_release_that_is_void_is_none),
	    a_test(
		rule_02_neither_father_of_siblings_hears_about_the_others_family),
	    a_test(rule_03_whoever_is_named_in_the_case_hears_nothing),
	    a_test(rule_03_a_father_with_parental_responsibility_hears_nothing),
	    a_test(rule_03_harm_to_one_sibling_is_harm_in_the_whole_case),
	    a_test(rule_03_a_child_who_is_the_perpetrator_hears_nothing),
	    a_test(rule_03_harm_named_in_an_earlier_case_counts_in_this_one),
	    a_test(rule_03_harm_to_a_victim_who_is_a_child_counts),
	    a_test(rule_04_unknown_disputed_and_left_blank_hold_like_yes),
	    a_test(rule_05_safety_is_the_newest_confirmation_of_this_case),
	    a_test(rule_12_the_newest_decision_counts_and_takes_two_people),
	    a_test(rule_13_a_child_needs_assessment_and_supporter),
	    a_test(a_sister_of_her_brother_is_a_child_of_the_case_herself),
	    a_test(who_came_as_family_and_is_nobodys_gets_nothing),
	    a_test(rule_14_a_conflict_ends_that_case_and_no_other),
	    a_test(rule_14_a_conflict_declared_at_another_meeting_of_the_case),
	    a_test(an_attendee_of_the_family_is_family),
	    a_test(
		rule_21_every_refused_copy_answers_like_one_that_never_existed),
	    a_test(a_copy_ends_when_today_has_less_than_it_holds),
	    a_test(asking_works_inside_a_transaction_and_leaves_none_behind),
	    a_test(asking_about_what_is_not_there),
	    a_test(everybody_concerned_is_named_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
