/* What the page of deadlines says of each copy: one state, the one that matters
 * most; and whose it does not show. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "store/deadline.h"
#include "unit/rows.h"

static struct store *store;
static const int64_t now = (int64_t)100 * CLOCK_DAY_MS;

/* A copy of case 101 for person N, with its parcel, delivery and message. */
static void
copy(int n, const char *of_copy, const char *met, const char *message,
    int64_t expires)
{
	char sql[1600];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (%d, 'r%d', 'N%d', 'n%d');"
	    "INSERT INTO parcel (id, meeting_id, person_id, selector, link_key,"
	    " secret_hash, made_at, expires_at) VALUES (%d, 1, %d, x'%08d', 1,"
	    " x'01', 5, %lld);"
	    "INSERT INTO copy (id, parcel_id, meeting_id, case_id, person_id,"
	    " basis, made_at) VALUES (%d, %d, 1, 101, %d, 'x', 5);"
	    "INSERT INTO delivery (copy_id, due_at, met_at) VALUES"
	    " (%d, %lld, %s);"
	    "UPDATE copy SET basis = 'y'%s WHERE id = %d;",
	    n, n, n, n, n, n, n, (long long)expires, n, n, n, n, (long long)now,
	    met, of_copy, n);
	rows_run(store, sql);
	if (message == NULL)
		return;
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO contact_route (id, person_id, channel, value_sealed,"
	    " value_mac) VALUES (%d, %d, 'email', x'01', x'02');"
	    "INSERT INTO message (kind, parcel_id, meeting_id, person_id, "
	    "route_id,"
	    " message_id, body_sealed, state, cause, next_at, made_at) VALUES"
	    " ('parcel', %d, 1, %d, %d, 'm%d', x'01', '%s', 'why', 5, 5)",
	    n, n, n, n, n, n, message);
	rows_run(store, sql);
}

static int
begin(void **state)
{
	char sql[200];

	*state = store = rows_store();
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'p1', 'A', 'a'), (11, 'v1', 'V', 'v');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (101, 'NS-1', 11);"
	    "INSERT INTO link_key VALUES (1, 5, NULL);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " chair_id) VALUES (1, 'm', 'M-1', 'marac', 'Northshire', 5, 1);"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id) VALUES (1, 'a', 1, 1, 'discussion', 101)");
	(void)snprintf(sql, sizeof(sql), "UPDATE meeting SET due_at = %lld",
	    (long long)now);
	rows_run(store, sql);
	return 0;
}

/* The state of N's copy, 0 when it is not listed; of all, *COUNT. */
static enum deadline_state
state_of(int64_t n, size_t *count)
{
	struct deadline *list = NULL;
	enum deadline_state found = 0;

	assert_int_equal(deadline_list(store, (struct person_id){1}, 35, now,
			     &list, count, NULL),
	    RC_OK);
	for (size_t i = 0; i < *count; i++)
		if (list[i].person.v == n)
			found = list[i].state;
	deadline_free(list, *count);
	return found;
}

static void
each_copy_has_the_state_that_matters_most(void **state)
{
	const int64_t later = now + 1;
	static const struct {
		int64_t n;
		enum deadline_state is;
	} want[] = {
	    {21, DEADLINE_WAITING}, {22, DEADLINE_WAITING}, {23, DEADLINE_SENT},
	    {24, DEADLINE_OPENED}, {25, DEADLINE_COLLECTED},
	    {26, DEADLINE_STOPPED}, {27, DEADLINE_BOUNCED},
	    {28, DEADLINE_BOUNCED}, {29, DEADLINE_HELD}, {30, DEADLINE_HELD},
	    {31, DEADLINE_EXPIRED}, {32, DEADLINE_COLLECTED},
	    {33, DEADLINE_SENT}, /* as a file: it needs no link */
	};
	size_t count;

	(void)state;
	copy(21, "", "NULL", "queued", later);
	copy(22, "", "NULL", "sending", later);
	copy(23, "", "6", "accepted", later);
	copy(24, ", opened_at = 7", "6", "accepted", later);
	copy(25, ", opened_at = 7, collected_at = 8", "6", "accepted", later);
	copy(
	    26, ", collected_at = 8, withdrawn_at = 9", "6", "accepted", later);
	copy(27, "", "NULL", "bounced", later);
	copy(28, "", "NULL", "failed", later);
	copy(29, "", "NULL", "held", later);
	copy(30, "", "NULL", NULL, later); /* nobody can be written to */
	copy(31, ", opened_at = 7", "6", "accepted", now);
	copy(32, ", collected_at = 8", "6", "accepted", now);
	copy(33, "", "6", NULL, now);
	rows_run(
	    store, "UPDATE delivery SET channel = 'export' WHERE copy_id = 33");
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_int_equal(state_of(want[i].n, &count), want[i].is);
	assert_int_equal(count, sizeof(want) / sizeof(want[0]));

	/* A key that is void ends every link. */
	rows_run(store, "UPDATE link_key SET void_at = 6");
	assert_int_equal(state_of(23, &count), DEADLINE_EXPIRED);
	assert_int_equal(state_of(25, &count), DEADLINE_COLLECTED);
	assert_int_equal(state_of(33, &count), DEADLINE_SENT);
	rows_run(store,
	    "UPDATE link_key SET void_at = NULL;"
	    "UPDATE parcel SET void_at = 6 WHERE id = 23");
	assert_int_equal(state_of(23, &count), DEADLINE_EXPIRED);
	assert_int_equal(state_of(24, &count), DEADLINE_OPENED);
}

