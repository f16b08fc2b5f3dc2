/* Debriefs and actions on their way: that they reach their people, and that
 * somebody is told when they do not. */
#include "distributor/clearing.h"
#include "distributor/escalating.h"
#include "distributor/owing.h"
#include "distributor/sending.h"
#include "distributor/words.h"
#include "store/releases.h"
#include "unit/weekly.h"

#define HOUR ((int64_t)CLOCK_HOUR_MS)

static const struct releases_account chas = {{2}, {WEEKLY_CHAS}};
static const struct meeting_id meeting = {1};
static struct error err;

static const char empty[] =
    "DELETE FROM escalation; DELETE FROM escalation_notice;"
    "DELETE FROM paper;"
    "DELETE FROM task_reminder; DELETE FROM message;"
    "DELETE FROM task; DELETE FROM action; DELETE FROM file_note;"
    "DELETE FROM debrief; DELETE FROM addressee; DELETE FROM conflict;"
    "UPDATE person SET agency_id = NULL; DELETE FROM agency";

/* A Thursday's meeting, due at ten on 3 December 2026, both cases released.
 * Ian was there; he is his agency's contact, and it took on action 1 in case 1
 * and action 2 in case 2. */
static int
begin(void **state)
{
	(void)state;
	rows_run(weekly_desk.store, empty);
	weekly_begin(1);
	assert_int_equal(
	    clock_parse("2026-11-26T10:00:00Z", &week.ended, &err), RC_OK);
	week.due = week.ended + 168 * HOUR;
	week.now = week.ended;
	rows_run(weekly_desk.store,
	    "UPDATE meeting SET ended_at = 1795687200000,"
	    " due_at = 1796292000000;"
	    "INSERT INTO agency (id, name, contact_id) VALUES"
	    " (1, 'Sample agency', 8);"
	    "UPDATE person SET agency_id = 1 WHERE id = 8;"
	    "INSERT INTO action (id, meeting_id, case_id, text,"
	    " owner_agency_id, due_on) VALUES (1, 1, 1, 'do', 1, '2026-12-01'),"
	    " (2, 1, 2, 'see', 1, '2026-12-02')");
	week.decided = true;
	assert_int_equal(store_begin(weekly_desk.store, &err), RC_OK);
	for (int c = 1; c <= 2; c++)
		assert_int_equal(
		    releases_release(weekly_desk.store, meeting,
			(struct case_id){c}, &chas, week.now, &err),
		    RC_OK);
	assert_int_equal(store_commit(weekly_desk.store, &err), RC_OK);
	week.released = true;
	return 0;
}

static void
put(int debriefs, int tasks)
{
	struct words_tally tally = {0};

	assert_int_equal(
	    words_put_all(&weekly_post, meeting, &tally, &err), RC_OK);
	assert_int_equal(tally.debriefs, debriefs);
	assert_int_equal(tally.tasks, tasks);
}

static void
send_all(void)
{
	struct sending_tally tally = {0};

	if (sending_pass(&weekly_post, NULL, true, false, NULL, &tally, &err) !=
	    RC_OK)
		fail_msg("%s", err.text);
	if (week.wrong[0] != '\0')
		fail_msg("%s", week.wrong);
}

static const char tasks_sent[] =
    "SELECT action_id, sent_at IS NOT NULL FROM task ORDER BY 1";

/* It stayed in a parcel that had gone without it, and nothing took it out. */
static void
rule_14_an_action_that_was_barred_goes_when_it_may(void **state)
{
	(void)state;
	put(0, 2);
	rows_run(weekly_desk.store, "INSERT INTO conflict VALUES (1, 2, 8, 0)");
	send_all();
	rows_are(weekly_desk.store, tasks_sent, "1|1\n2|0\n");
	put(0, 0); /* it waits in a parcel of its own */
	send_all();
	rows_are(weekly_desk.store, tasks_sent, "1|1\n2|0\n");
	rows_are(weekly_desk.store,
	    "SELECT state, cause FROM message ORDER BY id",
	    "accepted|\n"
	    "held|Declared a conflict of interest in this case.\n");
	rows_run(weekly_desk.store, "DELETE FROM conflict");
	week.now += CLEARING_AGAIN_MS;
	send_all();
	rows_are(weekly_desk.store, tasks_sent, "1|1\n2|1\n");
}

