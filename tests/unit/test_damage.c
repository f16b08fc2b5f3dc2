/* One row that is damaged: what is about somebody else goes all the same, and of
 * what cannot go nothing is half done. */
#include "distributor/escalating.h"
#include "distributor/paging.h"
#include "distributor/reminding.h"
#include "distributor/sending.h"
#include "distributor/sms.h"
#include "distributor/warning.h"
#include "store/emergency.h"
#include "store/releases.h"
#include "unit/weekly.h"

#define HOUR ((int64_t)CLOCK_HOUR_MS)

static const struct releases_account chas = {{2}, {WEEKLY_CHAS}};
static struct error err;

/* The gateway, and whom an emergency is told to, behind the linker's seams. */
enum rc __wrap_sms_open(struct sms **, const struct conf *, struct error *);
void __wrap_sms_close(struct sms *);
enum sms_result __wrap_sms_send(
    struct sms *, const char *, const char *, const char *, char[SMS_CAUSE]);
enum rc __wrap_emergency_people(struct store *, struct emergency_id,
    struct person_id **, size_t *, struct error *);

static char texted[200]; /* numbers, a line each */

enum rc
__wrap_sms_open(struct sms **out, const struct conf *conf, struct error *e)
{
	(void)conf;
	(void)e;
	*out = (struct sms *)texted;
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
	size_t used = strlen(texted);

	(void)sms;
	(void)text;
	(void)id;
	(void)cause;
	(void)snprintf(texted + used, sizeof(texted) - used, "%s\n", to);
	return SMS_ACCEPTED;
}

enum rc
__wrap_emergency_people(struct store *store, struct emergency_id id,
    struct person_id **out, size_t *count, struct error *e)
{
	(void)store;
	(void)id;
	(void)e;
	*out = calloc(2, sizeof(**out));
	assert_non_null(*out);
	(*out)[0].v = WEEKLY_CORA;
	(*out)[1].v = WEEKLY_CHAS;
	*count = 2;
	return RC_OK;
}

