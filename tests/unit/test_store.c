/* The store's folder, its versions, transactions and roles. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "store/stmt.h"
#include "store/store.h"

static char dir[64];
static char path[96];

static int
folder(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/marac-store.XXXXXX");
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/marac.db", dir);
	return 0;
}

static int
no_folder(void **state)
{
	static const char *const names[] = {
	    "marac.db", "marac.db-wal", "marac.db-shm", "marac.db-journal"};
	char name[128];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		(void)snprintf(name, sizeof(name), "%s/%s", dir, names[i]);
		(void)unlink(name);
	}
	/* Fails when a temporary file was left behind. */
	return rmdir(dir);
}

static enum rc
run(struct store *store, const char *sql, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	if (rc == RC_OK)
		rc = stmt_run(&s, err);
	return stmt_close(&s, rc);
}

static int64_t
count(struct store *store)
{
	static const char sql[] = "SELECT count(*) FROM agency";
	struct error err = {0};
	struct stmt s;
	int64_t n;

	assert_int_equal(stmt_open(&s, store, sql, &err), RC_OK);
	assert_int_equal(stmt_row(&s, &err), RC_OK);
	n = stmt_int(&s, 0);
	(void)stmt_close(&s, RC_OK);
	return n;
}

static const char police_sql[] =
    "INSERT INTO agency (name) VALUES ('Sample Police')";

