/* What became of a copy, over rows: coverage merges, the last hole makes it
 * collected with note and audit in one, a failure leaves nothing. */
#include <stdlib.h>
#include <string.h>

#include "seal/box.h"
#include "store/account.h"
#include "store/inbox.h"
#include "store/playable.h"
#include "store/receipt.h"
#include "store/sessions.h"
#include "store/signin.h"
#include "unit/rows.h"

static const struct copy_id copy = {1};
static struct store *store;

static int
open_store(void **state)
{
	assert_int_equal(box_init(NULL), RC_OK);
	*state = store = rows_store();
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'o', 'Olive Sample', 'olive sample'),"
	    " (2, 'a', 'Ann Example', 'ann example'),"
	    " (3, 'b', 'Bob Example', 'bob example');"
	    "INSERT INTO child (id, person_id, born_on) VALUES"
	    " (20, 2, '2012-01-01'), (30, 3, '2015-01-01');"
	    "INSERT INTO marac_case (id, reference, victim_id)"
	    " VALUES (1, 'NS-1', 1);"
	    "INSERT INTO case_child VALUES (1, 20), (1, 30);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (1, 'm', 'M', 'marac', 'Northshire', 5);"
	    "INSERT INTO rendition (id, meeting_id, case_id, plan_hash,"
	    " object, samples, bytes, plain_hash, made_at) VALUES"
	    " (1, 1, 1, x'01', 'a.sealed', 48000, 1000, x'02', 5);"
	    "INSERT INTO rendition_part (rendition_id, number,"
	    " from_sample, to_sample, plays_at) VALUES (1, 1, 100, 200, 0),"
	    " (1, 2, 500, 600, 124);"
	    "INSERT INTO link_key VALUES (1, 5, NULL);"
	    "INSERT INTO parcel (id, meeting_id, person_id, selector,"
	    " link_key, secret_hash, made_at, expires_at) VALUES (1, 1, 1,"
	    " x'00112233445566778899aabbccddeeff', 1, x'"
	    "0101010101010101010101010101010101010101010101010101010101010101"
	    "', 5, 1000);"
	    "INSERT INTO copy (id, rendition_id, parcel_id, meeting_id,"
	    " case_id, person_id, basis, made_at)"
	    " VALUES (1, 1, 1, 1, 1, 1, 'x', 5);"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'cora', 1, 'caseworker', 'h', x'aa');"
	    "INSERT INTO access_code (person_id, code_hash, issued_by,"
	    " issued_at) VALUES (1, 'h', 1, 5)");
	return 0;
}

static bool
fetched_as(enum playable_format format, int64_t from, int64_t to, int64_t now)
{
	struct error err = {0};
	bool collected = true;

	if (receipt_fetched(
		store, copy, format, from, to, now, &collected, &err) != RC_OK)
		fail_msg("%s", err.text);
	return collected;
}

static bool
fetched(int64_t from, int64_t to, int64_t now)
{
	return fetched_as(PLAYABLE_OPUS, from, to, now);
}

static const char covered[] =
    "SELECT from_byte, to_byte FROM copy_coverage ORDER BY 1";

static void
rule_20_coverage_merges(void **state)
{
	(void)state;
	assert_false(fetched(100, 200, 10));
	assert_false(fetched(300, 400, 10));
	rows_are(store, covered, "100|200\n300|400\n");
	assert_false(fetched(200, 300, 10));
	rows_are(store, covered, "100|400\n");
	assert_false(fetched(150, 350, 10));
	assert_false(fetched(50, 500, 10));
	rows_are(store, covered, "50|500\n");
	/* nothing, backwards, beyond the file, before it */
	assert_false(fetched(600, 600, 10));
	assert_false(fetched(700, 650, 10));
	assert_false(fetched(900, 1001, 10));
	assert_false(fetched(-5, 10, 10));
	rows_are(store, covered, "50|500\n");
	rows_are(store, "SELECT count(*) FROM audit_event", "0\n");
}

static void
rule_20_23_the_last_hole_collects_once(void **state)
{
	(void)state;
	assert_false(fetched(0, 499, 10));
	assert_false(fetched(500, 1000, 11));
	rows_are(store, "SELECT collected_at FROM copy", "-\n");
	assert_true(fetched(499, 500, 12));
	rows_are(store, "SELECT collected_at FROM copy", "12\n");
	rows_are(store,
	    "SELECT child_id, copy_id, kind, at FROM file_note ORDER BY 1",
	    "20|1|copy collected|12\n30|1|copy collected|12\n");
	rows_are(store, "SELECT who, what, which FROM audit_event",
	    "recipient:1|copy.collected|copy:1\n");
	assert_false(fetched(0, 1000, 13));
	rows_are(store, "SELECT collected_at FROM copy", "12\n");
	rows_are(store, "SELECT count(*) FROM audit_event", "1\n");
}

