/* The numbers that say how the whole is doing. */
#include "store/device.h"
#include "store/gauges.h"
#include "store/lastrun.h"
#include "store/recordings.h"
#include "unit/rows.h"

#define DAY INT64_C(86400000)
#define NOW (100 * DAY)

static struct store *store;

static void put(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void
put(const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	assert_in_range(vsnprintf(text, sizeof(text), fmt, ap), 1, 4095);
	va_end(ap);
	rows_run(store, text);
}

/* A copy each for seven people of one meeting; a mail for each. */
static int
begin(void **state)
{
	*state = store = rows_store();
	rows_run(store,
	    "INSERT INTO link_key VALUES (1, 7, 8), (2, 8, NULL);"
	    "INSERT INTO device VALUES (1, 'One', x'01', 0), (2, 'Two', x'02', "
	    "0);"
	    "INSERT INTO device_ended VALUES (1, 5);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " started_at, ended_at, due_at) VALUES"
	    " (1, 'a', 'M-1', 'marac', 'N', 0, 100, 400, 0),"
	    " (2, 'b', 'M-2', 'marac', 'N', 0, 500, 1200, 0),"
	    " (3, 'c', 'M-3', 'marac', 'N', 0, 5, NULL, NULL);");
	for (int i = 1; i <= 7; i++)
		put("INSERT INTO person (id, ref, name, name_folded) VALUES"
		    " (%d, 'P%d', 'N', 'n');"
		    "INSERT INTO contact_route (id, person_id, channel,"
		    " value_sealed, value_mac) VALUES (%d, %d, 'email', x'', "
		    "x'');"
		    "INSERT INTO marac_case (id, reference, victim_id, "
		    "criteria)"
		    " VALUES (%d, 'C%d', 1, '');"
		    "INSERT INTO parcel (id, meeting_id, person_id, selector,"
		    " link_key, secret_hash, made_at, expires_at) VALUES"
		    " (%d, 1, %d, x'0%d', 2, x'', 0, 0);"
		    "INSERT INTO copy (id, parcel_id, meeting_id, case_id,"
		    " person_id, basis, made_at) VALUES (%d, %d, 1, %d, %d, "
		    "'', 0);"
		    "INSERT INTO delivery (id, copy_id, due_at) VALUES"
		    " (%d, %d, %d00);"
		    "INSERT INTO message (id, kind, parcel_id, person_id,"
		    " route_id, message_id, body_sealed, state, next_at, "
		    "made_at)"
		    " VALUES (%d, 'parcel', %d, %d, %d, 'm%d', x'', 'queued', "
		    "0,"
		    " %d0);",
		    i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i,
		    i, i);
	return 0;
}

static struct gauges
read_at(int64_t now_ms)
{
	struct gauges g;
	struct error err = {0};

	if (gauges_read(store, now_ms, &g, &err) != RC_OK)
		fail_msg("%s", err.text);
	assert_false(store_in_transaction(store));
	return g;
}

static void
what_has_not_gone_is_counted(void **state)
{
	struct gauges g = read_at(300);

	(void)state;
	assert_int_equal(g.queued, 7);
	assert_int_equal(g.oldest_queued_ms, 10);
	assert_int_equal(g.overdue, 3);
	assert_int_equal(g.oldest_due_ms, 100);
	rows_run(store,
	    "UPDATE delivery SET met_at = 50 WHERE id = 1;"
	    "UPDATE copy SET withdrawn_at = 60 WHERE id = 2;"
	    "UPDATE parcel SET void_at = 60 WHERE id = 3;"
	    "UPDATE message SET state = 'accepted' WHERE id = 1;"
	    "UPDATE message SET state = 'bounced' WHERE id IN (3, 4);"
	    "UPDATE message SET state = 'failed' WHERE id = 5;"
	    "UPDATE message SET state = 'held' WHERE id = 6;"
	    "UPDATE message SET state = 'sending' WHERE id = 7");
	g = read_at(500);
	assert_int_equal(g.overdue, 2); /* 4 and 5 */
	assert_int_equal(g.oldest_due_ms, 400);
	assert_int_equal(g.queued, 1);
	assert_int_equal(g.oldest_queued_ms, 20);
	assert_int_equal(g.bounced, 1); /* the other was replaced */
	assert_int_equal(g.failed, 1);
	assert_int_equal(g.held, 1);
	assert_int_equal(g.sending, 1);
}

