/* What an administrator may do with accounts, and what nobody may: raise
 * themselves, end the last administrator, or come to hold both a password and a
 * second factor of somebody else. */
#include <stdlib.h>

#include "store/enrol.h"
#include "store/staff.h"
#include "unit/rows.h"

static struct store *store;

static const struct account_id ada = {1}, abel = {2}, cora = {3}, own = {4};

/* Ada and abel administrate, cora coordinates; ada's other account has files. */
static int
begin(void **state)
{
	*state = store = rows_store();
	rows_run(store,
	    "INSERT INTO agency (id, name) VALUES (1, 'Northshire Council');"
	    "INSERT INTO person (id, ref, name, name_folded, agency_id) VALUES"
	    " (1, 'P1', 'Ada Invented', 'ada invented', 1),"
	    " (2, 'P2', 'Abel Placeholder', 'abel placeholder', 1),"
	    " (3, 'P3', 'Cora Sample', 'cora sample', 1),"
	    " (4, 'P4', 'Mary Testfield', 'mary testfield', NULL);"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'ada', 1, 'administrator', 'h', x'01'),"
	    " (2, 'abel', 2, 'administrator', 'h', x'01'),"
	    " (3, 'cora', 3, 'coordinator', 'h', x'01'),"
	    " (4, 'ada2', 1, 'caseworker', 'h', x'01');"
	    "INSERT INTO session (id_hash, csrf, account_id, made_at, seen_at,"
	    " ends_at) VALUES (x'01', x'', 3, 0, 0, 9), (x'02', x'', 2, 0, 0, "
	    "9)");
	return 0;
}

static int64_t
count(const char *sql)
{
	char got[ROWS_TEXT] = "";

	assert_int_equal(
	    sqlite3_exec(store_handle(store), sql, rows_keep, got, NULL),
	    SQLITE_OK);
	return atoll(got);
}

/* CALL in a transaction of its own gives WANT. */
#define gives(want, call)                                                      \
	do {                                                                   \
		struct error err = {0};                                        \
		enum rc got;                                                   \
                                                                               \
		assert_int_equal(store_begin(store, &err), RC_OK);             \
		got = (call);                                                  \
		if (got != (want))                                             \
			fail_msg("line %d: %s: %s", __LINE__, error_name(got), \
			    err.text);                                         \
		if (got == RC_OK)                                              \
			assert_int_equal(store_commit(store, &err), RC_OK);    \
		store_rollback(store);                                         \
	} while (0)

static void
nobody_changes_an_account_of_their_own(void **state)
{
	struct account_id id;

	(void)state;
	gives(RC_DENIED, staff_give(store, ada, own, "chair", 5, &err));
	gives(RC_DENIED, staff_give(store, ada, ada, "chair", 5, &err));
	gives(RC_DENIED,
	    staff_reset(store, ada, own, ENROL_PASSWORD, "c", 5, &err));
	gives(RC_DENIED,
	    staff_make(store, ada, "ada3", (struct person_id){1}, "chair", "c",
		5, &id, &err));
	assert_int_equal(count("SELECT count(*) FROM audit_event"), 0);
	gives(RC_OK, staff_give(store, abel, own, "chair", 5, &err));
	assert_int_equal(
	    count("SELECT count(*) FROM audit_event WHERE who = 'account:2'"
		  " AND what = 'account.role' AND which = 'account:4'"
		  " AND why = 'caseworker to chair'"),
	    1);
	assert_int_equal(count("SELECT count(*) FROM alert"), 1);
}

static void
the_last_administrator_stays(void **state)
{
	struct account_id id;

	(void)state;
	gives(RC_OK, staff_end(store, ada, abel, 5, &err));
	assert_int_equal(count("SELECT count(*) FROM session"), 1);
	gives(RC_CONFLICT, staff_end(store, ada, abel, 5, &err));
	gives(RC_DENIED, staff_end(store, ada, ada, 5, &err));
	gives(RC_DENIED,
	    staff_give(store, (struct account_id){0}, ada, "chair", 5, &err));
	/* One who has not set up their account is none yet. */
	gives(RC_OK,
	    staff_make(store, ada, "cora2", (struct person_id){3},
		"administrator", "c", 5, &id, &err));
	gives(RC_DENIED, staff_end(store, ada, ada, 5, &err));
	rows_run(store,
	    "UPDATE account SET password_hash = 'h', totp_sealed = x'01'"
	    " WHERE login = 'cora2'");
	gives(RC_OK, staff_end(store, ada, ada, 5, &err));
}

