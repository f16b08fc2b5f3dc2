/* What is told of something that has not gone: to whom, in which words, by
 * which way, and once; and what people do about it. */
#include "base/text.h"
#include "distributor/escalating.h"
#include "distributor/owing.h"
#include "distributor/paging.h"
#include "distributor/reminding.h"
#include "distributor/resending.h"
#include "distributor/sending.h"
#include "distributor/sms.h"
#include "distributor/telling.h"
#include "store/escalations.h"
#include "store/holds.h"
#include "store/releases.h"
#include "unit/weekly.h"

#define HOUR ((int64_t)CLOCK_HOUR_MS)

static const struct releases_account chas = {{2}, {WEEKLY_CHAS}};
static const struct releases_account cora = {{1}, {WEEKLY_CORA}};
static struct error err;

/* The gateway, behind the linker's seam. */
enum rc __wrap_sms_open(struct sms **, const struct conf *, struct error *);
void __wrap_sms_close(struct sms *);
enum sms_result __wrap_sms_send(
    struct sms *, const char *, const char *, const char *, char[SMS_CAUSE]);

static bool gateway;
static enum sms_result answer;
static int texts;
static char text_to[40], text_words[400], text_id[40], text_before[40];

enum rc
__wrap_sms_open(struct sms **out, const struct conf *conf, struct error *e)
{
	(void)conf;
	if (!gateway)
		return error_set(e, RC_NOTFOUND, "no gateway");
	*out = (struct sms *)&gateway;
	return RC_OK;
}

void
__wrap_sms_close(struct sms *sms)
{
	(void)sms;
}

enum sms_result
__wrap_sms_send(struct sms *sms, const char *to, const char *text,
    const char *id, char cause[SMS_CAUSE])
{
	(void)sms;
	texts++;
	(void)snprintf(text_to, sizeof(text_to), "%s", to);
	(void)snprintf(text_words, sizeof(text_words), "%s", text);
	(void)snprintf(text_before, sizeof(text_before), "%s", text_id);
	(void)snprintf(text_id, sizeof(text_id), "%s", id);
	(void)snprintf(cause, SMS_CAUSE, "why");
	return answer;
}

/* Who is told, behind the same; the ASKING-th time it cannot be asked. */
enum rc
__real_escalations_people(struct store *, struct meeting_id, struct case_id,
    bool, int64_t, struct person_id **, size_t *, struct error *);
enum rc
__wrap_escalations_people(struct store *, struct meeting_id, struct case_id,
    bool, int64_t, struct person_id **, size_t *, struct error *);

static int asking;

enum rc
__wrap_escalations_people(struct store *store, struct meeting_id meeting,
    struct case_id case_id, bool chair, int64_t now_ms, struct person_id **out,
    size_t *count, struct error *e)
{
	return asking > 0 && --asking == 0
	    ? error_set(e, RC_IO, "cannot be read just now")
	    : __real_escalations_people(
		  store, meeting, case_id, chair, now_ms, out, count, e);
}

/* A Thursday's meeting: it is due at ten on 3 December 2026. */
static int
begin(void **state)
{
	struct error e = {0};

	(void)state;
	weekly_begin(1);
	assert_int_equal(
	    clock_parse("2026-11-26T10:00:00Z", &week.ended, &e), RC_OK);
	week.due = week.ended + 168 * HOUR;
	week.now = week.ended;
	rows_run(weekly_desk.store,
	    "UPDATE meeting SET ended_at = 1795687200000,"
	    " due_at = 1796292000000;"
	    "DELETE FROM contact_route WHERE channel = 'phone'");
	week.decided = true;
	rows_run(weekly_desk.store,
	    "INSERT INTO decision (meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at, approved_by, approved_at)"
	    " SELECT 1, id, 1, 'withhold', 'why', 1, 1, 2, 1 FROM marac_case");
	texts = 0;
	text_id[0] = '\0';
	gateway = true;
	answer = SMS_ACCEPTED;
	return 0;
}