/* Of 1,000 bytes of Opus and 1,600 of MP3. */
static void
rule_20_half_of_each_file_is_no_whole(void **state)
{
	(void)state;
	assert_false(fetched_as(PLAYABLE_MP3, 0, 100, 10)); /* there is none */
	rows_are(store, covered, "");
	rows_run(store,
	    "INSERT INTO rendition_key VALUES (1, x'cc');"
	    "INSERT INTO rendition_mp3 VALUES (1, 'm.sealed', 1600, x'aa',"
	    " x'bb')");
	assert_false(fetched_as(PLAYABLE_OPUS, 0, 500, 10));
	assert_false(fetched_as(PLAYABLE_MP3, 500, 1600, 10));
	assert_false(fetched_as(PLAYABLE_MP3, 1600, 1601, 10));
	rows_are(store,
	    "SELECT format, from_byte, to_byte FROM copy_coverage ORDER BY 1",
	    "mp3|500|1600\nopus|0|500\n");
	rows_are(store, "SELECT collected_at FROM copy", "-\n");
	assert_true(fetched_as(PLAYABLE_MP3, 0, 500, 12));
	rows_are(store, "SELECT collected_at FROM copy", "12\n");
}

static void
rule_23_no_receipt_without_its_note(void **state)
{
	struct error err = {0};
	bool collected;

	(void)state;
	assert_false(fetched(0, 999, 10));
	/* No audit can be written: then no receipt and no note either. */
	rows_run(store, "DELETE FROM audit_head");
	assert_int_not_equal(receipt_fetched(store, copy, PLAYABLE_OPUS, 999,
				 1000, 12, &collected, &err),
	    RC_OK);
	rows_are(store, "SELECT collected_at FROM copy", "-\n");
	rows_are(store, covered, "0|999\n");
	rows_are(store, "SELECT count(*) FROM file_note", "0\n");
}

static void
an_expired_rendition_collects_nothing(void **state)
{
	(void)state;
	rows_run(store, "UPDATE copy SET rendition_id = NULL");
	assert_false(fetched(0, 1000, 10));
	rows_are(store, covered, "");
}

static void
rule_23_opened_is_noted_once_and_not_expected(void **state)
{
	(void)state;
	assert_int_equal(receipt_opened(store, copy, 10, NULL), RC_OK);
	assert_int_equal(receipt_opened(store, copy, 11, NULL), RC_OK);
	rows_are(store, "SELECT opened_at FROM copy", "10\n");
	rows_are(store, "SELECT what FROM audit_event", "copy.opened\n");
	rows_are(store,
	    "SELECT child_id, copy_id, kind, at FROM file_note ORDER BY 1",
	    "20|1|copy opened|10\n30|1|copy opened|10\n");
	assert_int_equal(receipt_unexpected(store, copy, 12, NULL), RC_OK);
	assert_int_equal(receipt_unexpected(store, copy, 13, NULL), RC_OK);
	rows_are(store, "SELECT withdrawn_at FROM copy", "12\n");
	rows_are(store, "SELECT count(*) FROM alert", "1\n");
	rows_are(store,
	    "SELECT count(*) FROM file_note WHERE kind = 'copy withdrawn'",
	    "2\n");
	assert_int_equal(
	    receipt_opened(store, (struct copy_id){9}, 12, NULL), RC_NOTFOUND);
}