static void
created_once_and_opened_by_every_role(void **state)
{
	struct store *store = NULL;
	struct error err = {0};
	struct stat st;

	(void)state;
	assert_int_equal(
	    store_open(&store, dir, STORE_TOOL, &err), RC_NOTFOUND);
	assert_null(store);
	assert_non_null(strstr(err.text, "marac-store init"));
	assert_int_equal(access(path, F_OK), -1);

	assert_int_equal(store_create(dir, &err), RC_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(store_create(dir, &err), RC_CONFLICT);

	for (int role = STORE_TOOL; role <= STORE_READ; role++) {
		assert_int_equal(
		    store_open(&store, dir, (enum store_role)role, &err),
		    RC_OK);
		assert_string_equal(store_dir(store), dir);
		assert_int_equal(count(store), 0);
		store_close(store);
	}
	store_close(NULL);
}

static void
an_orphaned_log_is_not_played_into_a_new_store(void **state)
{
	struct error err = {0};
	char wal[128];
	int fd;

	(void)state;
	(void)snprintf(wal, sizeof(wal), "%s-wal", path);
	fd = open(wal, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(store_create(dir, &err), RC_CONFLICT);
	assert_non_null(strstr(err.text, "marac.db-wal"));
}

/* Ask for one value of a PRAGMA past the role. */
static void
assert_pragma(struct store *store, const char *sql, const char *want)
{
	sqlite3 *db = store_handle(store);
	sqlite3_stmt *s = NULL;

	(void)sqlite3_set_authorizer(db, NULL, NULL);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	assert_string_equal(sqlite3_column_text(s, 0), want);
	assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
}

static void
the_safe_settings_hold(void **state)
{
	struct store *store = NULL;
	struct error err = {0};
	char version[16];
	int on = -1;

	(void)state;
	assert_int_equal(store_create(dir, &err), RC_OK);
	assert_int_equal(store_open(&store, dir, STORE_TOOL, &err), RC_OK);
	assert_pragma(store, "PRAGMA journal_mode", "wal");
	assert_pragma(store, "PRAGMA synchronous", "2");
	assert_pragma(store, "PRAGMA foreign_keys", "1");
	assert_pragma(store, "PRAGMA secure_delete", "1");
	assert_pragma(store, "PRAGMA temp_store", "2");
	assert_pragma(store, "PRAGMA cell_size_check", "1");
	assert_pragma(store, "PRAGMA trusted_schema", "0");
	assert_pragma(store, "PRAGMA busy_timeout", "10000");
	(void)snprintf(version, sizeof(version), "%d", store_version());
	assert_pragma(store, "PRAGMA user_version", version);
	assert_pragma(store, "PRAGMA application_id", "1296126531");
	assert_int_equal(sqlite3_db_config(store_handle(store),
			     SQLITE_DBCONFIG_DEFENSIVE, -1, &on),
	    SQLITE_OK);
	assert_int_equal(on, 1);
	store_close(store);
}

static void
a_transaction_is_all_or_nothing(void **state)
{
	struct store *store = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(store_open_memory(&store, &err), RC_OK);
	assert_string_equal(store_dir(store), "");
	store_rollback(store); /* nothing to do */

	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_true(store_in_transaction(store));
	assert_int_equal(run(store, police_sql, &err), RC_OK);
	store_rollback(store);
	assert_false(store_in_transaction(store));
	assert_int_equal(count(store), 0);

	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(run(store, police_sql, &err), RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	assert_false(store_in_transaction(store));
	assert_int_equal(count(store), 1);

	/* The same name again. */
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(run(store, police_sql, &err), RC_CONFLICT);
	store_rollback(store);
	assert_int_equal(count(store), 1);
	store_close(store);
}

static void
a_part_is_taken_back_alone(void **state)
{
	struct store *store = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(store_open_memory(&store, &err), RC_OK);
	for (int kept = 0; kept < 2; kept++) {
		assert_int_equal(store_begin(store, &err), RC_OK);
		assert_int_equal(store_part_begin(store, &err), RC_OK);
		assert_int_equal(run(store, police_sql, &err), RC_OK);
		assert_int_equal(kept ? store_part_keep(store, &err)
				      : store_part_undo(store, &err),
		    RC_OK);
		/* No part is left open: another may begin. */
		assert_int_equal(store_part_begin(store, &err), RC_OK);
		assert_int_equal(store_part_undo(store, &err), RC_OK);
		assert_int_equal(store_part_undo(store, &err), RC_IO);
		assert_int_equal(store_commit(store, &err), RC_OK);
		assert_int_equal(count(store), kept);
	}
	store_close(store);
}

static void
closing_undoes_what_was_not_committed(void **state)
{
	struct store *store = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(store_create(dir, &err), RC_OK);
	assert_int_equal(store_open(&store, dir, STORE_TOOL, &err), RC_OK);
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(run(store, police_sql, &err), RC_OK);
	store_close(store);
	assert_int_equal(store_open(&store, dir, STORE_TOOL, &err), RC_OK);
	assert_int_equal(count(store), 0);
	store_close(store);
}

static void
each_role_does_its_own_and_no_more(void **state)
{
	static const char add_agency[] =
	    "INSERT INTO agency (name) VALUES ('Sample Housing')";
	static const char read_route[] =
	    "SELECT value_sealed FROM contact_route";
	static const char read_password[] = "SELECT password_hash FROM account";
	static const char read_login[] =
	    "SELECT id FROM account WHERE login = 'x'";
	static const char read_body[] = "SELECT body_sealed FROM message";
	static const char count_messages[] = "SELECT count(*) FROM message";
	static const char read_session[] = "SELECT csrf FROM session";
	static const char count_codes[] = "SELECT count(*) FROM access_code";
	static const char read_code[] = "SELECT code_hash FROM access_code";
	static const char give_code[] = "UPDATE access_code SET failures = 0";
	static const char end_recipients[] =
	    "UPDATE session SET ends_at = 1 WHERE parcel_id = 1";
	static const char extend[] = "UPDATE session SET account_id = 1";
	static const char add_drop[] =
	    "INSERT INTO agency_drop (agency_id, url, set_at)"
	    " VALUES (1, 'x', 1)";
	static const char read_drop[] = "SELECT url FROM agency_drop";
	static const char count_exports[] = "SELECT count(*) FROM export";
	static const char cut_audit[] = "DELETE FROM audit_event";
	static const char edit_audit[] = "UPDATE audit_event SET why = ''";
	static const char edit_note[] = "UPDATE file_note SET text = ''";
	static const char end_sessions[] = "DELETE FROM session";
	static const char release[] = "UPDATE case_release SET void_at = NULL";
	static const char copy_back[] = "UPDATE copy SET rendition_id = 1";
	static const char copy_opened[] = "UPDATE copy SET opened_at = 1";
	static const char decide[] =
	    "UPDATE decision SET approved_by = 1 WHERE id = 1";
	static const char promote[] =
	    "UPDATE account SET role = 'administrator'";
	static const char step[] = "UPDATE account SET totp_step = 1";
	static const char drop[] = "DROP TABLE audit_event";
	static const char attach[] = "ATTACH ':memory:' AS other";
	static const char unsync[] = "PRAGMA synchronous = OFF";
	static const char load[] = "SELECT load_extension('x')";
	static const struct {
		const char *sql;
		bool tool, distributor, share, reader;
	} cases[] = {
	    {add_agency, true, false, true, false},
	    {read_route, true, true, false, true},
	    {read_password, true, false, true, true},
	    {read_login, true, true, true, true},
	    {read_body, true, true, false, true},
	    {count_messages, true, true, true, true},
	    {read_session, true, false, true, true},
	    {count_codes, true, true, true, true},
	    {read_code, true, false, true, true},
	    {give_code, true, true, true, false},
	    {end_recipients, true, true, true, false},
	    {extend, true, false, true, false},
	    {add_drop, true, false, false, false},
	    {read_drop, true, true, false, true},
	    {count_exports, true, true, false, true},
	    {cut_audit, true, false, false, false},
	    {edit_audit, true, false, false, false},
	    {edit_note, true, false, false, false},
	    {end_sessions, true, false, true, false},
	    {release, true, true, false, false},
	    {copy_back, true, true, false, false},
	    {copy_opened, true, true, true, false},
	    {decide, true, true, false, false},
	    {promote, true, false, true, false},
	    {step, true, false, true, false},
	    {drop, false, false, false, false},
	    {attach, false, false, false, false},
	    {unsync, false, false, false, false},
	};

	(void)state;
	struct error err = {0};

	assert_int_equal(store_create(dir, &err), RC_OK);
	for (int role = STORE_TOOL; role <= STORE_READ; role++) {
		struct store *store = NULL;

		assert_int_equal(
		    store_open(&store, dir, (enum store_role)role, &err),
		    RC_OK);
		for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
			const bool allowed[] = {false, cases[i].tool,
			    cases[i].distributor, cases[i].share,
			    cases[i].reader};
			struct stmt s;
			enum rc rc = stmt_open(&s, store, cases[i].sql, &err);

			if ((rc == RC_OK) != allowed[role] ||
			    (rc != RC_OK && rc != RC_DENIED))
				fail_msg("role %d, %s: %s", role, cases[i].sql,
				    error_name(rc));
			(void)stmt_close(&s, rc);
		}
		assert_int_not_equal(run(store, load, &err), RC_OK);
		assert_non_null(strstr(err.text, "not authorized"));
		store_close(store);
	}
}

/* Put TEXT at OFFSET of the database file. */
static void
scribble(off_t offset, const void *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, text, len, offset), len);
	assert_int_equal(close(fd), 0);
}

