/* The traps of real meetings that are about who may hear what, each as the rows
 * that an import, a correction or a decision would leave (siblings.h). */
#include "unit/siblings.h"

#include "base/clock.h"
#include "store/profile.h"

static const struct releases_account olive = {{3}, {OLIVE}}; /* chair */
static const struct releases_account ian = {{2}, {IAN}};

static void
exception_for(int person, const char *first, const char *second)
{
	char text[384];

	(void)snprintf(text, sizeof(text),
	    "INSERT INTO exception (meeting_id, case_id, person_id, reason,"
	    " proposed_by, proposed_at, first_by, first_at, second_by,"
	    " second_at) VALUES (1, 1, %d, 'Ordered by a court', 1, 0, %s, %s,"
	    " %s, %s)",
	    person, first, first, second, second);
	sql(text);
}

/* A third person who may decide. */
static void
account_of_nora(void)
{
	sql("INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (4, 'd', 9, 'chair', '', x''),"
	    " (5, 'e', 8, 'coordinator', '', x'')");
}

static void
withhold(const char *person, int from, int to, const char *approved)
{
	char text[384];

	(void)snprintf(text, sizeof(text),
	    "INSERT INTO withheld_passage (meeting_id, case_id, person_id,"
	    " from_sample, to_sample, reason, proposed_by, proposed_at,"
	    " approved_by, approved_at) VALUES (1, 1, %s, %d, %d, 'why', 1, 0,"
	    " CASE WHEN %s IS NULL THEN NULL ELSE 2 END, %s)",
	    person, from, to, approved, approved);
	sql(text);
}

static void
rule_01_another_meetings_passage_of_the_same_case_is_not_this_ones(void **state)
{
	(void)state;
	sql("INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES"
	    " (9, 'i9', 2, 1, 'discussion', 1, 'deferred')");
	sql("INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (2, 9, 0, 3500)");
	hears(OLIVE, 1, "present_throughout 1000-2000 4000-5000");
	/* Put off here, heard there. */
	sql("UPDATE agenda_item SET status = 'deferred' WHERE case_id = 1");
	sql("UPDATE agenda_item SET status = 'heard' WHERE id = 9");
	hears(OLIVE, 1, "deferred");
}

static void
rule_16_what_was_off_the_record_is_told_from_what_was_closed(void **state)
{
	struct facts f = {0};
	struct error err = {0};

	(void)state;
	sql("INSERT INTO mark (recording_id, seq, kind, sample, at) VALUES"
	    " (1, 4, 'closed', 1100, 0), (1, 5, 'opened', 1200, 0),"
	    " (1, 6, 'off-record', 1300, 0), (1, 7, 'resumed', 1400, 0),"
	    " (1, 8, 'break', 4100, 0)");
	assert_int_equal(
	    standing_facts(store, (struct meeting_id){1}, (struct case_id){1},
		(struct person_id){OLIVE}, now, &f, &err),
	    RC_OK);
	assert_int_equal(f.closed.count, 1);
	assert_int_equal(f.closed.v[0].from, 1100);
	assert_int_equal(f.closed.v[0].to, 1200);
	assert_int_equal(f.off_record.count, 2);
	assert_int_equal(f.off_record.v[0].from, 1300);
	assert_int_equal(f.off_record.v[0].to, 1400);
	assert_int_equal(f.off_record.v[1].from, 4100);
	assert_int_equal(f.off_record.v[1].to, 5000);
	facts_clear(&f);
	hears(OLIVE, 1,
	    "present_but_closed 1000-1100 1200-1300 1400-2000 4000-4100");
}