/* What is another's stays where it is, and goes when it is theirs again. */
static void
an_action_that_was_anothers_goes_when_it_is_theirs_again(void **state)
{
	(void)state;
	put(0, 2);
	rows_run(weekly_desk.store,
	    "UPDATE action SET owner_person_id = 7 WHERE id = 2");
	send_all();
	rows_are(weekly_desk.store, "SELECT count(*) FROM parcel", "1\n");
	rows_are(weekly_desk.store, tasks_sent, "1|1\n2|0\n");
	rows_run(weekly_desk.store,
	    "UPDATE action SET owner_person_id = NULL WHERE id = 2");
	put(0, 1);
	send_all();
	rows_are(weekly_desk.store, tasks_sent, "1|1\n2|1\n");
	put(0, 0);
}

static int
escalate(void)
{
	int told = 0;

	if (escalating_pass(
		&weekly_desk, &weekly_post, week.now, &told, &err) != RC_OK)
		fail_msg("%s", err.text);
	return told;
}

/* Told of KIND, in the order of the telling. */
static void
told_are(const char *kind, const char *want)
{
	char sql[160];

	(void)snprintf(sql, sizeof(sql),
	    "SELECT number, step, cause FROM escalation WHERE kind = '%s'"
	    " ORDER BY told_at, id",
	    kind);
	rows_are(weekly_desk.store, sql, want);
}

/* What `due` says of the first line of KIND that is not over. */
static void
due_is(enum owed_kind kind, const char *state, const char *advice)
{
	struct owing owing = {0};
	char text[OWING_ADVICE];
	bool found = false;

	assert_int_equal(
	    owing_read(weekly_desk.store, meeting, week.now, &owing, &err),
	    RC_OK);
	for (size_t i = 0; i < owing.count && !found; i++) {
		const struct owing_line *line = &owing.v[i];

		found = line->kind == kind && !line->over;
		if (!found)
			continue;
		assert_string_equal(line->state, state);
		owing_advice(line, week.now, text);
		assert_string_equal(text, advice);
	}
	assert_true(found);
	owing_clear(&owing);
}

static void
the_mail_says(const char *words)
{
	struct buf source = {0};

	assert_int_equal(outbox_read(weekly_desk.store, &weekly_post.column,
			     (struct message_id){weekly_number(
				 "SELECT max(id) FROM message WHERE kind ="
				 " 'escalation'",
				 0)},
			     &source, &err),
	    RC_OK);
	if (strstr(buf_str(&source), words) == NULL)
		fail_msg("'%s' is not in: %s", words, buf_str(&source));
	buf_clear(&source);
}

static void
bounced(const char *when)
{
	char sql[200];

	(void)snprintf(sql, sizeof(sql),
	    "UPDATE message SET state = 'bounced', next_at = %lld"
	    " WHERE kind = 'parcel' AND %s",
	    (long long)week.now, when);
	rows_run(weekly_desk.store, sql);
	rows_run(weekly_desk.store,
	    "UPDATE debrief SET given_at = NULL WHERE parcel_id IN (SELECT"
	    " parcel_id FROM message WHERE state = 'bounced');"
	    "UPDATE task SET sent_at = NULL WHERE parcel_id IN (SELECT"
	    " parcel_id FROM message WHERE state = 'bounced')");
}

