/* Which meetings and cases a chair or coordinator may know of, and what they
 * are counted as (rules 3, 4 and 14). */
#include <stdlib.h>
#include <string.h>

#include "store/docket.h"
#include "unit/rows.h"

static struct store *store;
static const struct meeting_id meeting = {1};

static int
begin(void **state)
{
	*state = store = rows_store();
	/* 1 chairs, 2 coordinates, 3 took part, 4 observed, 5 did not. */
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'p1', 'A', 'a'), (2, 'p2', 'B', 'b'), (3, 'p3', 'C', 'c'),"
	    " (4, 'p4', 'D', 'd'), (5, 'p5', 'E', 'e'), (11, 'v1', 'V', 'v'),"
	    " (12, 'v2', 'W', 'w'), (13, 'v3', 'X', 'x');"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'chair', 1, 'chair', 'h', x'aa'),"
	    " (2, 'coord', 2, 'coordinator', 'h', x'aa'),"
	    " (3, 'worker', 3, 'caseworker', 'h', x'aa'),"
	    " (4, 'admin', 4, 'administrator', 'h', x'aa');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (101, 'NS-1', 11), (102, 'NS-2', 12), (103, 'NS-3', 13);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " chair_id, coordinator_id) VALUES"
	    " (1, 'm', 'M-1', 'marac', 'Northshire', 5, 1, 2),"
	    " (2, 'n', 'M-2', 'marac', 'Northshire', 9, 5, 5);"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES (1, 'a', 1, 1, 'discussion', 101,"
	    " 'planned'), (2, 'b', 1, 2, 'discussion', 102, 'planned'),"
	    " (3, 'c', 1, 3, 'discussion', 103, 'deferred');"
	    "INSERT INTO attendance (meeting_id, person_id, ref, capacity)"
	    " VALUES (1, 3, 1, 'core'), (1, 4, 2, 'observer')");
	return 0;
}

static void
only_chairs_and_coordinators_that_are_enabled(void **state)
{
	struct docket_account who;

	(void)state;
	assert_int_equal(
	    docket_account(store, (struct account_id){1}, &who, NULL), RC_OK);
	assert_true(who.chair && who.by.person.v == 1);
	assert_int_equal(
	    docket_account(store, (struct account_id){2}, &who, NULL), RC_OK);
	assert_false(who.chair);
	for (int64_t id = 3; id <= 5; id++)
		assert_int_equal(
		    docket_account(store, (struct account_id){id}, &who, NULL),
		    RC_NOTFOUND);
	rows_run(store, "UPDATE account SET disabled_at = 1 WHERE id = 1");
	assert_int_equal(
	    docket_account(store, (struct account_id){1}, &who, NULL),
	    RC_NOTFOUND);
}

static size_t
meetings_of(int64_t person)
{
	struct docket_meeting *list = NULL;
	size_t count = 0;

	assert_int_equal(docket_meetings(store, (struct person_id){person},
			     &list, &count, NULL),
	    RC_OK);
	if (count == 2) /* the newest first */
		assert_true(list[0].id.v == 2 && list[1].id.v == 1);
	free(list);
	return count;
}

static void
meetings_are_those_they_sat_in(void **state)
{
	struct docket_meeting one;

	(void)state;
	assert_int_equal(meetings_of(1), 1);
	assert_int_equal(meetings_of(2), 1);
	assert_int_equal(meetings_of(3), 1);
	assert_int_equal(meetings_of(4), 0);
	assert_int_equal(meetings_of(5), 1);
	rows_run(store, "UPDATE meeting SET chair_id = 1 WHERE id = 2");
	assert_int_equal(meetings_of(1), 2);
	assert_int_equal(
	    docket_meeting(store, (struct person_id){5}, meeting, &one, NULL),
	    RC_NOTFOUND);
	assert_int_equal(docket_meeting(store, (struct person_id){1},
			     (struct meeting_id){0}, &one, NULL),
	    RC_NOTFOUND);
}

