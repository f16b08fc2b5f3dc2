/* Releases and two-person decisions. */
#include "unit/delivery.h"

#include "store/releases.h"
#include "store/shown.h"
#include "store/standing.h"

static struct store *store;
static const struct meeting_id meeting = {1};
static const struct case_id ns1 = {1};
static const struct person_id vera = {VERA};

static int
open_store(void **state)
{
	*state = store = rows_store();
	delivery_fill(store);
	rows_run(store, "UPDATE meeting SET chair_id = 8"); /* ian */
	return 0;
}

static struct releases_account
account(const char *login)
{
	struct releases_account a = {0};
	struct error err = {0};

	assert_int_equal(releases_account(store, login, &a, &err), RC_OK);
	return a;
}

static enum rc
propose(const char *login, enum verdict verdict)
{
	struct releases_account by = account(login);
	struct error err = {0};
	enum rc rc;

	assert_int_equal(store_begin(store, &err), RC_OK);
	rc = releases_propose(store, meeting, ns1, vera, verdict,
	    "Her safe wish", &by, DELIVERY_NOW, &err);
	assert_int_equal(store_commit(store, &err), RC_OK);
	return rc;
}

static enum rc
approve(const char *login)
{
	struct releases_account by = account(login);
	enum verdict verdict = VERDICT_NONE;
	struct error err = {0};
	enum rc rc;

	assert_int_equal(store_begin(store, &err), RC_OK);
	rc = releases_approve(
	    store, meeting, ns1, vera, &by, DELIVERY_NOW + 5, &verdict, &err);
	if (rc == RC_OK)
		assert_int_equal(store_commit(store, &err), RC_OK);
	else
		store_rollback(store);
	return rc;
}

/* LOGIN's account ID has heard both edges of the case. */
static void
hear(int id)
{
	char sql[160];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO edge_heard VALUES (%d, 1, 1, 1000, 1, 0),"
	    " (%d, 1, 1, 2000, 0, 0)",
	    id, id);
	rows_run(store, sql);
}

static void
finds_a_meeting_by_either_name(void **state)
{
	struct releases_meeting m = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(releases_meeting(store, "M-1", &m, &err), RC_OK);
	assert_int_equal(m.due_ms, 1795360000000);
	assert_int_equal(releases_meeting(store, "m1", &m, &err), RC_OK);
	assert_int_equal(releases_meeting(store, "M", &m, &err), RC_NOTFOUND);
}

static void
only_chairs_and_coordinators_decide(void **state)
{
	struct releases_account a = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(releases_account(store, "ian", &a, &err), RC_OK);
	assert_int_equal(releases_account(store, "cass", &a, &err), RC_DENIED);
	assert_int_equal(releases_account(store, "gone", &a, &err), RC_DENIED);
	assert_int_equal(releases_account(store, "x", &a, &err), RC_NOTFOUND);
}

static void
lists_the_agenda_once(void **state)
{
	struct releases_case *cases = NULL;
	struct error err = {0};
	size_t count = 0;

	(void)state;
	rows_run(store,
	    "INSERT INTO agenda_item (public_id, meeting_id, number, kind,"
	    " case_id) VALUES ('i3', 1, 3, 'spare', 1)");
	assert_int_equal(
	    releases_cases(store, meeting, &cases, &count, &err), RC_OK);
	assert_int_equal(count, 2);
	assert_string_equal(cases[0].reference, "NS-1");
	assert_string_equal(cases[1].reference, "NS-2");
	free(cases);
}

static void
a_release_voids_the_one_before(void **state)
{
	struct releases_account by = account("ian");
	struct error err = {0};
	int64_t at = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(store_begin(store, &err), RC_OK);
		assert_int_equal(releases_release(store, meeting, ns1, &by,
				     DELIVERY_NOW + i, &err),
		    RC_OK);
		assert_int_equal(store_commit(store, &err), RC_OK);
	}
	rows_are(store,
	    "SELECT released_at - 1795000000000, void_at - 1795000000000"
	    " FROM case_release ORDER BY id",
	    "0|1\n1|-\n");
	rows_are(store,
	    "SELECT who, what, which FROM audit_event WHERE seq = 2",
	    "account:2|case.released|meeting:1 case:1\n");
	assert_int_equal(
	    releases_last(store, meeting, ns1, vera, &at, &err), RC_OK);
	assert_int_equal(at, DELIVERY_NOW + 1);
}