static void
release(void)
{
	assert_int_equal(store_begin(weekly_desk.store, &err), RC_OK);
	for (int c = 1; c <= 2; c++)
		assert_int_equal(
		    releases_release(weekly_desk.store, (struct meeting_id){1},
			(struct case_id){c}, &chas, week.now, &err),
		    RC_OK);
	assert_int_equal(store_commit(weekly_desk.store, &err), RC_OK);
	week.released = true;
}

/* Ian's copy of case 1, in a parcel whose link lives DAYS. */
static struct copy_id
a_copy(int days)
{
	struct store *store = weekly_desk.store;
	struct copies_row row = {.rendition = {1},
	    .meeting = {1},
	    .case_id = {1},
	    .person = {WEEKLY_IAN}};
	struct message_id id;
	char sql[120];

	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(post_parcel(&weekly_post, row.meeting, row.person,
			     week.now, &row.parcel, &err),
	    RC_OK);
	assert_int_equal(copies_add(store, &row, "present_throughout", week.due,
			     week.now, &err),
	    RC_OK);
	assert_int_equal(
	    post_message(&weekly_post, row.parcel, false, week.now, &id, &err),
	    RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	(void)snprintf(sql, sizeof(sql),
	    "UPDATE parcel SET expires_at = made_at + %d * 86400000", days);
	rows_run(store, sql);
	return row.id;
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

static int
page(void)
{
	int sent = 0;

	if (paging_pass(&weekly_post, week.now, &sent, &err) != RC_OK)
		fail_msg("%s", err.text);
	return sent;
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

static void
the_coordinator_is_told_first_and_the_chair_too_at_the_end(void **state)
{
	(void)state;
	week.now = week.due - 121 * HOUR; /* Saturday's step comes on Friday */
	assert_int_equal(escalate(), 3);
	assert_int_equal(escalate(), 0);
	rows_are(weekly_desk.store,
	    "SELECT person_id, kind, count(*) FROM message GROUP BY 1, 2",
	    "9|escalation|1\n");
	rows_are(weekly_desk.store,
	    "SELECT case_id, person_id, copy_id, step, cause, advice FROM"
	    " escalation ORDER BY id LIMIT 1",
	    "1|8|-|day-2|unreleased|marac-distributor release M-1 --by LOGIN"
	    "  (a chair's)\n");
	week.now = week.due - 24 * HOUR;
	assert_int_equal(escalate(), 3);
	rows_are(weekly_desk.store,
	    "SELECT person_id, count(*) FROM message GROUP BY 1",
	    "9|2\n10|1\n");
	rows_are(weekly_desk.store,
	    "SELECT DISTINCT step, coordinator_notice, chair_notice FROM"
	    " escalation ORDER BY 1",
	    "day-2|1|-\nday-6|2|3\n");
	/* The chair and the coordinator get it by mail. */
	send_all();
	rows_are(weekly_desk.store,
	    "SELECT kind, state, count(*) FROM message GROUP BY 1, 2",
	    "escalation|accepted|3\n");
}

/* The banner is for when something fails: also when that is who is told. */
static void
the_banner_says_it_when_who_is_told_could_not_be_asked(void **state)
{
	int told = 0;

	(void)state;
	week.now = week.due - 121 * HOUR;
	for (int at = 1; at <= 4; at++) {
		asking = at; /* a coordinator, a chair; of one case, of two */
		assert_int_equal(escalating_pass(&weekly_desk, &weekly_post,
				     week.now, &told, &err),
		    RC_IO);
		assert_int_equal(asking, 0);
		rows_are(weekly_desk.store,
		    "SELECT (SELECT count(*) FROM alert), (SELECT count(*)"
		    " FROM escalation), (SELECT count(*) FROM message)",
		    "1|3|0\n");
		rows_run(weekly_desk.store,
		    "DELETE FROM escalation; DELETE FROM escalation_notice;"
		    "DELETE FROM alert");
	}
}

static void
rule_07_the_words_name_the_copy_the_cause_and_what_to_do(void **state)
{
	struct buf source = {0};

	(void)state;
	release();
	(void)a_copy(28);
	week.relay = RELAY_LATER;
	week.now = week.due - 25 * HOUR;
	rows_run(weekly_desk.store, "UPDATE message SET next_at = 0");
	send_all();
	week.now += 60000;
	assert_int_equal(escalate(), 3);
	rows_are(weekly_desk.store, "SELECT text FROM alert ORDER BY id",
	    "Not gone, 1 day left: 2 that have no number yet. It has not been"
	    " made. Type `copies`.\n"
	    "Not gone, 1 day left: copy 1. The mail server has not taken it"
	    " yet. See to the mail server; `due` says what it answered.\n");
	rows_are(weekly_desk.store,
	    "SELECT count(*) FROM alert WHERE text LIKE '%NS-%' OR text LIKE"
	    " '%M-1%' OR text LIKE '%Ian%'",
	    "0\n");
	assert_int_equal(outbox_read(weekly_desk.store, &weekly_post.column,
			     (struct message_id){weekly_number(
				 "SELECT max(id) FROM message", 0)},
			     &source, &err),
	    RC_OK);
	assert_non_null(strstr(buf_str(&source), "copy 1. The mail server"));
	assert_non_null(strstr(buf_str(&source), "Type `copies`"));
	assert_null(strstr(buf_str(&source), "Ian"));
	assert_null(strstr(buf_str(&source), "NS-1"));
	assert_false(text_telling(buf_str(&source)));
	buf_clear(&source);
}

/* Cora coordinates, Chas chairs; Ada administers.  Each is told of what they
 * may know of, and somebody of everything. */
static void
rules_03_04_14_nobody_is_told_of_a_case_that_they_must_not_know(void **state)
{
	struct buf source = {0};

	(void)state;
	rows_run(weekly_desk.store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (11, 'ada', 'Ada Sample', 'ada sample');"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (3, 'ada', 11, 'administrator', '', x'');"
	    "INSERT INTO conflict VALUES (1, 1, 9, 0)");
	release();
	(void)a_copy(28);
	rows_run(weekly_desk.store,
	    "UPDATE message SET state = 'failed', cause = 'No.'");
	/* Stopped at once: copy 1 is of case 1, in which Cora has a conflict. */
	assert_int_equal(escalate(), 1);
	rows_are(weekly_desk.store,
	    "SELECT person_id, count(*) FROM escalation_notice GROUP BY 1",
	    "10|1\n");
	/* Of case 2 she is told, and of nothing else. */
	week.now = week.due - 121 * HOUR;
	assert_int_equal(escalate(), 3);
	rows_are(weekly_desk.store,
	    "SELECT person_id, count(*) FROM escalation_notice GROUP BY 1",
	    "9|1\n10|2\n");
	assert_int_equal(
	    outbox_read(weekly_desk.store, &weekly_post.column,
		(struct message_id){weekly_number(
		    "SELECT id FROM message WHERE person_id = 9", 0)},
		&source, &err),
	    RC_OK);
	assert_non_null(strstr(buf_str(&source), ": 1 that has no number yet"));
	assert_null(strstr(buf_str(&source), "copy 1"));
	buf_clear(&source);
	/* Chas may be a source of harm there, by another case of the same
	 * victim: whoever is left is told, at the chair's steps too. */
	rows_run(
	    weekly_desk.store, "INSERT INTO case_perpetrator VALUES (2, 10)");
	week.now = week.due - 24 * HOUR;
	assert_int_equal(escalate(), 3);
	rows_are(weekly_desk.store,
	    "SELECT person_id, count(*) FROM escalation_notice GROUP BY 1",
	    "9|2\n10|2\n11|1\n");
	rows_are(weekly_desk.store,
	    "SELECT e.case_id, c.person_id, h.person_id FROM escalation e"
	    " JOIN escalation_notice c ON c.id = e.coordinator_notice JOIN"
	    " escalation_notice h ON h.id = e.chair_notice WHERE e.step ="
	    " 'day-6' GROUP BY 1, 2, 3 ORDER BY 1",
	    "1|11|11\n2|9|9\n");
	/* And when nobody is, the banner says it, which shows a case to
	 * nobody either (share asks docket.h). */
	rows_run(weekly_desk.store,
	    "UPDATE account SET disabled_at = 1"
	    " WHERE id = 3");
	week.now = week.due;
	assert_int_equal(escalate(), 3);
	rows_are(weekly_desk.store,
	    "SELECT e.case_id, e.coordinator_notice IS NULL FROM escalation e"
	    " WHERE e.step = 'due' GROUP BY 1, 2 ORDER BY 1",
	    "1|1\n2|0\n");
	rows_run(weekly_desk.store,
	    "DELETE FROM escalation; DELETE FROM escalation_notice;"
	    "DELETE FROM message WHERE kind = 'escalation';"
	    "DELETE FROM conflict; DELETE FROM case_perpetrator;"
	    "DELETE FROM account WHERE id = 3; DELETE FROM person WHERE id = "
	    "11");
}

static void
rule_19_a_hold_keeps_its_clock_and_is_named(void **state)
{
	struct owing owing = {0};
	struct copy_id copy;
	struct hold_id hold = {0};

	(void)state;
	release();
	copy = a_copy(28);
	assert_int_equal(store_begin(weekly_desk.store, &err), RC_OK);
	assert_int_equal(holds_place(weekly_desk.store,
			     &(struct holds_what){{1}, {1}, {WEEKLY_IAN}},
			     "somebody called", &cora, week.now, &hold, &err),
	    RC_OK);
	assert_int_equal(holds_place(weekly_desk.store,
			     &(struct holds_what){{1}, {1}, {WEEKLY_IAN}},
			     "again", &cora, week.now, &hold, &err),
	    RC_CONFLICT);
	assert_int_equal(store_commit(weekly_desk.store, &err), RC_OK);
	send_all();
	rows_are(weekly_desk.store, "SELECT state, attempts FROM message",
	    "held|0\n");
	week.now = week.due + 1;
	(void)escalate();
	rows_are(weekly_desk.store,
	    "SELECT step, cause, advice FROM escalation WHERE person_id = 8",
	    "due|hold|marac-distributor release-hold 1 --reason TEXT --by"
	    " LOGIN\n");
	assert_int_equal(owing_read(weekly_desk.store, (struct meeting_id){1},
			     week.now, &owing, &err),
	    RC_OK);
	for (size_t i = 0; i < owing.count; i++)
		if (owing.v[i].copy.v == copy.v) {
			assert_int_equal(owing.v[i].due_ms, week.due);
			assert_false(owing.v[i].over);
			assert_string_equal(owing.v[i].cause,
			    "On hold by cora: somebody called");
		}
	owing_clear(&owing);
	/* It ends, and the copy goes. */
	assert_int_equal(store_begin(weekly_desk.store, &err), RC_OK);
	assert_int_equal(holds_release(weekly_desk.store, hold, "all is well",
			     &chas, week.now, &err),
	    RC_OK);
	assert_int_equal(holds_release(weekly_desk.store, hold, "all is well",
			     &chas, week.now, &err),
	    RC_NOTFOUND);
	assert_int_equal(store_commit(weekly_desk.store, &err), RC_OK);
	send_all();
	rows_are(weekly_desk.store,
	    "SELECT state FROM message WHERE kind = 'parcel'", "accepted\n");
	rows_are(weekly_desk.store,
	    "SELECT what, why FROM audit_event WHERE what LIKE 'hold%'",
	    "hold.placed|somebody called\nhold.released|all is well\n");
}

static void
a_phone(const char *safe)
{
	struct route_row row = {.person = {WEEKLY_CORA},
	    .channel = "phone",
	    .value = "07700 900123",
	    .safe = safe,
	    .safe_from_minute = -1,
	    .safe_to_minute = -1,
	    .verified_by = "A. Sample",
	    .verified_at = 1};
	enum upsert what = 0;

	assert_int_equal(store_begin(weekly_desk.store, &err), RC_OK);
	assert_int_equal(route_put(weekly_desk.store, &weekly_post.column, &row,
			     week.now, &what, &err),
	    RC_OK);
	assert_int_equal(store_commit(weekly_desk.store, &err), RC_OK);
}

static void
a_text_follows_a_mail_that_is_not_accepted(void **state)
{
	(void)state;
	a_phone("yes");
	week.now = week.due - 121 * HOUR;
	assert_int_equal(escalate(), 3);
	assert_int_equal(page(), 0);
	week.now += TELLING_TEXT_MS - 1;
	assert_int_equal(page(), 0);
	/* The gateway has no time: the same again, with its number. */
	week.now += 1;
	answer = SMS_LATER;
	assert_int_equal(page(), 0);
	assert_int_equal(texts, 1);
	assert_int_equal(page(), 0);
	assert_int_equal(texts, 1);
	week.now += PAGING_AGAIN_MS;
	answer = SMS_ACCEPTED;
	assert_int_equal(page(), 1);
	assert_string_equal(text_before, text_id);
	assert_string_equal(text_to, "07700 900123");
	assert_false(text_telling(text_words));
	assert_true(strlen(text_words) <= SMS_TEXT);
	week.now += 24 * HOUR;
	assert_int_equal(page(), 0);
	assert_int_equal(texts, 2);
}

static void
no_text_follows_a_mail_that_is_accepted(void **state)
{
	(void)state;
	a_phone("yes");
	week.now = week.due - 121 * HOUR;
	assert_int_equal(escalate(), 3);
	send_all();
	week.now += TELLING_TEXT_MS;
	assert_int_equal(page(), 0);
	assert_int_equal(texts, 0);
	rows_are(weekly_desk.store,
	    "SELECT text_next_at, texted_at FROM escalation_notice", "-|-\n");
}

static void
a_text_goes_at_once_when_mail_is_what_does_not_go(void **state)
{
	(void)state;
	a_phone("yes");
	release();
	(void)a_copy(28);
	week.now = week.due - 48 * HOUR; /* nobody has sent it for days */
	assert_int_equal(escalate(), 3);
	rows_are(weekly_desk.store,
	    "SELECT cause FROM escalation WHERE copy_id = 1", "unsent\n");
	assert_int_equal(page(), 1);
}

static void
rule_06_no_text_goes_to_a_phone_that_is_not_safe(void **state)
{
	(void)state;
	a_phone("unknown");
	week.now = week.due - 121 * HOUR;
	assert_int_equal(escalate(), 3);
	week.now += TELLING_TEXT_MS;
	assert_int_equal(page(), 0);
	assert_int_equal(texts, 0);
	/* Without a gateway it is no error either. */
	gateway = false;
	assert_int_equal(page(), 0);
}

static enum rc
resend(struct copy_id copy, bool *anew)
{
	return resending_copy(
	    &weekly_post, copy, "they asked", &cora, week.now, anew, &err);
}

static void
without_keys_the_banner_is_used(void **state)
{
	int told = 0;

	(void)state;
	week.now = week.due - 121 * HOUR;
	assert_int_equal(
	    escalating_pass(&weekly_desk, NULL, week.now, &told, &err), RC_OK);
	assert_int_equal(told, 3);
	rows_are(weekly_desk.store, "SELECT count(*) FROM message", "0\n");
	rows_are(weekly_desk.store, "SELECT count(*) FROM alert", "1\n");
	assert_int_equal(escalate(), 0);
}

static void
a_letter_that_is_not_posted_is_told_like_a_mail_that_is_not_sent(void **state)
{
	struct copy_id copy;
	bool anew = false;

	(void)state;
	release();
	copy = a_copy(28);
	rows_run(weekly_desk.store,
	    "UPDATE message SET state = 'held';"
	    "INSERT INTO paper (parcel_id, channel, route_id, link_key,"
	    " selector, printed_by, printed_at)"
	    " SELECT id, 'letter', 1, 1, x'77', 1, 1 FROM parcel");
	week.now = week.due - 48 * HOUR;
	(void)escalate();
	rows_are(weekly_desk.store,
	    "SELECT step, cause, advice FROM escalation WHERE copy_id = 1",
	    "day-5|paper|marac-distributor posted M-1 ian --by LOGIN\n");
	assert_int_equal(resend(copy, &anew), RC_CONFLICT);
	/* It came back: that is told at once. */
	rows_run(weekly_desk.store,
	    "UPDATE paper SET done_by = 1, done_at = 2, returned_at = 3,"
	    " void_at = 3");
	week.now += 60000;
	assert_int_equal(escalate(), 1);
	rows_are(weekly_desk.store,
	    "SELECT cause FROM escalation WHERE copy_id = 1 ORDER BY id",
	    "paper\nletter\n");
}

static void
a_debrief_that_is_not_given_is_told_and_a_hold_on_its_reader_named(void **state)
{
	struct hold_id hold = {0};

	(void)state;
	rows_run(weekly_desk.store,
	    "INSERT INTO agency (id, name) VALUES (1, 'Sample agency');"
	    "UPDATE person SET agency_id = 1 WHERE id = 9;"
	    "INSERT INTO addressee (meeting_id, case_id, person_id, why,"
	    " decided_by, decided_at) VALUES (1, 1, 9, 'why', 1, 1)");
	week.now = week.due - 48 * HOUR;
	(void)escalate();
	rows_are(weekly_desk.store,
	    "SELECT kind, step, cause FROM escalation WHERE person_id = 9",
	    "debrief|day-5|unwritten\n");
	assert_int_equal(store_begin(weekly_desk.store, &err), RC_OK);
	assert_int_equal(
	    holds_place(weekly_desk.store, &(struct holds_what){.person = {9}},
		"why", &chas, week.now, &hold, &err),
	    RC_OK);
	assert_int_equal(store_commit(weekly_desk.store, &err), RC_OK);
	week.now += 60000;
	assert_int_equal(escalate(), 1);
	rows_are(weekly_desk.store,
	    "SELECT cause FROM escalation WHERE person_id = 9 ORDER BY id",
	    "unwritten\nhold\n");
	rows_run(weekly_desk.store,
	    "DELETE FROM addressee; UPDATE person SET agency_id = NULL");
}

static int
remind(void)
{
	int count = 0;

	if (reminding_pass(&weekly_post, week.now, &count, &err) != RC_OK)
		fail_msg("%s", err.text);
	return count;
}

static void
rule_20_a_reminder_goes_once_before_expiry(void **state)
{
	int64_t made = week.now;

	(void)state;
	release();
	(void)a_copy(28);
	week.now = made + 24 * 24 * HOUR;
	assert_int_equal(remind(), 0); /* it was not even sent */
	week.now = made;
	send_all();
	week.now = made + 23 * 24 * HOUR - 1;
	assert_int_equal(remind(), 0);
	week.now += 1;
	assert_int_equal(remind(), 1);
	assert_int_equal(remind(), 0);
	send_all();
	rows_are(weekly_desk.store,
	    "SELECT kind, person_id, state FROM message ORDER BY id",
	    "parcel|8|accepted\nreminder|8|accepted\n");
}

static void
rule_20_a_short_link_is_reminded_of_at_half_its_life(void **state)
{
	int64_t made = week.now;

	(void)state;
	release();
	(void)a_copy(8);
	send_all();
	week.now = made + 4 * 24 * HOUR - 1;
	assert_int_equal(remind(), 0);
	week.now += 1;
	assert_int_equal(remind(), 1);
}

static void
rule_20_who_has_collected_is_not_reminded_and_expiry_keeps_the_receipt(
    void **state)
{
	int64_t made = week.now;

	(void)state;
	release();
	(void)a_copy(28);
	send_all();
	rows_run(weekly_desk.store,
	    "UPDATE copy SET opened_at = 5, collected_at = 7");
	week.now = made + 24 * 24 * HOUR;
	assert_int_equal(remind(), 0);
	/* Over: nothing goes, nothing is taken away. */
	rows_run(weekly_desk.store, "UPDATE copy SET collected_at = NULL");
	week.now = made + 28 * 24 * HOUR;
	assert_int_equal(remind(), 0);
	(void)escalate();
	rows_are(weekly_desk.store,
	    "SELECT c.opened_at, d.met_at IS NOT NULL FROM copy c JOIN delivery"
	    " d ON d.copy_id = c.id",
	    "5|1\n");
}

/* Words count like sound, and an action's own reminder is another one. */
static void
rule_20_unread_words_are_reminded_of_too(void **state)
{
	int64_t made = week.now;

	(void)state;
	release();
	(void)a_copy(28);
	send_all();
	rows_run(weekly_desk.store,
	    "UPDATE copy SET collected_at = 7;"
	    "INSERT INTO agency (id, name) VALUES (2, 'Another agency');"
	    "INSERT INTO action (id, meeting_id, case_id, text,"
	    " owner_agency_id, due_on) VALUES (1, 1, 1, 'do', 2, '2026-12-01');"
	    "INSERT INTO task (id, action_id, person_id, parcel_id, made_at)"
	    " SELECT 1, 1, 8, id, 0 FROM parcel;"
	    "INSERT INTO message (id, kind, parcel_id, meeting_id, person_id,"
	    " route_id, message_id, body_sealed, state, next_at, made_at)"
	    " SELECT 900, 'reminder', parcel_id, meeting_id, person_id,"
	    " route_id, 'another', x'', 'accepted', 0, 0 FROM message;"
	    "INSERT INTO task_reminder VALUES (1, 'week before', 0, 900)");
	week.now = made + 24 * 24 * HOUR;
	assert_int_equal(remind(), 0); /* all is collected */
	rows_run(weekly_desk.store,
	    "INSERT INTO debrief (id, meeting_id, case_id, person_id,"
	    " key_issues, plan, child_safety, authority, proposed_by,"
	    " proposed_at, approved_by, approved_at, parcel_id, made_at,"
	    " due_at) SELECT 1, 1, 1, 8, 'k', 'p', 's', 'a', 1, 0, 2, 0, id,"
	    " 0, 0 FROM parcel");
	assert_int_equal(remind(), 1);
	assert_int_equal(remind(), 0);
	rows_run(weekly_desk.store,
	    "DELETE FROM task_reminder; DELETE FROM task; DELETE FROM action;"
	    "DELETE FROM debrief; DELETE FROM agency WHERE id = 2");
}

static void
what_was_refused_goes_again_as_it_is(void **state)
{
	struct copy_id copy;
	bool anew = true;

	(void)state;
	release();
	copy = a_copy(28);
	assert_int_equal(resend(copy, &anew), RC_CONFLICT); /* it goes */
	week.relay = RELAY_REFUSES;
	send_all();
	week.relay = RELAY_UP;
	week.now += HOUR;
	send_all();
	rows_are(weekly_desk.store, "SELECT state FROM message", "failed\n");
	assert_int_equal(resend(copy, &anew), RC_OK);
	assert_false(anew);
	send_all(); /* the world compares the bytes */
	rows_are(weekly_desk.store, "SELECT state, attempts FROM message",
	    "accepted|2\n");
	assert_int_equal(resend(copy, &anew), RC_CONFLICT); /* it went */
	rows_are(weekly_desk.store,
	    "SELECT who, why FROM audit_event WHERE what = 'copy.resent'",
	    "account:1|they asked\n");
}

static void
rule_09_what_came_back_goes_to_another_address_with_another_link(void **state)
{
	struct copy_id copy;
	bool anew = false;

	(void)state;
	release();
	copy = a_copy(28);
	send_all();
	rows_run(weekly_desk.store,
	    "UPDATE message SET state = 'bounced';"
	    "UPDATE delivery SET met_at = NULL");
	assert_int_equal(resend(copy, &anew), RC_CONFLICT); /* that address */
	/* What else is in that parcel goes along. */
	rows_run(weekly_desk.store,
	    "INSERT INTO agency (id, name, contact_id) VALUES"
	    " (2, 'Another agency', 8);"
	    "UPDATE person SET agency_id = 2 WHERE id = 8;"
	    "INSERT INTO addressee (meeting_id, case_id, person_id, why,"
	    " decided_by, decided_at) VALUES (1, 1, 8, 'why', 1, 1);"
	    "INSERT INTO action (id, meeting_id, case_id, text,"
	    " owner_agency_id, due_on) VALUES (1, 1, 1, 'do', 2, '2026-12-01');"
	    "INSERT INTO task (id, action_id, person_id, parcel_id, made_at)"
	    " SELECT 1, 1, 8, id, 0 FROM parcel;"
	    "INSERT INTO debrief (id, meeting_id, case_id, person_id,"
	    " key_issues, plan, child_safety, authority, proposed_by,"
	    " proposed_at, approved_by, approved_at, parcel_id, made_at,"
	    " due_at) SELECT 1, 1, 1, 8, 'k', 'p', 's', 'a', 1, 0, 2, 0, id,"
	    " 0, 0 FROM parcel");
	week.routes[WEEKLY_IAN].address++;
	weekly_put_route(WEEKLY_IAN, false);
	/* Nobody has confirmed it. */
	assert_int_equal(resend(copy, &anew), RC_DENIED);
	weekly_put_route(WEEKLY_IAN, true);
	assert_int_equal(resend(copy, &anew), RC_OK);
	assert_true(anew);
	send_all();
	rows_are(weekly_desk.store,
	    "SELECT m.state, p.void_at IS NOT NULL FROM message m JOIN parcel p"
	    " ON p.id = m.parcel_id ORDER BY m.id",
	    "bounced|1\naccepted|0\n");
	rows_are(weekly_desk.store,
	    "SELECT count(DISTINCT message_id), count(DISTINCT p.selector) FROM"
	    " message m JOIN parcel p ON p.id = m.parcel_id",
	    "2|2\n");
	rows_are(weekly_desk.store,
	    "SELECT d.parcel_id = c.parcel_id, t.parcel_id = c.parcel_id FROM"
	    " debrief d, task t, copy c",
	    "1|1\n");
	rows_run(weekly_desk.store,
	    "DELETE FROM task; DELETE FROM action; DELETE FROM file_note;"
	    "DELETE FROM debrief; DELETE FROM addressee;"
	    "UPDATE person SET agency_id = NULL;"
	    "DELETE FROM agency WHERE id = 2");
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
	    TEST(the_coordinator_is_told_first_and_the_chair_too_at_the_end),
	    TEST(the_banner_says_it_when_who_is_told_could_not_be_asked),
	    TEST(rule_07_the_words_name_the_copy_the_cause_and_what_to_do),
	    TEST(
		rules_03_04_14_nobody_is_told_of_a_case_that_they_must_not_know),
	    TEST(rule_19_a_hold_keeps_its_clock_and_is_named),
	    TEST(a_text_follows_a_mail_that_is_not_accepted),
	    TEST(no_text_follows_a_mail_that_is_accepted),
	    TEST(a_text_goes_at_once_when_mail_is_what_does_not_go),
	    TEST(rule_06_no_text_goes_to_a_phone_that_is_not_safe),
	    TEST(without_keys_the_banner_is_used),
	    TEST(
		a_letter_that_is_not_posted_is_told_like_a_mail_that_is_not_sent),
	    TEST(
		a_debrief_that_is_not_given_is_told_and_a_hold_on_its_reader_named),
	    TEST(rule_20_a_reminder_goes_once_before_expiry),
	    TEST(rule_20_a_short_link_is_reminded_of_at_half_its_life),
	    TEST(rule_20_unread_words_are_reminded_of_too),
	    TEST(
		rule_20_who_has_collected_is_not_reminded_and_expiry_keeps_the_receipt),
	    TEST(what_was_refused_goes_again_as_it_is),
	    TEST(
		rule_09_what_came_back_goes_to_another_address_with_another_link),
	};

	return cmocka_run_group_tests_name(
	    "telling", tests, open_all, close_all);
}