static void
rule_02_a_father_hears_his_own_family_once_the_other_is_parted(void **state)
{
	(void)state;
	approve(FRANK); /* proposed at 0 */
	hears(FRANK, 1, "other_family");
	/* From everybody: nobody has looked at it for him. */
	withhold("NULL", 1200, 1300, "5");
	hears(FRANK, 1, "other_family");
	/* For him, proposed; approved; but the decision is older. */
	withhold("4", 1500, 1800, "NULL");
	hears(FRANK, 1, "withholding_open");
	sql("DELETE FROM withheld_passage WHERE approved_by IS NULL");
	withhold("4", 1500, 1800, "10");
	hears(FRANK, 1, "other_family");
	sql("UPDATE decision SET proposed_at = 10");
	hears(FRANK, 1, "other_family");
	sql("UPDATE decision SET proposed_at = 11");
	hears(FRANK, 1,
	    "family_approved 1000-2000 4000-5000 (1200-1300) (1500-1800)");
	/* A second passage for him, approved after the decision. */
	withhold("4", 4000, 4100, "12");
	hears(FRANK, 1, "other_family");
	/* Void is not there. */
	sql("UPDATE withheld_passage SET void_at = 1 WHERE person_id = 4");
	hears(FRANK, 1, "other_family");
	/* His parting is not Greg's. */
	sql("UPDATE withheld_passage SET void_at = NULL, approved_at = 10");
	approve(GREG);
	sql("UPDATE decision SET proposed_at = 11");
	hears(GREG, 1, "other_family");
}

static void
rule_03_an_exception_needs_three_persons_and_then_the_familys_path(void **state)
{
	(void)state;
	account_of_nora();
	sql("DELETE FROM case_child WHERE child_id = 30");
	sql("UPDATE relationship SET source_of_harm = 'yes' WHERE id = 3");
	approve(FRANK);
	hears(FRANK, 1, "harm_yes");
	exception_for(FRANK, "NULL", "NULL");
	hears(FRANK, 1, "harm_yes");
	sql("DELETE FROM exception");
	exception_for(FRANK, "2", "NULL");
	hears(FRANK, 1, "harm_yes");
	/* 1 and 3 are both Olive's, 2 and 5 both Ian's. */
	sql("DELETE FROM exception");
	exception_for(FRANK, "2", "3");
	hears(FRANK, 1, "harm_yes");
	sql("DELETE FROM exception");
	exception_for(FRANK, "2", "5");
	hears(FRANK, 1, "harm_yes");
	sql("DELETE FROM exception");
	exception_for(FRANK, "2", "4");
	hears(FRANK, 1, "exception 1000-2000 4000-5000");

	/* It is for him, this case, and this meeting. */
	hears(PAUL, 1, "harm_yes");
	sql("UPDATE exception SET meeting_id = 2");
	hears(FRANK, 1, "harm_yes");
	sql("UPDATE exception SET meeting_id = 1, case_id = 2");
	hears(FRANK, 1, "harm_yes");
	sql("UPDATE exception SET case_id = 1");
	/* Every other door stays. */
	sql("UPDATE case_release SET void_at = 1");
	hears(FRANK, 1, "not_released");
	sql("UPDATE case_release SET void_at = NULL");
	sql("DELETE FROM safety_confirmation");
	hears(FRANK, 1, "needs_safety");
	sql("UPDATE decision SET void_at = 1");
	hears(FRANK, 1, "decision_void");
	sql("UPDATE exception SET void_at = 1");
	hears(FRANK, 1, "harm_yes");
}

static void
rule_03_an_excepted_perpetrator_is_asked_about_though_no_relation(void **state)
{
	struct person_id *people = NULL;
	struct error err = {0};
	size_t count = 0;
	bool there = false;

	(void)state;
	account_of_nora();
	exception_for(PAUL, "2", "4");
	hears(PAUL, 1, "needs_decision");
	approve(PAUL);
	hears(PAUL, 1, "exception 1000-2000 4000-5000");
	/* Sitting there as a professional is no short cut. */
	sql("DELETE FROM decision");
	sql("INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (60, 1, 6, 3, 'core')");
	sql("INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) VALUES (1, 4, 'join', 60, 0, 0)");
	hears(PAUL, 1, "needs_decision");
	/* Named elsewhere only, and yet in this case's list. */
	sql("DELETE FROM mark WHERE attendance_id = 60");
	sql("DELETE FROM attendance WHERE id = 60");
	sql("DELETE FROM case_perpetrator");
	assert_int_equal(standing_people(store, (struct meeting_id){1},
			     (struct case_id){1}, &people, &count, &err),
	    RC_OK);
	for (size_t i = 0; i < count; i++)
		there = there || people[i].v == PAUL;
	assert_true(there);
	free(people);
}

