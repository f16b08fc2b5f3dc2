/* Who may decide: not about a case of their own family, of a conflict, or of
 * harm that may be theirs (rules 3, 4 and 14). */
#include "unit/delivery.h"

#include "store/deed.h"
#include "store/holds.h"
#include "store/impartial.h"
#include "store/releases.h"

static struct store *store;
static const struct meeting_id meeting = {1};
static const struct case_id ns1 = {1}, ns2 = {2};
static const struct releases_account olive = {{1}, {OLIVE}};

static int
open_store(void **state)
{
	*state = store = rows_store();
	delivery_fill(store);
	delivery_render(store);
	/* Ian has a copy of the first case alone, Olive of both. */
	rows_run(store,
	    "INSERT INTO parcel (id, meeting_id, person_id, selector, link_key,"
	    " secret_hash, made_at, expires_at) VALUES"
	    " (1, 1, 8, x'01', 1, x'01', 0, 9999999999999),"
	    " (2, 1, 7, x'02', 1, x'02', 0, 9999999999999);"
	    "INSERT INTO copy (id, rendition_id, parcel_id, meeting_id, "
	    "case_id,"
	    " person_id, basis, made_at) VALUES (1, 1, 1, 1, 1, 8, '', 0),"
	    " (2, 1, 2, 1, 1, 7, '', 0), (3, 2, 2, 1, 2, 7, '', 0)");
	return 0;
}

static bool
may(struct case_id case_id)
{
	struct error err = {0};
	bool yes = false;

	assert_int_equal(
	    impartial_towards(store, &olive, meeting, case_id, &yes, &err),
	    RC_OK);
	return yes;
}

/* What a deed about CASE and PERSON at MEETING comes to. */
static enum rc
deed(int64_t at, int64_t case_id, int64_t person)
{
	const struct deed which = {{at}, {case_id}, {person}, 0};
	struct error err = {0};
	enum rc rc;

	assert_int_equal(store_begin(store, &err), RC_OK);
	rc = deed_add(store, &olive, "test", &which, "", &err);
	store_rollback(store);
	return rc;
}

static void
rule_14_nobody_decides_about_a_case_of_conflict(void **state)
{
	(void)state;
	assert_true(may(ns1) && may(ns2));
	rows_run(store, "INSERT INTO conflict VALUES (1, 1, 7, 5)");
	assert_false(may(ns1));
	assert_true(may(ns2));
	assert_int_equal(deed(1, 1, 0), RC_DENIED);
	assert_int_equal(deed(1, 1, VERA), RC_DENIED);
	assert_int_equal(deed(1, 2, 0), RC_OK);
}

static void
rule_03_04_a_source_of_harm_decides_nothing(void **state)
{
	static const char *const words[] = {"yes", "unknown", "disputed"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char sql[200];

		(void)snprintf(sql, sizeof(sql),
		    "DELETE FROM relationship WHERE person_id = 7;"
		    "INSERT INTO relationship (person_id, child_id, kind,"
		    " parental_responsibility, source_of_harm)"
		    " VALUES (7, 20, 'uncle', 0, '%s')",
		    words[i]);
		rows_run(store, sql);
		assert_false(may(ns1));
	}
	rows_run(store,
	    "DELETE FROM relationship WHERE person_id = 7;"
	    "INSERT INTO case_perpetrator VALUES (2, 7)");
	/* Named in the case of the same victim. */
	assert_false(may(ns1));
	assert_false(may(ns2));
	assert_int_equal(deed(1, 2, 0), RC_DENIED);
}

static void
rule_03_nobody_decides_about_their_own_family(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm)"
	    " VALUES (7, 30, 'aunt', 0, 'no')");
	assert_false(may(ns1));
	assert_true(may(ns2));
	assert_int_equal(deed(1, 1, 0), RC_DENIED);
}

static void
rule_14_what_is_about_a_person_is_about_all_that_they_have(void **state)
{
	(void)state;
	assert_int_equal(deed(1, 0, IAN), RC_OK);
	rows_run(store, "INSERT INTO conflict VALUES (1, 2, 7, 5)");
	assert_int_equal(deed(1, 0, IAN), RC_OK); /* the first case alone */
	assert_int_equal(deed(0, 0, IAN), RC_OK);
	assert_int_equal(deed(1, 0, OLIVE), RC_DENIED);
	assert_int_equal(deed(1, 0, VERA), RC_DENIED); /* victim in both */
	assert_int_equal(deed(0, 0, VERA), RC_DENIED);
	assert_int_equal(deed(1, 0, ANN), RC_OK); /* of the first */
	assert_int_equal(deed(1, 0, 0), RC_DENIED);
	/* What was taken back is nothing that they have. */
	rows_run(store, "UPDATE copy SET withdrawn_at = 1 WHERE id = 3");
	assert_int_equal(deed(1, 0, OLIVE), RC_OK);
	/* A debrief is something, and an action too. */
	rows_run(store,
	    "INSERT INTO debrief (meeting_id, case_id, person_id, key_issues,"
	    " plan, child_safety, authority, proposed_by, proposed_at, due_at)"
	    " VALUES (1, 2, 8, 'i', 'p', 's', 'a', 2, 0, 1)");
	assert_int_equal(deed(1, 0, IAN), RC_DENIED);
	rows_run(store,
	    "UPDATE debrief SET withdrawn_at = 1;"
	    "INSERT INTO agency (id, name) VALUES (1, 'Northshire Police');"
	    "INSERT INTO action (id, meeting_id, case_id, text,"
	    " owner_agency_id, due_on) VALUES (1, 1, 2, 't', 1, '2026-12-01')");
	assert_int_equal(deed(1, 0, IAN), RC_OK);
	rows_run(store,
	    "INSERT INTO task (action_id, person_id, parcel_id, made_at)"
	    " VALUES (1, 8, 1, 0)");
	assert_int_equal(deed(1, 0, IAN), RC_DENIED);
	assert_int_equal(deed(0, 0, IAN), RC_DENIED);
}