static void
rule_05_only_a_chair_releases(void **state)
{
	struct releases_account by = account("olive");
	struct error err = {0};

	(void)state;
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    releases_release(store, meeting, ns1, &by, DELIVERY_NOW, &err),
	    RC_DENIED);
	assert_non_null(
	    strstr(err.text, "only the chair of this very meeting"));
	store_rollback(store);
	rows_are(store, "SELECT count(*) FROM case_release", "0\n");
}

/* To have the chair's role and to have sat in it is not enough. */
static void
rule_05_only_the_meetings_own_chair_releases(void **state)
{
	struct releases_account by = account("ian");
	struct error err = {0};
	bool may = true;

	(void)state;
	assert_int_equal(
	    releases_may(store, meeting, by.id, &may, &err), RC_OK);
	assert_true(may);
	rows_run(store, "UPDATE meeting SET chair_id = 7");
	assert_int_equal(
	    releases_may(store, meeting, by.id, &may, &err), RC_OK);
	assert_false(may);
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    releases_release(store, meeting, ns1, &by, DELIVERY_NOW, &err),
	    RC_DENIED);
	store_rollback(store);
	rows_are(store, "SELECT count(*) FROM case_release", "0\n");
	/* The role, and the meeting's coordinator. */
	rows_run(store, "UPDATE meeting SET coordinator_id = 8");
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    releases_release(store, meeting, ns1, &by, DELIVERY_NOW, &err),
	    RC_OK);
	store_rollback(store);
}

static int64_t
number(int64_t now_ms)
{
	struct error err = {0};
	int64_t shown = 0;

	assert_int_equal(
	    shown_case(store, meeting, ns1, now_ms, &shown, &err), RC_OK);
	assert_true(shown > 0 && shown < INT64_C(1000000000000000000));
	return shown;
}

/* Each of what somebody looks at before a release, changed: another number.  The
 * time of day is none of it. */
static void
rule_12_what_was_shown_is_another_once_it_changed(void **state)
{
	static const char *const changes[] = {
	    "UPDATE passage SET to_sample = 1900 WHERE item_id = 1",
	    "INSERT INTO conflict VALUES (1, 1, 8, 5)",
	    "INSERT INTO withheld_passage (meeting_id, case_id, person_id,"
	    " from_sample, to_sample, reason, proposed_by, proposed_at)"
	    " VALUES (1, 1, NULL, 1200, 1300, 'A name', 1, 5)",
	    "UPDATE withheld_passage SET approved_by = 2, approved_at = 6",
	    "INSERT INTO exclusion (meeting_id, person_id, from_sample,"
	    " to_sample, reason) VALUES (1, 7, 1400, 1500, 'Sent out')",
	    "INSERT INTO safety_confirmation (case_id, by_name, capacity,"
	    " confirmed_at) VALUES (1, 'Iris Sample', 'idva', 1795000000000)",
	    "UPDATE relationship SET source_of_harm = 'unknown'",
	    "INSERT INTO attendance (meeting_id, person_id, ref, capacity)"
	    " VALUES (1, 1, 9, 'family')",
	};
	struct error err = {0};
	int64_t was = number(DELIVERY_NOW);

	(void)state;
	assert_true(number(DELIVERY_NOW + 60 * 1000) == was);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		rows_run(store, changes[i]);
		if (number(DELIVERY_NOW) == was)
			fail_msg("the same number after %s", changes[i]);
		assert_int_equal(
		    shown_still(store, meeting, ns1, DELIVERY_NOW, was, &err),
		    RC_CONFLICT);
		was = number(DELIVERY_NOW);
	}
	assert_int_equal(propose("olive", VERDICT_SEND), RC_OK);
	assert_true(number(DELIVERY_NOW) != was);
	was = number(DELIVERY_NOW);
	assert_int_equal(
	    shown_still(store, meeting, ns1, DELIVERY_NOW, was, &err), RC_OK);
}