static void
rule_04_counter_allegations_hold_both(void **state)
{
	(void)state;
	/* Vera says Paul; in the other case Paul says Vera. */
	approve(VERA);
	hears(VERA, 1, "family_approved 1000-2000 4000-5000");
	sql("UPDATE marac_case SET victim_id = 6 WHERE id = 2");
	sql("INSERT INTO case_perpetrator VALUES (2, 1)");
	hears(VERA, 1, "harm_disputed");
	hears(PAUL, 1, "harm_yes");
	hears(PAUL, 2, "harm_disputed");
	hears(VERA, 2, "harm_yes");
	/* Somebody whom strangers accuse is not meant. */
	sql("UPDATE marac_case SET victim_id = 9 WHERE id = 2");
	hears(VERA, 1, "family_approved 1000-2000 4000-5000");
}

static void
rule_11_a_withheld_passage_ends_the_copies_made_before_it(void **state)
{
	struct error err = {0};
	enum reason why = 0;

	(void)state;
	sql("INSERT INTO link_key VALUES (1, 0, NULL)");
	sql("INSERT INTO rendition VALUES"
	    " (1, 1, 1, x'a1', 'one.sealed', 1000, 10, x'00', 0)");
	sql("INSERT INTO rendition_part (rendition_id, number, from_sample,"
	    " to_sample, plays_at) VALUES (1, 1, 1000, 2000, 0),"
	    " (1, 2, 4000, 5000, 1000)");
	sql("INSERT INTO parcel VALUES (1, 1, 7, x'01', 1, 1, x'00', 0,"
	    " 1795000000001, NULL)");
	sql("INSERT INTO copy (id, rendition_id, parcel_id, meeting_id,"
	    " case_id, person_id, basis, made_at) VALUES"
	    " (1, 1, 1, 1, 1, 7, '', 0)");
	assert_int_equal(
	    standing_of_copy(store, (struct copy_id){1}, now, &why, &err),
	    RC_OK);
	/* Somebody wants it: the copy waits at once. */
	withhold("NULL", 1200, 1300, "NULL");
	hears(OLIVE, 1, "withholding_open");
	assert_int_equal(
	    standing_of_copy(store, (struct copy_id){1}, now, &why, &err),
	    RC_NOTFOUND);
	assert_int_equal(why, REASON_WITHHOLDING_OPEN);
	/* Approved: this audio still speaks there. */
	sql("UPDATE withheld_passage SET approved_by = 2, approved_at = 1");
	hears(OLIVE, 1, "present_but_withheld 1000-2000 4000-5000 (1200-1300)");
	assert_int_equal(
	    standing_of_copy(store, (struct copy_id){1}, now, &why, &err),
	    RC_NOTFOUND);
	assert_int_equal(why, REASON_PRESENT_BUT_WITHHELD);
	/* Another is silent there, and longer. */
	sql("UPDATE rendition_part SET to_sample = 1150 WHERE number = 1");
	sql("INSERT INTO rendition_part (rendition_id, number, from_sample,"
	    " to_sample, plays_at, silent) VALUES"
	    " (1, 3, 1150, 1300, 150, 1), (1, 4, 1300, 2000, 300, 0)");
	assert_int_equal(
	    standing_of_copy(store, (struct copy_id){1}, now, &why, &err),
	    RC_OK);
	/* Lifted: more silence than today is no leak. */
	sql("UPDATE withheld_passage SET void_at = 1");
	hears(OLIVE, 1, "present_throughout 1000-2000 4000-5000");
	assert_int_equal(
	    standing_of_copy(store, (struct copy_id){1}, now, &why, &err),
	    RC_OK);
	/* For somebody else it is nobody's silence here. */
	sql("UPDATE withheld_passage SET void_at = NULL, person_id = 8");
	hears(OLIVE, 1, "present_throughout 1000-2000 4000-5000");
	hears(IAN, 1, "present_in_part 1500-2000 4000-4500");
}