static void
what_is_lost_is_replaced_one_at_a_time(void **state)
{
	(void)state;
	gives(RC_OK, staff_reset(store, ada, cora, ENROL_FACTOR, "c", 5, &err));
	assert_int_equal(
	    count("SELECT count(*) FROM account WHERE id = 3"
		  " AND password_hash = 'h' AND length(totp_sealed) = 0"),
	    1);
	assert_int_equal(
	    count("SELECT count(*) FROM session WHERE account_id = 3"), 0);
	gives(RC_CONFLICT,
	    staff_reset(store, ada, cora, ENROL_PASSWORD, "d", 6, &err));
	/* Another code for the same is no way round. */
	gives(RC_OK, staff_reset(store, ada, cora, ENROL_FACTOR, "e", 7, &err));
	gives(RC_CONFLICT,
	    staff_reset(store, ada, cora, ENROL_PASSWORD, "d", 8, &err));
	assert_int_equal(count("SELECT count(*) FROM account_setup"
			       " WHERE asks = 'factor' AND code_hash = 'e'"),
	    1);
}

static void
an_ended_account_waits_for_nobody(void **state)
{
	struct enrol e = {.asks = ENROL_ALL};

	(void)state;
	gives(RC_OK, staff_reset(store, ada, cora, ENROL_FACTOR, "c", 5, &err));
	assert_int_equal(enrol_by_login(store, "cora", 6, &e, NULL), RC_OK);
	gives(RC_OK, staff_end(store, ada, cora, 7, &err));
	assert_int_equal(
	    enrol_by_login(store, "cora", 8, &e, NULL), RC_NOTFOUND);
	gives(RC_CONFLICT,
	    staff_reset(store, ada, cora, ENROL_FACTOR, "c", 9, &err));
}

static void
a_code_ends_after_its_days_and_after_five_wrong_tries(void **state)
{
	const int64_t days = 3 * INT64_C(86400000);
	struct enrol e = {.asks = ENROL_ALL};
	bool stopped = false;

	(void)state;
	gives(RC_OK, staff_reset(store, ada, cora, ENROL_FACTOR, "c", 5, &err));
	assert_int_equal(
	    enrol_by_login(store, "cora", 4 + days, &e, NULL), RC_OK);
	assert_int_equal(
	    enrol_by_login(store, "cora", 5 + days, &e, NULL), RC_NOTFOUND);
	for (int i = 1; i <= 5; i++) {
		assert_false(stopped);
		gives(RC_OK, enrol_failed(store, cora, &stopped, &err));
	}
	assert_true(stopped);
	assert_int_equal(
	    enrol_by_login(store, "cora", 6, &e, NULL), RC_NOTFOUND);
}

static void
a_cookie_of_another_code_finishes_nothing(void **state)
{
	struct sessions_hash one = {{1}}, two = {{2}};
	struct enrol e = {.asks = ENROL_ALL};
	struct box_key key = {{7}};
	unsigned char secret[CODE_TOTP_SECRET] = {9};

	(void)state;
	gives(RC_OK, staff_reset(store, ada, cora, ENROL_FACTOR, "c", 5, &err));
	assert_int_equal(enrol_by_login(store, "cora", 6, &e, NULL), RC_OK);
	gives(RC_OK, enrol_shown(store, &e, &one, &key, secret, 6, &err));
	gives(RC_NOTFOUND,
	    enrol_finish(store, &e, &two, NULL, &key, secret, 1, &err));
	/* A new code: whoever had the one before is out. */
	gives(RC_OK, staff_reset(store, ada, cora, ENROL_FACTOR, "d", 7, &err));
	assert_int_equal(
	    enrol_by_cookie(store, &one, 8, &e, NULL), RC_NOTFOUND);
	gives(RC_NOTFOUND, enrol_shown(store, &e, &one, &key, secret, 8, &err));
	gives(RC_NOTFOUND,
	    enrol_finish(store, &e, &one, NULL, &key, secret, 1, &err));
	assert_int_equal(count("SELECT length(totp_sealed) FROM account"
			       " WHERE id = 3"),
	    0);
}

static void
only_professionals_are_known_by_reference(void **state)
{
	struct person_id person = {0};

	(void)state;
	assert_int_equal(staff_professional(store, "P3", &person, NULL), RC_OK);
	assert_int_equal(person.v, 3);
	assert_int_equal(
	    staff_professional(store, "P4", &person, NULL), RC_NOTFOUND);
	assert_int_equal(
	    staff_professional(store, "P9", &person, NULL), RC_NOTFOUND);
}

#define T(test) cmocka_unit_test_setup_teardown(test, begin, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(nobody_changes_an_account_of_their_own),
	    T(the_last_administrator_stays),
	    T(what_is_lost_is_replaced_one_at_a_time),
	    T(an_ended_account_waits_for_nobody),
	    T(a_code_ends_after_its_days_and_after_five_wrong_tries),
	    T(a_cookie_of_another_code_finishes_nothing),
	    T(only_professionals_are_known_by_reference),
	};

	if (box_init(NULL) != RC_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
