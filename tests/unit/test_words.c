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
    "DELETE FROM escalation; DELETE FROM task_reminder; DELETE FROM message;"
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
	};

	return cmocka_run_group_tests_name("words", tests, open_all, close_all);
}