/* A Thursday's meeting, both cases released. */
static int
begin(void **state)
{
	struct store *store = weekly_desk.store;

	(void)state;
	weekly_begin(1);
	assert_int_equal(
	    clock_parse("2026-11-26T10:00:00Z", &week.ended, &err), RC_OK);
	week.due = week.ended + 168 * HOUR;
	week.now = week.ended;
	rows_run(store,
	    "UPDATE meeting SET ended_at = 1795687200000,"
	    " due_at = 1796292000000;"
	    "DELETE FROM contact_route WHERE channel = 'phone';"
	    "UPDATE contact_route SET value_sealed = substr(value_sealed, 3)"
	    " WHERE substr(value_sealed, 1, 2) = x'eeee';"
	    "DELETE FROM job");
	assert_int_equal(store_begin(store, &err), RC_OK);
	for (int c = 1; c <= 2; c++)
		assert_int_equal(
		    releases_release(store, (struct meeting_id){1},
			(struct case_id){c}, &chas, week.now, &err),
		    RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	week.released = true;
	texted[0] = '\0';
	return 0;
}

/* PERSON's parcel with copies of cases 1 to CASES; its mail, if WRITTEN. */
static void
a_parcel(int person, int cases, bool written)
{
	struct store *store = weekly_desk.store;
	struct copies_row row = {.meeting = {1}, .person = {person}};
	struct message_id id;

	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(post_parcel(&weekly_post, row.meeting, row.person,
			     week.now, &row.parcel, &err),
	    RC_OK);
	for (int c = 1; c <= cases; c++) {
		row.case_id.v = row.rendition.v = c;
		assert_int_equal(copies_add(store, &row, "present_throughout",
				     week.due, week.now, &err),
		    RC_OK);
	}
	if (written)
		assert_int_equal(post_message(&weekly_post, row.parcel, false,
				     week.now, &id, &err),
		    RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
}

/* The address of PERSON by CHANNEL opens no more. */
static void
damage(int person, const char *channel)
{
	char sql[160];

	(void)snprintf(sql, sizeof(sql),
	    "UPDATE contact_route SET value_sealed ="
	    " CAST(x'eeee' || value_sealed AS BLOB) WHERE"
	    " person_id = %d AND channel = '%s'",
	    person, channel);
	rows_run(weekly_desk.store, sql);
}

static void
a_phone(int person, const char *number)
{
	struct route_row row = {.person = {person},
	    .channel = "phone",
	    .value = number,
	    .safe = "yes",
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
a_parcel_that_cannot_be_addressed_keeps_no_other(void **state)
{
	(void)state;
	a_parcel(WEEKLY_OLIVE, 1, false);
	a_parcel(WEEKLY_IAN, 1, false);
	damage(WEEKLY_OLIVE, "email");
	send_all();
	rows_are(weekly_desk.store, "SELECT person_id, state FROM message",
	    "8|accepted\n");
}

static void
what_is_held_for_damage_is_set_apart_by_nothing(void **state)
{
	(void)state;
	a_parcel(WEEKLY_OLIVE, 2, true);
	a_parcel(WEEKLY_IAN, 1, true);
	/* What is barred would go apart, into a mail that cannot be written. */
	rows_run(weekly_desk.store,
	    "UPDATE case_release SET void_at = 1 WHERE case_id = 2");
	damage(WEEKLY_OLIVE, "email");
	send_all();
	rows_are(weekly_desk.store,
	    "SELECT m.person_id, m.state, m.cause, count(c.id) FROM parcel p"
	    " JOIN copy c ON c.parcel_id = p.id LEFT JOIN message m ON"
	    " m.parcel_id = p.id GROUP BY p.id ORDER BY 1",
	    "7|held|It cannot be read or written: the log says why.|2\n"
	    "8|accepted||1\n");
	rows_are(weekly_desk.store,
	    "SELECT (SELECT count(*) FROM parcel), (SELECT count(*) FROM"
	    " message)",
	    "2|2\n");
}

static void
rule_20_a_reminder_that_cannot_be_written_keeps_no_other(void **state)
{
	int count = 0;

	(void)state;
	a_parcel(WEEKLY_OLIVE, 1, true);
	a_parcel(WEEKLY_IAN, 1, true);
	send_all();
	damage(WEEKLY_OLIVE, "email");
	week.now += 24 * 24 * HOUR;
	assert_int_equal(
	    reminding_pass(&weekly_post, week.now, &count, &err), RC_DAMAGED);
	assert_int_equal(count, 1);
	rows_are(weekly_desk.store,
	    "SELECT person_id FROM message WHERE kind = 'reminder'", "8\n");
}

/* Cora's mail cannot be written, nor can she be texted; Chas has both. */
static void
a_coordinator_who_cannot_be_told_keeps_no_chair(void **state)
{
	int count = 0;

	(void)state;
	a_phone(WEEKLY_CORA, "07700 900123");
	a_phone(WEEKLY_CHAS, "07700 900456");
	damage(WEEKLY_CORA, "email");
	damage(WEEKLY_CORA, "phone");
	week.now = week.due - 24 * HOUR;
	assert_int_equal(
	    escalating_pass(&weekly_desk, &weekly_post, week.now, &count, &err),
	    RC_OK);
	rows_are(weekly_desk.store,
	    "SELECT person_id, message_id IS NULL FROM escalation_notice"
	    " ORDER BY 1",
	    "9|1\n10|0\n");
	rows_are(weekly_desk.store, "SELECT person_id FROM message", "10\n");
	week.now += CLOCK_HOUR_MS;
	assert_int_equal(
	    paging_pass(&weekly_post, week.now, &count, &err), RC_DAMAGED);
	assert_int_equal(count, 1);
	assert_string_equal(texted, "07700 900456\n");
}

static void
rule_15_one_coordinator_is_told_though_another_cannot_be(void **state)
{
	char args[] = "1", result[JOBS_RESULT] = "";
	struct jobs_job job = {.args = args};

	(void)state;
	assert_int_equal(jobs_add(weekly_desk.store, "emergency", args,
			     week.now, &job.id, &err),
	    RC_OK);
	damage(WEEKLY_CORA, "email");
	assert_int_equal(warning_send(&weekly_desk, &job, result, &err), RC_OK);
	assert_string_equal(result, "1 of 2 told by mail");
	rows_are(weekly_desk.store, "SELECT person_id FROM message", "10\n");
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

#define TEST(test) cmocka_unit_test_setup(test, begin)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_parcel_that_cannot_be_addressed_keeps_no_other),
	    TEST(what_is_held_for_damage_is_set_apart_by_nothing),
	    TEST(rule_20_a_reminder_that_cannot_be_written_keeps_no_other),
	    TEST(a_coordinator_who_cannot_be_told_keeps_no_chair),
	    TEST(rule_15_one_coordinator_is_told_though_another_cannot_be),
	};

	return cmocka_run_group_tests_name(
	    "damage", tests, open_all, close_all);
}