static void
rule_03_04_a_case_counts_before_any_meeting_is_about_it(void **state)
{
	(void)state;
	/* Who gives out her access code knows it from then on. */
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded)"
	    " VALUES (20, 'wanda', 'Wanda', 'wanda');"
	    "INSERT INTO marac_case (id, reference, victim_id)"
	    " VALUES (9, 'NS-9', 20)");
	assert_int_equal(deed(0, 0, 20), RC_OK);
	rows_run(store, "INSERT INTO case_perpetrator VALUES (9, 7)");
	assert_int_equal(deed(0, 0, 20), RC_DENIED);
	assert_int_equal(deed(1, 0, 20), RC_OK); /* nothing of hers there */
}

static enum rc
hold(int64_t at, int64_t case_id, int64_t person, bool ends)
{
	const struct holds_what what = {{at}, {case_id}, {person}};
	/* Placed by Ian, who has no conflict. */
	const struct releases_account ian = {{2}, {IAN}};
	struct error err = {0};
	struct hold_id id = {0};
	enum rc rc;

	assert_int_equal(store_begin(store, &err), RC_OK);
	rc = holds_place(
	    store, &what, "Why", ends ? &ian : &olive, 5, &id, &err);
	if (ends) {
		assert_int_equal(rc, RC_OK);
		rc = holds_release(store, id, "Why", &olive, 6, &err);
	}
	store_rollback(store);
	return rc;
}

static void
rule_14_a_hold_is_neither_placed_nor_ended_in_a_case_of_conflict(void **state)
{
	(void)state;
	assert_int_equal(hold(1, 1, IAN, false), RC_OK);
	assert_int_equal(hold(1, 0, 0, true), RC_OK);
	rows_run(store, "INSERT INTO conflict VALUES (1, 1, 7, 5)");
	assert_int_equal(hold(1, 1, IAN, false), RC_DENIED);
	assert_int_equal(hold(1, 1, IAN, true), RC_DENIED);
	assert_int_equal(hold(1, 2, OLIVE, false), RC_OK);
	/* A meeting may be stopped for its other cases, but goes on only by
	 * somebody who may decide about all of it. */
	assert_int_equal(hold(1, 0, 0, false), RC_OK);
	assert_int_equal(hold(1, 0, 0, true), RC_DENIED);
	/* All that Ian has is of the case of conflict. */
	assert_int_equal(hold(0, 0, IAN, false), RC_DENIED);
	assert_int_equal(hold(0, 0, IAN, true), RC_DENIED);
}

static void
rule_14_nobody_releases_or_decides_with_a_conflict(void **state)
{
	const struct releases_account ian = {{2}, {IAN}};
	enum verdict verdict;
	struct error err = {0};

	(void)state;
	rows_run(store, "UPDATE meeting SET chair_id = 8 WHERE id = 1");
	rows_run(
	    store, "INSERT INTO conflict VALUES (1, 1, 8, 5), (1, 1, 7, 5)");
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    releases_release(store, meeting, ns1, &ian, 9, &err), RC_DENIED);
	assert_int_equal(
	    releases_propose(store, meeting, ns1, (struct person_id){VERA},
		VERDICT_WITHHOLD, "Why", &olive, 9, &err),
	    RC_DENIED);
	store_rollback(store);
	/* Proposed before anybody declared it. */
	rows_run(store,
	    "INSERT INTO decision (meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at) VALUES"
	    " (1, 1, 1, 'withhold', 'Why', 3, 1)");
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(releases_approve(store, meeting, ns1,
			     (struct person_id){VERA}, &ian, 9, &verdict, &err),
	    RC_DENIED);
	store_rollback(store);
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    releases_release(store, meeting, ns2, &ian, 9, &err), RC_OK);
	store_rollback(store);
}

int
main(void)
{
#define IN_STORE(test) \
	cmocka_unit_test_setup_teardown(test, open_store, rows_end)
	const struct CMUnitTest tests[] = {
	    IN_STORE(rule_14_nobody_decides_about_a_case_of_conflict),
	    IN_STORE(rule_03_04_a_source_of_harm_decides_nothing),
	    IN_STORE(rule_03_nobody_decides_about_their_own_family),
	    IN_STORE(
		rule_14_what_is_about_a_person_is_about_all_that_they_have),
	    IN_STORE(rule_03_04_a_case_counts_before_any_meeting_is_about_it),
	    IN_STORE(
		rule_14_a_hold_is_neither_placed_nor_ended_in_a_case_of_conflict),
	    IN_STORE(rule_14_nobody_releases_or_decides_with_a_conflict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