static void
the_rest(void **state)
{
	struct gauges g = read_at(NOW);

	(void)state;
	assert_int_equal(g.longest_ms, 700);
	assert_int_equal(g.meetings, 2);
	assert_int_equal(g.oldest_ended_ms, 400);
	assert_int_equal(g.devices, 1);
	assert_int_equal(g.link_key, 2);
	assert_int_equal(g.link_key_ms, 8);
	assert_int_equal(g.jobs, 0);
	assert_int_equal(g.oldest_job_ms, 0);
	put("INSERT INTO job (kind, asked_at) VALUES ('copies', 9);"
	    "INSERT INTO job (kind, asked_at, state) VALUES ('copies', 1, "
	    "'done');"
	    "INSERT INTO alert (at, text) VALUES (0, 'x');"
	    "INSERT INTO alert (at, text, seen_at) VALUES (0, 'y', 1);"
	    "INSERT INTO escalation (meeting_id, case_id, person_id, kind, "
	    "step,"
	    " cause, advice, told_at) VALUES (1, 1, 1, 'copy', 's', 'c', '', "
	    "%lld),"
	    " (1, 1, 2, 'copy', 's', 'c', '', %lld)",
	    (long long)(NOW - 7 * DAY), (long long)(NOW - 7 * DAY + 1));
	g = read_at(NOW);
	assert_int_equal(g.jobs, 1);
	assert_int_equal(g.oldest_job_ms, 9);
	assert_int_equal(g.alerts, 1);
	assert_int_equal(g.escalations, 1);
}

static void
a_device_is_trusted_no_more(void **state)
{
	const struct box_sign_public key = {{3}}, other = {{4}};
	int64_t device = 0;
	struct error err = {0};

	(void)state;
	rows_run(store, "DELETE FROM device_ended; DELETE FROM device");
	assert_int_equal(device_trust(store, "One", &key, 5, &err), RC_OK);
	assert_int_equal(recordings_device(store, &key, &device, &err), RC_OK);
	assert_int_equal(device_end(store, &other, 6, &err), RC_NOTFOUND);
	assert_int_equal(device_end(store, &key, 6, &err), RC_OK);
	assert_int_equal(device_end(store, &key, 7, &err), RC_NOTFOUND);
	assert_int_equal(
	    recordings_device(store, &key, &device, &err), RC_DENIED);
	assert_int_equal(
	    recordings_only_device(store, &device, &err), RC_DENIED);
	assert_int_equal(device_trust(store, "One", &key, 8, &err), RC_OK);
	assert_int_equal(recordings_device(store, &key, &device, &err), RC_OK);
	assert_int_equal(recordings_only_device(store, &device, &err), RC_OK);
}

static void
a_run_that_failed_keeps_when_it_went_well(void **state)
{
	struct lastrun runs[LASTRUN_NAMES];
	char words[2 * LASTRUN_WORDS];

	(void)state;
	assert_int_equal(lastrun_read(store, runs, NULL), RC_OK);
	assert_int_equal(runs[LASTRUN_BACKUP].at_ms, 0);
	assert_int_equal(
	    lastrun_note(store, LASTRUN_CHECK, 5, "", NULL), RC_OK);
	/* Cut to fit, and not in the middle of a character. */
	memset(words, 'x', sizeof(words));
	(void)snprintf(words + LASTRUN_WORDS - 2, 8, "ŵw");
	assert_int_equal(
	    lastrun_note(store, LASTRUN_CHECK, 9, words, NULL), RC_OK);
	assert_int_equal(lastrun_read(store, runs, NULL), RC_OK);
	assert_int_equal(runs[LASTRUN_CHECK].at_ms, 9);
	assert_int_equal(runs[LASTRUN_CHECK].well_ms, 5);
	assert_int_equal(strlen(runs[LASTRUN_CHECK].words), LASTRUN_WORDS - 2);
	assert_int_equal(
	    lastrun_note(store, LASTRUN_CHECK, 11, "", NULL), RC_OK);
	assert_int_equal(lastrun_read(store, runs, NULL), RC_OK);
	assert_int_equal(runs[LASTRUN_CHECK].well_ms, 11);
	assert_string_equal(runs[LASTRUN_CHECK].words, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		what_has_not_gone_is_counted, begin, rows_end),
	    cmocka_unit_test_setup_teardown(the_rest, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		a_device_is_trusted_no_more, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		a_run_that_failed_keeps_when_it_went_well, begin, rows_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