/* From nobody's having written it to its coming back, each by its cause. */
static void
a_debrief_is_told_by_what_keeps_it_and_what_to_do(void **state)
{
	(void)state;
	rows_run(weekly_desk.store,
	    "DELETE FROM action; DELETE FROM case_release;"
	    "INSERT INTO addressee (meeting_id, case_id, person_id, why,"
	    " decided_by, decided_at) VALUES (1, 1, 8, 'why', 1, 1)");
	week.now = week.due - 47 * HOUR; /* what is new is told when seen */
	(void)escalate();
	rows_run(weekly_desk.store,
	    "INSERT INTO debrief (id, meeting_id, case_id, person_id,"
	    " key_issues, plan, child_safety, authority, proposed_by,"
	    " proposed_at, due_at) SELECT 7, 1, 1, 8, 'k', 'p', 's', 'a', 1,"
	    " 0, due_at FROM meeting");
	week.now += 60000;
	assert_int_equal(escalate(), 1);
	the_mail_says("debrief 7. A decision, or an approval, is missing.");
	due_is(OWED_DEBRIEF, "held",
	    "marac-distributor approve-debrief M-1 NS-1 ian --by LOGIN");
	rows_run(weekly_desk.store,
	    "UPDATE debrief SET approved_by = 2, approved_at = 0");
	week.now += 60000;
	assert_int_equal(escalate(), 1);
	rows_run(weekly_desk.store,
	    "INSERT INTO case_release (meeting_id, case_id, released_by,"
	    " released_at) VALUES (1, 1, 2, 0), (1, 2, 2, 0)");
	week.now += 60000;
	(void)escalate();
	put(1, 0);
	send_all();
	rows_are(weekly_desk.store, "SELECT given_at IS NOT NULL FROM debrief",
	    "1\n");
	week.now += 60000;
	assert_int_equal(escalate(), 0);
	bounced("person_id = 8");
	assert_int_equal(escalate(), 1);
	the_mail_says("debrief 7. It came back.");
	due_is(OWED_DEBRIEF, "bounced",
	    "marac-distributor resend M-1 ian --reason TEXT --by LOGIN");
	told_are("debrief",
	    "0|day-5|unwritten\n0|day-5|undecided\n0|day-5|unreleased\n"
	    "0|day-5|not-made\n0|day-5|bounced\n");
}

/* At once, however much time is left, as a copy is. */
static void
words_that_came_back_are_told_at_once(void **state)
{
	(void)state;
	rows_run(weekly_desk.store,
	    "INSERT INTO addressee (meeting_id, case_id, person_id, why,"
	    " decided_by, decided_at) VALUES (1, 1, 8, 'why', 1, 1);"
	    "INSERT INTO debrief (id, meeting_id, case_id, person_id,"
	    " key_issues, plan, child_safety, authority, proposed_by,"
	    " proposed_at, approved_by, approved_at, due_at) SELECT 7, 1, 1, 8,"
	    " 'k', 'p', 's', 'a', 1, 0, 2, 0, due_at FROM meeting");
	put(1, 2);
	send_all();
	assert_int_equal(escalate(), 0);
	week.now += HOUR;
	bounced("person_id = 8");
	assert_int_equal(escalate(), 3);
	told_are("debrief", "0|at-once|bounced\n");
	told_are("action", "1|at-once|bounced\n2|at-once|bounced\n");
	the_mail_says("debrief 7; actions 1, 2. It came back.");
	due_is(OWED_ACTION, "bounced",
	    "marac-distributor resend M-1 ian --reason TEXT --by LOGIN");
	week.now += HOUR;
	assert_int_equal(escalate(), 0);
}

static void
an_action_that_has_no_way_to_its_owner_is_told(void **state)
{
	(void)state;
	week.routes[WEEKLY_IAN].safe = false;
	weekly_put_route(WEEKLY_IAN, true);
	put(0, 2);
	week.now += HOUR;
	assert_int_equal(escalate(), 0);
	send_all();
	week.now = week.due - 48 * HOUR;
	(void)escalate();
	told_are("action", "1|day-5|route\n2|day-5|route\n");
	due_is(OWED_ACTION, "held",
	    "marac-store import routes FILE  (a way to ian that is safe)");
	/* What is done is nobody's to wait for; what its agency has nobody for
	 * is the coordinator's. */
	rows_run(weekly_desk.store,
	    "UPDATE action SET outcome = 'complete', basis = 'observed'"
	    " WHERE id = 1;"
	    "UPDATE agency SET contact_id = NULL");
	week.now = week.due;
	(void)escalate();
	told_are("action", "1|day-5|route\n2|day-5|route\n2|due|nobody\n");
	due_is(OWED_ACTION, "held",
	    "marac-store agency contact \"Sample agency\" PERSON");
	rows_run(weekly_desk.store,
	    "UPDATE meeting SET coordinator_id = NULL;"
	    "DELETE FROM escalation");
	(void)
	    escalate(); /* it is nobody's, and keeps nothing else from going */
	told_are("action", "");
}

