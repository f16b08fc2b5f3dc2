/* What goes by another way than a mail: an archive, or paper.  No mail goes
 * besides, and somebody is told when nothing reminds its reader. */
#include "distributor/clearing.h"
#include "distributor/nudging.h"
#include "distributor/rehearsing.h"
#include "distributor/reminding.h"
#include "distributor/resending.h"
#include "distributor/sending.h"
#include "distributor/words.h"
#include "store/releases.h"
#include "unit/weekly.h"

#define HOUR ((int64_t)CLOCK_HOUR_MS)
#define DAY (24 * HOUR)

static const struct releases_account cora = {{1}, {WEEKLY_CORA}};
static const struct releases_account chas = {{2}, {WEEKLY_CHAS}};
static struct error err;

static const char empty[] =
    "DELETE FROM escalation; DELETE FROM escalation_notice;"
    "DELETE FROM paper; DELETE FROM task_reminder; DELETE FROM message;"
    "DELETE FROM task; DELETE FROM action; DELETE FROM file_note;"
    "DELETE FROM conflict; UPDATE person SET agency_id = NULL;"
    "DELETE FROM agency";

/* A Thursday's meeting, both cases released; Olive has a copy of each, in one
 * parcel. */
static int
begin(void **state)
{
	struct store *store = weekly_desk.store;
	struct copies_row row = {.meeting = {1}, .person = {WEEKLY_OLIVE}};
	struct message_id id;

	(void)state;
	rows_run(store, empty);
	weekly_begin(1);
	assert_int_equal(
	    clock_parse("2026-11-26T10:00:00Z", &week.ended, &err), RC_OK);
	week.due = week.ended + 168 * HOUR;
	week.now = week.ended;
	rows_run(store,
	    "UPDATE meeting SET ended_at = 1795687200000,"
	    " due_at = 1796292000000");
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(post_parcel(&weekly_post, row.meeting, row.person,
			     week.now, &row.parcel, &err),
	    RC_OK);
	for (int c = 1; c <= 2; c++) {
		assert_int_equal(
		    releases_release(store, row.meeting, (struct case_id){c},
			&chas, week.now, &err),
		    RC_OK);
		row.case_id.v = row.rendition.v = c;
		assert_int_equal(copies_add(store, &row, "present_throughout",
				     week.due, week.now, &err),
		    RC_OK);
	}
	assert_int_equal(
	    post_message(&weekly_post, row.parcel, false, week.now, &id, &err),
	    RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	week.released = true;
	return 0;
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

static const char messages[] =
    "SELECT state, attempts, cause FROM message ORDER BY id";
static const char in_archive[] =
    "held|0|It was given in a locked archive: `resend` mails it besides.\n";

/* As exports_hand writes it (test_exports). */
static void
give(const char *which)
{
	char sql[160];

	(void)snprintf(sql, sizeof(sql),
	    "UPDATE delivery SET met_at = 5, channel = 'export' WHERE %s",
	    which);
	rows_run(weekly_desk.store, sql);
}

static void
what_was_given_in_an_archive_is_not_mailed(void **state)
{
	(void)state;
	give("1");
	send_all();
	rows_are(weekly_desk.store, messages, in_archive);
	/* Nor looked at again each minute. */
	rows_are(weekly_desk.store,
	    "SELECT next_at - 1795687200000 > 300 * 86400000 FROM message",
	    "1\n");
	rows_are(weekly_desk.store,
	    "SELECT count(*) FROM file_note WHERE kind = 'copy sent'", "0\n");
	rows_are(weekly_desk.store, "SELECT count(*) FROM alert", "0\n");
}

static void
what_was_not_given_goes_without_it(void **state)
{
	(void)state;
	give("copy_id = (SELECT id FROM copy WHERE case_id = 1)");
	send_all();
	rows_are(weekly_desk.store,
	    "SELECT c.case_id, m.state, d.met_at = 5 FROM copy c JOIN message m"
	    " ON m.parcel_id = c.parcel_id JOIN delivery d ON d.copy_id = c.id"
	    " ORDER BY 1",
	    "1|held|1\n2|accepted|0\n");
	week.now += DAY;
	send_all();
	rows_are(weekly_desk.store,
	    "SELECT state, count(*) FROM message GROUP BY 1",
	    "accepted|1\nheld|1\n");
}

static void
it_is_mailed_besides_when_a_person_says_so(void **state)
{
	struct copy_id copy = {
	    weekly_number("SELECT id FROM copy WHERE case_id = 1", 0)};
	bool anew = true;

	(void)state;
	give("1");
	/* Whether a sender has looked at it or not; and that one alone. */
	for (int i = 0; i < 2; i++) {
		if (i == 1)
			send_all();
		assert_int_equal(
		    resending_copy(&weekly_post, copy, "the stick is broken",
			&cora, week.now, &anew, &err),
		    RC_OK);
		assert_false(anew);
		send_all();
		rows_are(weekly_desk.store,
		    "SELECT c.case_id, m.state, d.met_at, d.channel FROM copy c"
		    " JOIN message m ON m.parcel_id = c.parcel_id JOIN delivery"
		    " d ON d.copy_id = c.id ORDER BY 1",
		    "1|accepted|5|export, email\n2|held|5|export\n");
		assert_int_equal(resending_copy(&weekly_post, copy, "once more",
				     &cora, week.now, &anew, &err),
		    RC_CONFLICT);
		(void)begin(NULL);
		copy.v =
		    weekly_number("SELECT id FROM copy WHERE case_id = 1", 0);
		give("1");
	}
}

/* Posted, or handed over, with a code that lives DAYS. */
static void
on_paper(const char *channel, int days)
{
	char sql[500];

	(void)snprintf(sql, sizeof(sql),
	    "UPDATE parcel SET expires_at = made_at + %d * 86400000;"
	    "UPDATE message SET state = 'held';"
	    "UPDATE delivery SET met_at = 5, channel = '%s';"
	    "INSERT INTO paper (parcel_id, channel, route_id, link_key,"
	    " selector, code_hash, worker, printed_by, printed_at, done_by,"
	    " done_at) SELECT id, '%s', 1, 1,"
	    " CAST('s' || id AS BLOB), CAST(id AS BLOB), 'W', 1, 1, 1, 5"
	    " FROM parcel",
	    days, channel, channel);
	rows_run(weekly_desk.store, sql);
}

static void
would_be(const char *want)
{
	struct buf out = {0};

	if (rehearsing_list(&weekly_post, week.now, &out, &err) != RC_OK)
		fail_msg("%s", err.text);
	assert_string_equal(buf_str(&out), want);
	buf_clear(&out);
}

/* WANT has the copies of case 1 and case 2 as $1 and $2. */
static void
would_be_of(const char *want)
{
	struct buf text = {0};

	for (; *want != '\0'; want++)
		if (want[0] == '$') {
			want++;
			buf_printf(&text, "%lld",
			    (long long)weekly_number(
				"SELECT id FROM copy WHERE case_id = $id",
				*want - '0'));
		} else
			buf_printf(&text, "%c", *want);
	would_be(buf_str(&text));
	buf_clear(&text);
}

static void
a_rehearsal_says_what_goes_and_of_the_rest_why_not(void **state)
{
	(void)state;
	would_be_of("would go    olive  by e-mail  copies $1, $2\n"
		    "1 would go, 0 would wait\n");
	/* One is barred, and goes apart; nothing of that is kept. */
	rows_run(weekly_desk.store, "INSERT INTO conflict VALUES (1, 1, 7, 0)");
	for (int i = 0; i < 2; i++)
		would_be_of("would go    olive  by e-mail  copy $2\n"
			    "would wait  olive  by e-mail  copy $1: Declared a"
			    " conflict of interest in this case.\n"
			    "1 would go, 1 would wait\n");
	rows_are(weekly_desk.store,
	    "SELECT count(*), (SELECT count(*) FROM parcel) FROM message",
	    "1|1\n");
	rows_run(weekly_desk.store,
	    "DELETE FROM conflict; UPDATE message SET state = 'failed',"
	    " cause = 'The mail server refused it.'");
	would_be_of("would wait  olive  by e-mail  copies $1, $2: The mail"
		    " server refused it.\n"
		    "0 would go, 1 would wait\n");
	on_paper("letter", 28);
	would_be_of("would wait  olive  by letter  copies $1, $2: It goes by"
		    " letter.\n"
		    "0 would go, 1 would wait\n");
}

static int
remind(void)
{
	int count = 0;

	if (reminding_pass(&weekly_post, week.now, &count, &err) != RC_OK)
		fail_msg("%s", err.text);
	return count;
}

static const char told[] =
    "SELECT person_id, kind, count(*) FROM message WHERE kind <> 'parcel'"
    " GROUP BY 1, 2";

static void
rule_20_the_coordinator_is_told_of_a_letter_that_nobody_opened(void **state)
{
	int64_t made = week.now;

	(void)state;
	on_paper("letter", 28);
	week.now = made + 23 * DAY - 1;
	assert_int_equal(remind(), 0);
	rows_are(weekly_desk.store, told, "");
	week.now += 1;
	/* One of them was heard, and the other is told; its reader gets no
	 * mail. */
	rows_run(weekly_desk.store,
	    "UPDATE copy SET collected_at = 7 WHERE case_id = 2");
	assert_int_equal(remind(), 0);
	rows_are(weekly_desk.store, told, "9|escalation|1\n");
	rows_are(weekly_desk.store,
	    "SELECT replace(text, (SELECT min(id) FROM copy), 'N') FROM alert",
	    "Copy N is on paper and was not collected; its code is over on 24"
	    " December 2026. Speak with its reader. If it never came, type"
	    " `returned`, and then `letter` or `hand-over`. Once the code is"
	    " over, type `copies`, and then `letter` or `hand-over` again.\n");
	assert_int_equal(remind(), 0);
	rows_are(weekly_desk.store, told, "9|escalation|1\n");
}

static void
rule_20_and_of_what_was_handed_over_but_no_more_once_it_is_heard(void **state)
{
	int64_t made = week.now;

	(void)state;
	on_paper("in person", 8);
	week.now = made + 4 * DAY;
	/* What may be heard no more is not told. */
	rows_run(weekly_desk.store, "INSERT INTO conflict VALUES (1, 1, 7, 0)");
	assert_int_equal(remind(), 0);
	rows_are(weekly_desk.store, told, "9|escalation|1\n");
	rows_are(weekly_desk.store,
	    "SELECT count(*) FROM alert WHERE text LIKE '%`returned`%'", "0\n");
	(void)begin(state);
	on_paper("letter", 8);
	rows_run(weekly_desk.store, "UPDATE copy SET collected_at = 7");
	week.now = made + 4 * DAY;
	assert_int_equal(remind(), 0);
	rows_are(weekly_desk.store, told, "");
	/* A sheet without a code opens nothing that could be collected. */
	rows_run(weekly_desk.store,
	    "UPDATE copy SET collected_at = NULL;"
	    "UPDATE paper SET code_hash = NULL");
	assert_int_equal(remind(), 0);
	rows_are(weekly_desk.store, told, "");
}

/* Ian's agency took on action 1, due on 10 December. */
static void
an_action(void)
{
	struct words_tally tally = {0};

	rows_run(weekly_desk.store,
	    "INSERT INTO agency (id, name, contact_id) VALUES"
	    " (1, 'Sample agency', 8);"
	    "UPDATE person SET agency_id = 1 WHERE id = 8;"
	    "INSERT INTO action (id, meeting_id, case_id, text,"
	    " owner_agency_id, due_on) VALUES (1, 1, 1, 'do', 1,"
	    " '2026-12-10')");
	assert_int_equal(
	    words_put_all(&weekly_post, (struct meeting_id){1}, &tally, &err),
	    RC_OK);
	assert_int_equal(tally.tasks, 1);
}

static int
nudge(void)
{
	int count = 0;

	if (nudging_pass(&weekly_post, week.now, &count, &err) != RC_OK)
		fail_msg("%s", err.text);
	return count;
}

static void
an_action_on_paper_is_reminded_of_by_a_person(void **state)
{
	(void)state;
	an_action();
	rows_run(weekly_desk.store, "UPDATE task SET sent_at = made_at");
	on_paper("letter", 28);
	week.now = week.ended + 7 * DAY; /* a week before */
	assert_int_equal(nudge(), 0);
	rows_are(weekly_desk.store, told, "9|escalation|1\n");
	rows_are(weekly_desk.store, "SELECT text FROM alert",
	    "Action 1, due on 10 December 2026, has no outcome yet, and no"
	    " reminder can go by mail: it is on paper. Speak with its "
	    "owner.\n");
	assert_int_equal(nudge(), 0);
	week.now += 6 * DAY; /* a day before */
	assert_int_equal(nudge(), 0);
	rows_are(weekly_desk.store, told, "9|escalation|2\n");
	/* Over, it makes itself no mail either. */
	rows_run(weekly_desk.store, "UPDATE parcel SET expires_at = 1");
	week.now += 2 * DAY;
	assert_int_equal(nudge(), 0);
	rows_are(weekly_desk.store, told, "9|escalation|3\n");
	rows_are(weekly_desk.store,
	    "SELECT stage, message_id FROM task_reminder ORDER BY at",
	    "week before|-\nday before|-\nday after|-\n");
}

static void
an_action_whose_owner_has_no_route_is_too(void **state)
{
	(void)state;
	an_action();
	send_all();
	rows_run(weekly_desk.store,
	    "UPDATE contact_route SET channel = 'phone' WHERE person_id = 8");
	week.now = week.ended + 7 * DAY;
	assert_int_equal(nudge(), 0);
	rows_are(weekly_desk.store,
	    "SELECT text LIKE '%: its owner has no e-mail route. Speak with"
	    " its owner.' FROM alert ORDER BY id DESC LIMIT 1",
	    "1\n");
	rows_are(weekly_desk.store, told, "9|escalation|1\n");
	rows_run(weekly_desk.store,
	    "UPDATE contact_route SET channel = 'email' WHERE person_id = 8");
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
	    TEST(what_was_given_in_an_archive_is_not_mailed),
	    TEST(what_was_not_given_goes_without_it),
	    TEST(a_rehearsal_says_what_goes_and_of_the_rest_why_not),
	    TEST(it_is_mailed_besides_when_a_person_says_so),
	    TEST(
		rule_20_the_coordinator_is_told_of_a_letter_that_nobody_opened),
	    TEST(
		rule_20_and_of_what_was_handed_over_but_no_more_once_it_is_heard),
	    TEST(an_action_on_paper_is_reminded_of_by_a_person),
	    TEST(an_action_whose_owner_has_no_route_is_too),
	};

	return cmocka_run_group_tests_name(
	    "clearing", tests, open_all, close_all);
}