/* The cases that person 1 sees, as "1 NS-1, 2 NS-3"; *HIDDEN as docket says. */
static const char *
cases(bool *hidden)
{
	static char text[200];
	struct docket_case *list = NULL;
	size_t count = 0, at = 0;

	assert_int_equal(docket_cases(store, (struct person_id){1}, meeting, 10,
			     &list, &count, hidden, NULL),
	    RC_OK);
	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%d %s",
		    i == 0 ? "" : ", ", list[i].number, list[i].reference);
	free(list);
	return text;
}

static enum rc
finds(int64_t id)
{
	struct docket_case one;

	return docket_case(store, (struct person_id){1}, meeting,
	    (struct case_id){id}, 10, &one, NULL);
}

static void
rule_14_a_conflict_leaves_no_gap(void **state)
{
	bool hidden = true;

	(void)state;
	assert_string_equal(cases(&hidden), "1 NS-1, 2 NS-2, 3 NS-3");
	assert_false(hidden);
	assert_int_equal(finds(102), RC_OK);
	rows_run(store, "INSERT INTO conflict VALUES (1, 102, 1, 5)");
	assert_string_equal(cases(&hidden), "1 NS-1, 2 NS-3");
	assert_true(hidden);
	assert_int_equal(finds(102), RC_NOTFOUND);
	assert_int_equal(finds(103), RC_OK);
	assert_int_equal(finds(999), RC_NOTFOUND);
}

static void
rule_03_04_a_source_of_harm_knows_of_nothing(void **state)
{
	bool hidden = false;

	(void)state;
	rows_run(store, "INSERT INTO case_perpetrator VALUES (101, 1)");
	assert_string_equal(cases(&hidden), "1 NS-2, 2 NS-3");
	assert_true(hidden);
	assert_int_equal(finds(101), RC_NOTFOUND);
	/* Nor by an exception, which is about a copy. */
	rows_run(store,
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (6, 'x', 5, 'chair', 'h', x'aa');"
	    "INSERT INTO exception (meeting_id, case_id, person_id, reason,"
	    " proposed_by, proposed_at, first_by, first_at, second_by,"
	    " second_at) VALUES (1, 101, 1, 'r', 2, 5, 3, 5, 6, 5)");
	assert_int_equal(finds(101), RC_NOTFOUND);
	/* Unknown is like yes. */
	rows_run(store,
	    "DELETE FROM exception; DELETE FROM case_perpetrator;"
	    "INSERT INTO child (id, person_id, born_on) VALUES"
	    " (20, 13, '2015-01-01'); INSERT INTO case_child VALUES (103, 20);"
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility) VALUES (1, 20, 'uncle', 0)");
	assert_string_equal(cases(&hidden), "1 NS-1, 2 NS-2");
	/* And family is family, whatever they are besides. */
	rows_run(store, "UPDATE relationship SET source_of_harm = 'no'");
	assert_string_equal(cases(&hidden), "1 NS-1, 2 NS-2");
	assert_int_equal(finds(103), RC_NOTFOUND);
	rows_run(store, "DELETE FROM relationship");
	assert_string_equal(cases(&hidden), "1 NS-1, 2 NS-2, 3 NS-3");
}

/* Whoever is neither the chair nor the coordinator of the meeting sees what they
 * sat through, and nothing that others heard without them. */