static void
rule_13_whoever_has_a_childs_file_needs_the_assessment(void **state)
{
	static const char everybody[] =
	    "UPDATE child SET understands = 1, understanding_by = 'A. Sample',"
	    " understanding_at = 1, supporter = 'B. Sample'";
	struct person_id *people = NULL;
	struct error err = {0};
	size_t count = 0;

	(void)state;
	/* The victim, whom the case does not name among its children; and a
	 * sister of one of them. */
	sql("INSERT INTO child (id, person_id, born_on) VALUES"
	    " (90, 1, '2010-01-01'), (91, 9, '2012-01-01')");
	sql("INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm) VALUES"
	    " (9, 20, 'sister', 0, 'no'), (9, 30, 'sister', 0, 'no')");
	approve(VERA);
	approve(NORA);
	hears(VERA, 1, "needs_understanding");
	hears(NORA, 1, "needs_understanding");
	sql(everybody);
	hears(VERA, 1, "family_approved 1000-2000 4000-5000");
	hears(NORA, 1, "family_approved 1000-2000 4000-5000");

	/* The victim's parents are family, whether or not they are another
	 * child's; and they are asked about. */
	sql("INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (10, 'gran', 'Gran Example', 'gran example')");
	sql("INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm) VALUES"
	    " (10, 90, 'mother', 1, 'no')");
	hears(10, 1, "needs_decision");
	assert_int_equal(standing_people(store, (struct meeting_id){1},
			     (struct case_id){1}, &people, &count, &err),
	    RC_OK);
	assert_int_equal(people[count - 1].v, 10);
	free(people);
	/* A father of one child is still a father of one. */
	approve(FRANK);
	hears(FRANK, 1, "other_family");
}

static void
rule_13_turning_eighteen_before_the_due_date_changes_nothing(void **state)
{
	/* NOW is 18 November 2026. */
	static const char *const born[] = {"2008-11-17", "2008-11-18",
	    "2008-11-20", "2012-01-01", "1990-01-01"};

	(void)state;
	approve(ANN);
	approve(BOB);
	for (size_t i = 0; i < sizeof(born) / sizeof(*born); i++) {
		char text[96];

		(void)snprintf(text, sizeof(text),
		    "UPDATE child SET born_on = '%s'", born[i]);
		sql(text);
		hears(ANN, 1, "family_approved 1000-2000 4000-5000");
		hears(BOB, 1, "needs_understanding");
	}
	/* Not born yet: no understanding, no copy, and no fault either. */
	sql("UPDATE child SET born_on = NULL, expected_on = '2027-02-01'"
	    " WHERE id = 30");
	hears(BOB, 1, "needs_understanding");
}

static void
rule_15_a_colleague_of_the_same_agency_who_was_not_there(void **state)
{
	(void)state;
	sql("INSERT INTO agency (id, name) VALUES (1, 'Housing Example')");
	sql("UPDATE person SET agency_id = 1 WHERE id IN (7, 9)");
	hears(OLIVE, 1, "present_throughout 1000-2000 4000-5000");
	hears(NORA, 1, "not_concerned");
	/* Invited, and sent apologies. */
	sql("INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (90, 1, 9, 4, 'deputy')");
	hears(NORA, 1, "absent");
	hears(NORA, 2, "absent");
}