static void
integrity_names_damage(void **state)
{
	static const unsigned char junk[600] = {0xff, 0xff, 0xff};
	static const char last_page[] =
	    "SELECT max(rootpage) FROM sqlite_master";
	struct store *store = NULL;
	struct error err = {0};
	struct buf found = {0};
	struct stmt s;
	int64_t page = 0;
	enum rc rc;

	(void)state;
	assert_int_equal(store_create(dir, &err), RC_OK);
	assert_int_equal(store_open(&store, dir, STORE_TOOL, &err), RC_OK);
	assert_int_equal(store_integrity(store, &found, &err), RC_OK);
	assert_int_equal(found.len, 0);
	rc = stmt_open(&s, store, last_page, &err);
	assert_int_equal(stmt_value(&s, rc, &page, &err), RC_OK);
	store_close(store);

	/* Damage in the last page of a table: the schema can still be read. */
	scribble((page - 1) * 4096, junk, sizeof(junk));
	assert_int_equal(store_open(&store, dir, STORE_TOOL, &err), RC_OK);
	assert_int_equal(store_integrity(store, &found, &err), RC_DAMAGED);
	assert_true(found.len > 0);
	assert_non_null(strstr(err.text, "restore the last backup"));
	store_close(store);
	buf_clear(&found);
}

static void
flipped_bytes_are_told_and_never_crash(void **state)
{
	struct error err = {0};
	struct buf whole = {0};
	unsigned seen = 0;

	(void)state;
	assert_int_equal(store_create(dir, &err), RC_OK);
	assert_int_equal(buf_read_file(&whole, path, 1 << 24, &err), RC_OK);
	srand(6);
	for (int round = 0; round < 200; round++) {
		struct store *store = NULL;
		struct buf found = {0};
		size_t at = (size_t)rand() % whole.len;
		unsigned char flip = (unsigned char)(1 << rand() % 8);
		unsigned char byte = whole.data[at] ^ flip;
		enum rc rc;

		scribble((off_t)at, &byte, 1);
		if ((rc = store_open(&store, dir, STORE_READ, &err)) == RC_OK)
			rc = store_integrity(store, &found, &err);
		/* A flip in free room, or in a word of the schema's own
		 * comments, is no damage. */
		seen += rc != RC_OK;
		store_close(store);
		buf_clear(&found);
		scribble((off_t)at, whole.data + at, 1);
	}
	assert_true(seen > 0);
	buf_clear(&whole);
}

static void
a_reference_to_nothing_is_found(void **state)
{
	static const char orphan_sql[] =
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility) VALUES (77, 78, 'mother', 1)";
	struct store *store = NULL;
	struct error err = {0};
	struct buf found = {0};

	(void)state;
	assert_int_equal(store_open_memory(&store, &err), RC_OK);
	assert_int_equal(run(store, orphan_sql, &err), RC_CONFLICT);
	assert_int_equal(sqlite3_db_config(store_handle(store),
			     SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL),
	    SQLITE_OK);
	assert_int_equal(run(store, orphan_sql, &err), RC_OK);
	assert_int_equal(store_integrity(store, &found, &err), RC_DAMAGED);
	assert_non_null(strstr(buf_str(&found), "of relationship refers"));
	store_close(store);
	buf_clear(&found);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		created_once_and_opened_by_every_role, folder, no_folder),
	    cmocka_unit_test_setup_teardown(
		an_orphaned_log_is_not_played_into_a_new_store, folder,
		no_folder),
	    cmocka_unit_test_setup_teardown(
		the_safe_settings_hold, folder, no_folder),
	    cmocka_unit_test(a_transaction_is_all_or_nothing),
	    cmocka_unit_test(a_part_is_taken_back_alone),
	    cmocka_unit_test_setup_teardown(
		closing_undoes_what_was_not_committed, folder, no_folder),
	    cmocka_unit_test_setup_teardown(
		each_role_does_its_own_and_no_more, folder, no_folder),
	    cmocka_unit_test_setup_teardown(
		integrity_names_damage, folder, no_folder),
	    cmocka_unit_test_setup_teardown(
		flipped_bytes_are_told_and_never_crash, folder, no_folder),
	    cmocka_unit_test(a_reference_to_nothing_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