static void
rule_15_a_seat_at_the_table_is_not_the_whole_meeting(void **state)
{
	struct docket_case one;
	static const struct {
		int64_t person, case_id;
		enum rc rc;
	} seen[] = {{3, 101, RC_OK}, {3, 102, RC_NOTFOUND},
	    {3, 103, RC_NOTFOUND}, {1, 101, RC_OK}, {1, 102, RC_OK},
	    {1, 103, RC_OK}, {2, 102, RC_OK}};

	(void)state;
	/* Expected is not there: what is not recorded yet, nobody sat through. */
	for (int64_t id = 101; id <= 103; id++) {
		assert_int_equal(
		    docket_case(store, (struct person_id){3}, meeting,
			(struct case_id){id}, 10, &one, NULL),
		    RC_NOTFOUND);
		assert_int_equal(
		    docket_case(store, (struct person_id){2}, meeting,
			(struct case_id){id}, 10, &one, NULL),
		    RC_OK);
	}
	rows_run(store,
	    "UPDATE agenda_item SET status = 'heard' WHERE id < 3;"
	    "INSERT INTO device VALUES (1, 'Sample device', x'01', 0);"
	    "INSERT INTO recording (id, meeting_id, device_id, folder,"
	    " journal_hash, attached_at) VALUES (1, 1, 1, 'm', x'00', 0);"
	    "INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, 1, 0, 1000), (1, 2, 1000, 2000);"
	    "INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) SELECT 1, 1, 'join', id, -1, 0 FROM attendance"
	    " WHERE person_id = 3;"
	    "INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) SELECT 1, 2, 'leave', id, 1500, 0 FROM attendance"
	    " WHERE person_id = 3;"
	    "INSERT INTO mark (recording_id, seq, kind, sample, at) VALUES"
	    " (1, 3, 'started', 0, 0), (1, 4, 'ended', 2000, 0)");
	for (size_t i = 0; i < sizeof(seen) / sizeof(*seen); i++)
		assert_int_equal(
		    docket_case(store, (struct person_id){seen[i].person},
			meeting, (struct case_id){seen[i].case_id}, 10, &one,
			NULL),
		    seen[i].rc);
}

#define test(f) cmocka_unit_test_setup_teardown(f, begin, rows_end)

/* Its chair and coordinator, until something of it is recorded. */
static void
a_meeting_is_prepared_by_its_own(void **state)
{
	static const bool want[] = {true, true, false, false, false};
	bool may = false;

	(void)state;
	for (int64_t id = 1; id <= 5; id++) {
		assert_int_equal(docket_prepares(store, (struct person_id){id},
				     meeting, &may, NULL),
		    RC_OK);
		assert_int_equal(may, want[id - 1]);
	}
	rows_run(store, "UPDATE meeting SET started_at = 5 WHERE id = 1");
	assert_int_equal(
	    docket_prepares(store, (struct person_id){1}, meeting, &may, NULL),
	    RC_OK);
	assert_false(may);
}

static void
rule_14_what_is_hidden_is_no_item(void **state)
{
	const struct person_id chair = {1};
	int *hidden = NULL;
	bool knows = true;
	size_t count = 0;

	(void)state;
	rows_run(store,
	    "INSERT INTO conflict VALUES (1, 102, 1, 5);"
	    "INSERT INTO case_perpetrator VALUES (103, 2)");
	assert_int_equal(
	    docket_hidden(store, chair, meeting, 9, &hidden, &count, NULL),
	    RC_OK);
	assert_int_equal(count, 1);
	assert_int_equal(hidden[0], 2);
	free(hidden);
	assert_int_equal(docket_knows(store, chair, meeting,
			     (struct case_id){102}, 9, &knows, NULL),
	    RC_OK);
	assert_false(knows);
	/* Of another meeting's agenda, too; and rule 3. */
	assert_int_equal(
	    docket_knows(store, (struct person_id){2}, (struct meeting_id){2},
		(struct case_id){103}, 9, &knows, NULL),
	    RC_OK);
	assert_false(knows);
	assert_int_equal(docket_knows(store, chair, meeting,
			     (struct case_id){101}, 9, &knows, NULL),
	    RC_OK);
	assert_true(knows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    test(only_chairs_and_coordinators_that_are_enabled),
	    test(meetings_are_those_they_sat_in),
	    test(rule_14_a_conflict_leaves_no_gap),
	    test(rule_03_04_a_source_of_harm_knows_of_nothing),
	    test(a_meeting_is_prepared_by_its_own),
	    test(rule_14_what_is_hidden_is_no_item),
	    test(rule_15_a_seat_at_the_table_is_not_the_whole_meeting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