static void
rule_12_whoever_approves_has_heard_every_edge(void **state)
{
	(void)state;
	assert_int_equal(propose("olive", VERDICT_SEND), RC_OK);
	hear(1); /* by whoever proposed it, not by whoever approves */
	assert_int_equal(approve("ian"), RC_DENIED);
	rows_run(store, "INSERT INTO edge_heard VALUES (2, 1, 1, 1000, 1, 0)");
	assert_int_equal(approve("ian"), RC_DENIED);
	/* The end of another's sound there is not the end of this. */
	rows_run(store, "INSERT INTO edge_heard VALUES (2, 1, 1, 2000, 1, 0)");
	assert_int_equal(approve("ian"), RC_DENIED);
	rows_run(store, "INSERT INTO edge_heard VALUES (2, 1, 1, 2000, 0, 0)");
	assert_int_equal(approve("ian"), RC_OK);
}

static void
rule_12_nobody_approves_their_own(void **state)
{
	(void)state;
	for (int id = 1; id <= 3; id++)
		hear(id);
	assert_int_equal(propose("olive", VERDICT_SEND), RC_OK);
	assert_int_equal(approve("olive"), RC_DENIED);
	/* The same person's other account. */
	assert_int_equal(approve("olive2"), RC_DENIED);
	rows_are(store, "SELECT count(*) FROM decision WHERE approved_by > 0",
	    "0\n");
	assert_int_equal(approve("ian"), RC_OK);
	rows_are(store,
	    "SELECT approved_by, approved_at - 1795000000000 FROM "
	    "decision",
	    "2|5\n");
	assert_int_equal(approve("ian"), RC_CONFLICT);
}

/* Whoever gets the copy is none of the two, whoever they are besides. */
static void
rule_12_nobody_approves_a_copy_of_their_own(void **state)
{
	(void)state;
	hear(2);
	assert_int_equal(propose("olive", VERDICT_SEND), RC_OK);
	rows_run(store,
	    "UPDATE account SET person_id = (SELECT person_id FROM decision)"
	    " WHERE login = 'ian'");
	assert_int_equal(approve("ian"), RC_DENIED);
	rows_are(store, "SELECT count(*) FROM decision WHERE approved_by > 0",
	    "0\n");
}

static void
rule_12_a_new_proposal_voids_the_approval(void **state)
{
	(void)state;
	hear(2);
	assert_int_equal(propose("olive", VERDICT_SEND), RC_OK);
	assert_int_equal(approve("ian"), RC_OK);
	assert_int_equal(propose("ian", VERDICT_WITHHOLD), RC_OK);
	rows_are(store,
	    "SELECT verdict, void_at IS NULL, approved_by FROM decision"
	    " ORDER BY id",
	    "send|0|2\nwithhold|1|-\n");
	/* Olive's own proposal is void; she may approve Ian's. */
	assert_int_equal(approve("olive"), RC_OK);
}

static void
an_approval_is_noted_in_every_childs_file(void **state)
{
	(void)state;
	assert_int_equal(approve("ian"), RC_NOTFOUND);
	assert_int_equal(propose("olive", VERDICT_WITHHOLD), RC_OK);
	rows_are(store, "SELECT count(*) FROM file_note", "0\n");
	assert_int_equal(approve("ian"), RC_OK);
	rows_are(store,
	    "SELECT child_id, kind, text FROM file_note ORDER BY child_id",
	    "20|decision|Decided: withhold a copy from Vera Example. Proposed "
	    "by Olive Sample, approved by Ian Sample. Reason: Her safe wish\n"
	    "30|decision|Decided: withhold a copy from Vera Example. Proposed "
	    "by Olive Sample, approved by Ian Sample. Reason: Her safe "
	    "wish\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_store, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(finds_a_meeting_by_either_name),
	    TEST(only_chairs_and_coordinators_decide),
	    TEST(lists_the_agenda_once),
	    TEST(a_release_voids_the_one_before),
	    TEST(rule_05_only_a_chair_releases),
	    TEST(rule_05_only_the_meetings_own_chair_releases),
	    TEST(rule_12_what_was_shown_is_another_once_it_changed),
	    TEST(rule_12_whoever_approves_has_heard_every_edge),
	    TEST(rule_12_nobody_approves_their_own),
	    TEST(rule_12_nobody_approves_a_copy_of_their_own),
	    TEST(rule_12_a_new_proposal_voids_the_approval),
	    TEST(an_approval_is_noted_in_every_childs_file),
	};

	return cmocka_run_group_tests_name("releases", tests, NULL, NULL);
}