/* Nothing but a person's word helps what nobody knows the fate of; and nothing
 * but paper what a person put on paper, whatever its mail came to. */
static void
what_to_type_is_what_is_taken(void **state)
{
	(void)state;
	put(0, 2);
	send_all();
	rows_run(weekly_desk.store,
	    "UPDATE task SET sent_at = NULL; UPDATE message SET state ="
	    " 'held', ambiguous = 3, attempts = 3, next_at = 0");
	due_is(OWED_ACTION, "held",
	    "marac-distributor resend M-1 ian --reason TEXT --by LOGIN");
	assert_int_equal(escalate(), 2);
	told_are("action", "1|at-once|unknown\n2|at-once|unknown\n");
	rows_run(weekly_desk.store,
	    "INSERT INTO paper (parcel_id, channel, route_id, link_key,"
	    " selector, printed_by, printed_at) SELECT id, 'letter', 1, 1,"
	    " x'77', 1, 1 FROM parcel");
	due_is(
	    OWED_ACTION, "held", "marac-distributor posted M-1 ian --by LOGIN");
	bounced("1");
	due_is(
	    OWED_ACTION, "held", "marac-distributor posted M-1 ian --by LOGIN");
	assert_int_equal(escalate(), 0);
	week.now = week.due - 48 * HOUR;
	(void)escalate();
	rows_are(weekly_desk.store,
	    "SELECT DISTINCT cause FROM escalation WHERE step = 'day-5' AND"
	    " kind = 'action'",
	    "paper\n");
	/* A letter that came back, and nowhere to send another. */
	rows_run(weekly_desk.store,
	    "UPDATE paper SET done_by = 1, done_at = 2, returned_at = 3,"
	    " void_at = 3");
	due_is(OWED_ACTION, "held",
	    "marac-store import routes FILE  (a way to ian that is safe)");
}

/* It was put right, went, and came back again within the same step. */
static void
what_comes_back_again_is_told_again_and_once(void **state)
{
	(void)state;
	put(0, 2);
	send_all();
	for (int i = 0; i < 2; i++) {
		week.now += HOUR;
		bounced("state = 'accepted'");
		week.now += 60000;
		assert_int_equal(escalate(), 2);
		week.now += 60000;
		assert_int_equal(escalate(), 0);
		rows_run(weekly_desk.store,
		    "UPDATE message SET state = 'accepted' WHERE state ="
		    " 'bounced'; UPDATE task SET sent_at = 1");
		week.now += 60000;
		assert_int_equal(escalate(), 0);
	}
	rows_are(weekly_desk.store,
	    "SELECT kind, count(*) FROM message GROUP BY 1",
	    "escalation|2\nparcel|1\n");
}

static int
open_all(void **state)
{
	static char dir[SCRATCH_PATH];

	*state = scratch_make(dir);
	weekly_open(dir);
	return 0;
}

static int
close_all(void **state)
{
	weekly_close();
	return scratch_end(state);
}

#define TEST(f) cmocka_unit_test_setup(f, begin)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(rule_14_an_action_that_was_barred_goes_when_it_may),
	    TEST(an_action_that_was_anothers_goes_when_it_is_theirs_again),
	    TEST(a_debrief_is_told_by_what_keeps_it_and_what_to_do),
	    TEST(words_that_came_back_are_told_at_once),
	    TEST(an_action_that_has_no_way_to_its_owner_is_told),
	    TEST(what_to_type_is_what_is_taken),
	    TEST(what_comes_back_again_is_told_again_and_once),
	};

	return cmocka_run_group_tests_name("words", tests, open_all, close_all);
}