/* What is listed: "reference name thing state cause told" a line. */
static void
list_is(const char *want)
{
	struct deadline *list = NULL;
	struct buf got = {0};
	size_t count = 0;

	assert_int_equal(deadline_list(store, (struct person_id){1}, 35, now,
			     &list, &count, NULL),
	    RC_OK);
	for (size_t i = 0; i < count; i++)
		buf_printf(&got, "%s %s %lld/%lld %d '%s' %s %lld\n",
		    list[i].reference, list[i].name,
		    (long long)list[i].debrief.v, (long long)list[i].action.v,
		    (int)list[i].state, list[i].cause, list[i].told,
		    (long long)list[i].told_ms);
	assert_string_equal(buf_str(&got), want);
	buf_clear(&got);
	deadline_free(list, count);
}

static void
debriefs_and_actions_stand_beside_copies(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO agency (id, name) VALUES (1, 'Northshire Health');"
	    "INSERT INTO person (id, ref, name, name_folded, agency_id) VALUES"
	    " (12, 'p12', 'Sam', 'sam', 1), (13, 'p13', 'Nia', 'nia', 1);"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'chair', 1, 'chair', 'h', x'aa'),"
	    " (2, 'other', 12, 'coordinator', 'h', x'aa');"
	    "INSERT INTO action (id, meeting_id, case_id, text,"
	    " owner_agency_id, due_on) VALUES"
	    " (5, 1, 101, 'Visit', 1, '2026-12-05');"
	    "INSERT INTO addressee (meeting_id, case_id, person_id, why,"
	    " decided_by, decided_at) VALUES (1, 101, 13, 'School', 1, 5);"
	    "INSERT INTO escalation_notice (id, meeting_id, person_id, made_at)"
	    " VALUES (7, 1, 1, 44), (8, 1, 12, 55);"
	    "INSERT INTO escalation (meeting_id, case_id, person_id, kind,"
	    " step, cause, advice, told_at, coordinator_notice, chair_notice)"
	    " VALUES (1, 101, 13, 'debrief', 'a', 'b', '', 44, 7, NULL),"
	    " (1, 101, 13, 'debrief', 'c', 'b', '', 55, 7, 8),"
	    " (1, 101, 13, 'copy', 'c', 'b', '', 66, 7, NULL)");
	list_is("NS-1 Nia 0/0 4 'No debrief is written yet.' Sam 55\n"
		"NS-1 Northshire Health 0/5 3 'Nobody is named for it, and the "
		"agency has no contact.'  0\n");
	rows_run(store,
	    "UPDATE action SET outcome = 'complete', basis = 'observed';"
	    "INSERT INTO debrief (id, meeting_id, case_id, person_id,"
	    " key_issues, plan, child_safety, authority, proposed_by,"
	    " proposed_at, approved_by, approved_at, due_at, given_at,"
	    " opened_at) VALUES (9, 1, 101, 13, 'x', 'x', 'x', 'x', 1, 5, 2, 6,"
	    " 7, 8, 9)");
	list_is("NS-1 Nia 9/0 7 '' Sam 55\n"
		"NS-1 Northshire Health 0/5 8 ''  0\n");
	rows_run(store, "UPDATE debrief SET acknowledged_at = 10");
	list_is("NS-1 Nia 9/0 8 '' Sam 55\n"
		"NS-1 Northshire Health 0/5 8 ''  0\n");
	/* Rule 14: nothing of a case of conflict. */
	rows_run(store, "INSERT INTO conflict VALUES (1, 101, 1, 5)");
	list_is("");
}

static void
a_letter_is_waited_for_and_may_come_back(void **state)
{
	size_t count;

	(void)state;
	rows_run(store,
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'chair', 1, 'chair', 'h', x'aa')");
	copy(21, "", "NULL", "held", now + 1);
	rows_run(store,
	    "INSERT INTO paper (parcel_id, channel, route_id, link_key,"
	    " selector, printed_by, printed_at) VALUES"
	    " (21, 'letter', 21, 1, x'aa', 1, 5)");
	assert_int_equal(state_of(21, &count), DEADLINE_WAITING);
	rows_run(store,
	    "UPDATE paper SET done_by = 1, done_at = 6;"
	    "UPDATE delivery SET met_at = 6");
	assert_int_equal(state_of(21, &count), DEADLINE_SENT);
	rows_run(store,
	    "UPDATE paper SET returned_at = 7, void_at = 7;"
	    "UPDATE delivery SET met_at = NULL");
	assert_int_equal(state_of(21, &count), DEADLINE_BOUNCED);
}

static void
rule_14_nothing_of_a_hidden_case_or_another_meeting(void **state)
{
	size_t count = 9;

	(void)state;
	copy(21, "", "NULL", "bounced", now + 1);
	assert_int_equal(state_of(21, &count), DEADLINE_BOUNCED);
	rows_run(store, "INSERT INTO conflict VALUES (1, 101, 1, 5)");
	assert_int_equal(state_of(21, &count), 0);
	assert_int_equal(count, 0);
	rows_run(
	    store, "DELETE FROM conflict; UPDATE meeting SET chair_id = 11");
	assert_int_equal(state_of(21, &count), 0);
	/* Nor of one that was due long ago. */
	rows_run(store,
	    "UPDATE meeting SET chair_id = 1, due_at = due_at - 3024000000");
	assert_int_equal(state_of(21, &count), DEADLINE_BOUNCED);
	rows_run(store, "UPDATE meeting SET due_at = due_at - 1");
	assert_int_equal(state_of(21, &count), 0);
}

#define test(f) cmocka_unit_test_setup_teardown(f, begin, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    test(each_copy_has_the_state_that_matters_most),
	    test(debriefs_and_actions_stand_beside_copies),
	    test(a_letter_is_waited_for_and_may_come_back),
	    test(rule_14_nothing_of_a_hidden_case_or_another_meeting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