static void
rule_21_a_link_opens_only_with_its_secret(void **state)
{
	unsigned char selector[LINK_SELECTOR] = {0x00, 0x11, 0x22, 0x33, 0x44,
	    0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
	unsigned char secret[BOX_HASH];
	struct inbox_parcel p = {0};

	(void)state;
	memset(secret, 1, sizeof(secret));
	assert_int_equal(
	    inbox_find(store, selector, secret, 999, &p, NULL), RC_OK);
	assert_int_equal(p.person.v, 1);
	assert_int_equal(
	    inbox_find(store, selector, secret, 1000, &p, NULL), RC_NOTFOUND);
	secret[31] ^= 1;
	assert_int_equal(
	    inbox_find(store, selector, secret, 10, &p, NULL), RC_NOTFOUND);
	secret[31] ^= 1;
	selector[0] ^= 1;
	assert_int_equal(
	    inbox_find(store, selector, secret, 10, &p, NULL), RC_NOTFOUND);
	selector[0] ^= 1;
	rows_run(store, "UPDATE link_key SET void_at = 6");
	assert_int_equal(
	    inbox_find(store, selector, secret, 10, &p, NULL), RC_NOTFOUND);
	rows_run(store, "UPDATE link_key SET void_at = NULL");
	rows_run(store, "UPDATE parcel SET void_at = 6");
	assert_int_equal(
	    inbox_find(store, selector, secret, 10, &p, NULL), RC_NOTFOUND);
}

static void
rule_21_five_wrong_codes_stop_it(void **state)
{
	char stored[CODE_STORED];
	bool stopped;

	(void)state;
	for (int i = 1; i <= 5; i++) {
		assert_int_equal(signin_code_find(store, (struct person_id){1},
				     stored, NULL),
		    RC_OK);
		assert_int_equal(
		    signin_code_failed(
			store, (struct person_id){1}, 10 + i, &stopped, NULL),
		    RC_OK);
		assert_int_equal(stopped, i == 5);
	}
	assert_int_equal(
	    signin_code_find(store, (struct person_id){1}, stored, NULL),
	    RC_NOTFOUND);
	rows_are(
	    store, "SELECT failures, stopped_at FROM access_code", "5|15\n");
	/* A stopped one is not stopped anew. */
	assert_int_equal(signin_code_failed(
			     store, (struct person_id){1}, 20, &stopped, NULL),
	    RC_OK);
	assert_false(stopped);
	rows_are(store, "SELECT stopped_at FROM access_code", "15\n");
}

/* The judging takes a while; what was decided meanwhile by others who tried at
 * the same time counts. */
static void
rule_21_a_right_code_too_late(void **state)
{
	const struct person_id olive = {1};
	bool stopped;

	(void)state;
	assert_int_equal(
	    signin_code_failed(store, olive, 10, &stopped, NULL), RC_OK);
	assert_int_equal(signin_code_passed(store, olive, "h", NULL), RC_OK);
	rows_are(store, "SELECT failures FROM access_code", "0\n");
	assert_int_equal(signin_code_passed(store, olive, "h", NULL), RC_OK);
	assert_int_equal(
	    signin_code_passed(store, olive, "another", NULL), RC_NOTFOUND);
	for (int i = 0; i < 5; i++)
		assert_int_equal(
		    signin_code_failed(store, olive, 10, &stopped, NULL),
		    RC_OK);
	assert_true(stopped);
	assert_int_equal(
	    signin_code_passed(store, olive, "h", NULL), RC_NOTFOUND);
	rows_are(
	    store, "SELECT failures, stopped_at FROM access_code", "5|10\n");
}

static void
rule_21_a_new_code_ends_what_the_old_one_opened(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (4, 'i', 'Ian Sample', 'ian sample');"
	    "INSERT INTO parcel (id, meeting_id, person_id, selector,"
	    " link_key, secret_hash, made_at, expires_at)"
	    " VALUES (2, 1, 4, x'02', 1, x'02', 5, 1000);"
	    "INSERT INTO session (id_hash, csrf, account_id, parcel_id,"
	    " made_at, seen_at, ends_at) VALUES (x'01', x'01', NULL, 1,"
	    " 5, 5, 900), (x'02', x'02', NULL, 2, 5, 5, 900),"
	    " (x'03', x'03', 1, NULL, 5, 5, 900)");
	assert_int_equal(account_issue_code(store, (struct person_id){1},
			     "another", (struct account_id){1}, 10, NULL),
	    RC_OK);
	rows_are(store,
	    "SELECT hex(id_hash) FROM session WHERE ends_at > 10 ORDER BY 1",
	    "02\n03\n");
	assert_int_equal(
	    signin_code_passed(store, (struct person_id){1}, "h", NULL),
	    RC_NOTFOUND);
}

static void
an_account_locks_and_a_step_is_used_once(void **state)
{
	const struct account_id account = {1};
	struct signin_account a = {0};
	bool locked;

	(void)state;
	for (int i = 1; i <= 5; i++) {
		assert_int_equal(
		    signin_account_failed(store, account, 1000, &locked, NULL),
		    RC_OK);
		assert_int_equal(locked, i == 5);
	}
	assert_int_equal(signin_account_find(store, "cora", &a, NULL), RC_OK);
	assert_int_equal(a.locked_until_ms, 1000 + 15 * 60 * 1000);
	/* Right at the moment of the lock: too late. */
	assert_int_equal(signin_account_passed(store, account, 7,
			     1000 + 15 * 60 * 1000 - 1, NULL),
	    RC_CONFLICT);
	assert_int_equal(
	    signin_account_passed(store, account, 7, 2000000, NULL), RC_OK);
	assert_int_equal(
	    signin_account_passed(store, account, 7, 2000000, NULL),
	    RC_CONFLICT);
	assert_int_equal(
	    signin_account_passed(store, account, 6, 2000000, NULL),
	    RC_CONFLICT);
	assert_int_equal(
	    signin_account_passed(store, account, 8, 2000000, NULL), RC_OK);
	rows_run(store, "UPDATE account SET disabled_at = 1");
	assert_int_equal(
	    signin_account_find(store, "cora", &a, NULL), RC_NOTFOUND);
}