static size_t
release(int case_id, const struct releases_account *by)
{
	struct error err = {0};
	size_t proposed = 0;

	sql(by->person.v == OLIVE
		? "UPDATE meeting SET chair_id = (SELECT person_id FROM"
		  " account WHERE id = 3)"
		: "UPDATE meeting SET chair_id = (SELECT person_id FROM"
		  " account WHERE id = 2)");
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(releases_release(store, (struct meeting_id){1},
			     (struct case_id){case_id}, by, now, &err),
	    RC_OK);
	assert_int_equal(
	    profile_propose(store, (struct meeting_id){1},
		(struct case_id){case_id}, by, now, &proposed, &err),
	    RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	return proposed;
}

static void
rule_12_a_default_is_a_proposal_that_another_person_approves(void **state)
{
	(void)state;
	/* At a MARAC nothing is proposed by itself. */
	assert_int_equal(release(1, &olive), 0);
	hears(VERA, 1, "needs_decision");

	sql("UPDATE meeting SET type = 'icpc'");
	hears(VERA, 1, "by_profile");
	hears(ANN, 1, "by_profile");       /* assessed */
	hears(BOB, 1, "needs_decision");   /* not assessed */
	hears(FRANK, 1, "needs_decision"); /* another family's part */
	hears(PAUL, 1, "harm_yes");
	hears(IAN, 1, "present_in_part 1500-2000 4000-4500");
	/* Another case's release, with its victim's, proposes nothing here. */
	assert_int_equal(release(2, &olive), 1);
	hears(VERA, 1, "by_profile");
	assert_int_equal(release(1, &olive), 2);
	rows_are(store,
	    "SELECT person_id, verdict, proposed_by, approved_by FROM decision"
	    " WHERE case_id = 1 ORDER BY person_id",
	    "1|send|3|-\n2|send|3|-\n");
	rows_are(store,
	    "SELECT count(*) FROM audit_event WHERE what ="
	    " 'decision.proposed.send'",
	    "3\n");
	hears(VERA, 1, "needs_approval");
	/* Once is enough, and people's own decisions stay. */
	sql("UPDATE decision SET verdict = 'withhold' WHERE person_id = 2");
	assert_int_equal(release(1, &ian) + release(2, &ian), 0);
	sql("UPDATE decision SET approved_by = 1, approved_at = 1");
	hears(VERA, 1, "same_person"); /* 1 and 3 are one person */
	sql("UPDATE decision SET approved_by = 2");
	hears(VERA, 1, "family_approved 1000-2000 4000-5000");
	hears(ANN, 1, "decided_withhold");
	/* An edit makes all of them void: the next release proposes what it
	 * proposed, and not what people decided against. */
	sql("UPDATE decision SET void_at = 1");
	assert_int_equal(release(1, &ian) + release(2, &ian), 2);
	hears(VERA, 1, "needs_approval");
	hears(ANN, 1, "decision_void");
}

#define a_test(name) cmocka_unit_test_setup_teardown(name, open_store, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    a_test(
		rule_01_another_meetings_passage_of_the_same_case_is_not_this_ones),
	    a_test(
		rule_16_what_was_off_the_record_is_told_from_what_was_closed),
	    a_test(
		rule_02_a_father_hears_his_own_family_once_the_other_is_parted),
	    a_test(
		rule_03_an_exception_needs_three_persons_and_then_the_familys_path),
	    a_test(
		rule_03_an_excepted_perpetrator_is_asked_about_though_no_relation),
	    a_test(rule_04_counter_allegations_hold_both),
	    a_test(rule_11_a_withheld_passage_ends_the_copies_made_before_it),
	    a_test(
		rule_12_a_default_is_a_proposal_that_another_person_approves),
	    a_test(rule_13_whoever_has_a_childs_file_needs_the_assessment),
	    a_test(
		rule_13_turning_eighteen_before_the_due_date_changes_nothing),
	    a_test(rule_15_a_colleague_of_the_same_agency_who_was_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