static void
a_session_ends_by_time_and_by_hand(void **state)
{
	const struct sessions_hash staff = {{1}}, other = {{2}};
	struct sessions_row row = {0};

	(void)state;
	assert_int_equal(sessions_add(store, &staff, (struct account_id){1},
			     (struct parcel_id){0}, 100, 9000, NULL),
	    RC_OK);
	assert_int_equal(sessions_add(store, &other, (struct account_id){0},
			     (struct parcel_id){1}, 100, 9000, NULL),
	    RC_OK);
	/* Idle: 50 for staff, 70 for a recipient. */
	assert_int_equal(
	    sessions_find(store, &staff, 149, 50, 70, &row, NULL), RC_OK);
	assert_string_equal(row.role, "caseworker");
	assert_int_equal(
	    sessions_find(store, &staff, 150, 50, 70, &row, NULL), RC_NOTFOUND);
	assert_int_equal(
	    sessions_find(store, &other, 169, 50, 70, &row, NULL), RC_OK);
	assert_int_equal(row.parcel.v, 1);
	assert_int_equal(row.account.v, 0);
	assert_int_equal(
	    sessions_find(store, &other, 170, 50, 70, &row, NULL), RC_NOTFOUND);
	assert_int_equal(sessions_touch(store, &staff, 8999, NULL), RC_OK);
	assert_int_equal(
	    sessions_find(store, &staff, 8999, 50, 70, &row, NULL), RC_OK);
	assert_int_equal(sessions_find(store, &staff, 9000, 50, 70, &row, NULL),
	    RC_NOTFOUND);
	/* One not seen for long may still have a transfer under way. */
	rows_run(store,
	    "UPDATE session SET ends_at = 8000 WHERE account_id IS NULL");
	assert_int_equal(sessions_sweep(store, 7999, NULL), RC_OK);
	rows_are(store, "SELECT count(*) FROM session", "2\n");
	assert_int_equal(sessions_sweep(store, 8000, NULL), RC_OK);
	rows_are(store, "SELECT count(*) FROM session", "1\n");
	assert_int_equal(sessions_end(store, &staff, NULL), RC_OK);
	assert_int_equal(sessions_end(store, &staff, NULL), RC_OK);
	rows_are(store, "SELECT count(*) FROM session", "0\n");
}

static void
where_a_moment_plays(void **state)
{
	struct playable_part *parts = NULL;
	size_t n = 0;

	(void)state;
	assert_int_equal(
	    playable_parts(store, (struct rendition_id){1}, &parts, &n, NULL),
	    RC_OK);
	assert_int_equal(n, 2);
	assert_int_equal(playable_at(parts, n, 99), -1);
	assert_int_equal(playable_at(parts, n, 100), 0);
	assert_int_equal(playable_at(parts, n, 199), 99);
	assert_int_equal(playable_at(parts, n, 200), -1);
	assert_int_equal(playable_at(parts, n, 500), 124);
	assert_int_equal(playable_at(parts, n, 599), 223);
	assert_int_equal(playable_at(parts, n, 600), -1);
	free(parts);
}

int
main(void)
{
#define with_store(f) cmocka_unit_test_setup_teardown(f, open_store, rows_end)
	const struct CMUnitTest tests[] = {
	    with_store(rule_20_coverage_merges),
	    with_store(rule_20_half_of_each_file_is_no_whole),
	    with_store(rule_20_23_the_last_hole_collects_once),
	    with_store(rule_23_no_receipt_without_its_note),
	    with_store(an_expired_rendition_collects_nothing),
	    with_store(rule_23_opened_is_noted_once_and_not_expected),
	    with_store(rule_21_a_link_opens_only_with_its_secret),
	    with_store(rule_21_five_wrong_codes_stop_it),
	    with_store(rule_21_a_right_code_too_late),
	    with_store(rule_21_a_new_code_ends_what_the_old_one_opened),
	    with_store(an_account_locks_and_a_step_is_used_once),
	    with_store(a_session_ends_by_time_and_by_hand),
	    with_store(where_a_moment_plays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
