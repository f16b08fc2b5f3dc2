/* Versions: ours, newer and foreign (older: test_upgrade); two migrators at
 * once; released steps never change (tests/golden/migrations.sha256), and the
 * schema is the one that reviewers read (tests/golden/schema.sql).
 *
 * After a change of the schema on purpose, this test says where it has left
 * the new text: compare, then copy it over the golden file.  A migration that
 * was released is not changed: add a step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "seal/box.h"
#include "store/migrate.h"
#include "store/migrations.h"
#include "store/store.h"
#include "unit/rows.h"
#include "unit/scratch.h"

#define GOLDEN TEST_DATA "/../golden/"

static char dir[SCRATCH_PATH];
static char path[SCRATCH_PATH];

static int
folder(void **state)
{
	*state = scratch_make(dir);
	scratch_path(path, dir, "marac.db");
	return 0;
}

static sqlite3 *
raw(const char *file)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	(void)sqlite3_busy_timeout(db, 10000);
	return db;
}

/* Change the file with SQL, past the store. */
static void
meddle(const char *sql)
{
	sqlite3 *db = raw(path);

	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
opens_as_(enum rc want, const char *text, int line)
{
	struct store *store = NULL;
	struct error err = {0};
	struct buf before = {0}, after = {0};
	int from = -1, to = -1;
	enum rc rc;

	/* Refused means: not a byte is changed. */
	assert_int_equal(buf_read_file(&before, path, 1 << 24, &err), RC_OK);
	rc = store_open(&store, dir, STORE_TOOL, &err);
	if (rc != want || strstr(err.text, text) == NULL)
		fail_msg("line %d: %s: %s", line, error_name(rc), err.text);
	assert_null(store);
	if (want != RC_CONFLICT)
		assert_int_equal(store_migrate(dir, &from, &to, &err), want);
	assert_int_equal(buf_read_file(&after, path, 1 << 24, &err), RC_OK);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	buf_clear(&before);
	buf_clear(&after);
}
#define opens_as(want, text) opens_as_(want, text, __LINE__)

static void
a_newer_store_is_refused_and_left_alone(void **state)
{
	struct error err = {0};

	(void)state;
	assert_int_equal(store_create(dir, &err), RC_OK);
	meddle("PRAGMA user_version = 1000");
	opens_as(RC_NEWER, "install the newer version");
}

static void
a_foreign_database_is_refused_and_left_alone(void **state)
{
	(void)state;
	meddle("CREATE TABLE holiday (day TEXT)");
	opens_as(RC_DAMAGED, "another program's database");
	meddle("PRAGMA user_version = 1");
	opens_as(RC_DAMAGED, "another program's database");
	meddle("PRAGMA application_id = 1234");
	opens_as(RC_DAMAGED, "another program's database");
}

static void
what_is_no_database_is_refused_and_left_alone(void **state)
{
	(void)state;
	scratch_put(path,
	    "Dear Sir or Madam, this is a letter, and a letter "
	    "that is longer than the hundred bytes of a header "
	    "is still not a database.\n");
	opens_as(RC_DAMAGED, "restore the last backup");
	scratch_put(path, "");
	opens_as(RC_DAMAGED, "is empty");
}

static void
migrating_what_is_up_to_date_changes_nothing(void **state)
{
	struct error err = {0};
	int from = -1, to = -1;

	(void)state;
	assert_int_equal(store_create(dir, &err), RC_OK);
	assert_int_equal(store_migrate(dir, &from, &to, &err), RC_OK);
	assert_int_equal(from, store_version());
	assert_int_equal(to, store_version());
	scratch_remove(dir);
	assert_int_equal(store_migrate(dir, &from, &to, &err), RC_NOTFOUND);
	folder(state);
}

static void
a_step_that_fails_leaves_the_version_before_it(void **state)
{
	sqlite3 *db = raw(":memory:");
	struct error err = {0};
	int steps = -1, version = -1;

	(void)state;
	assert_int_equal(
	    sqlite3_exec(db, "PRAGMA max_page_count = 12", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(migrate_run(db, &steps, &err), RC_NOSPACE);
	assert_int_equal(steps, 0);
	assert_non_null(strstr(err.text, migrations_files[0].name));
	assert_int_equal(migrate_version(db, &version, &err), RC_OK);
	assert_int_equal(version, 0);
	assert_int_equal(sqlite3_exec(db, "PRAGMA max_page_count = 100000",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(migrate_run(db, &steps, &err), RC_OK);
	assert_int_equal(steps, migrate_newest());
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int
each_row(void *out, int n, char **v, char **names)
{
	(void)names;
	for (int i = 0; i < n; i++)
		buf_printf(
		    out, "%s%s", i > 0 ? "|" : "", v[i] != NULL ? v[i] : "-");
	buf_text(out, "\n");
	return 0;
}

/* What the outbox of version 4 held is in it still, under the same ids, to
 * which their texts are sealed. */
static void
an_older_outbox_keeps_its_mails(void **state)
{
	sqlite3 *db = raw(":memory:");
	struct buf got = {0};
	struct error err = {0};
	char mark[120];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(
		    sqlite3_exec(db, (const char *)migrations_files[i].text,
			NULL, NULL, NULL),
		    SQLITE_OK);
	(void)snprintf(mark, sizeof(mark),
	    "PRAGMA application_id = %d; PRAGMA user_version = 4;"
	    "PRAGMA foreign_keys = 1",
	    MIGRATE_APPLICATION_ID);
	assert_int_equal(sqlite3_exec(db, mark, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db,
		"INSERT INTO person (id, ref, name, name_folded) VALUES"
		" (7, 'olive', 'Olive Sample', 'olive sample');"
		"INSERT INTO meeting (id, public_id, ref, type, area,"
		" planned_at) VALUES (3, 'm', 'M-1', 'marac', 'N', 0);"
		"INSERT INTO link_key VALUES (1, 0, NULL);"
		"INSERT INTO contact_route (id, person_id, channel,"
		" value_sealed, value_mac, safe) VALUES"
		" (2, 7, 'email', x'', x'01', 'yes');"
		"INSERT INTO parcel (id, meeting_id, person_id, selector,"
		" link_key, secret_hash, made_at, expires_at) VALUES"
		" (5, 3, 7, x'05', 1, x'', 0, 1);"
		"INSERT INTO message (id, parcel_id, route_id, message_id,"
		" body_sealed, state, cause, attempts, ambiguous, next_at,"
		" leased_until, made_at, accepted_at) VALUES (9, 5, 2,"
		" '9@x.example', x'ab', 'sending', 'why', 2, 1, 11, 12, 13,"
		" 14)",
		NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(migrate_run(db, NULL, &err), RC_OK);
	assert_int_equal(
	    sqlite3_exec(db,
		"SELECT id, kind, parcel_id, meeting_id, person_id, route_id,"
		" message_id, hex(body_sealed), state, cause, attempts,"
		" ambiguous, next_at, leased_until, made_at, accepted_at"
		" FROM message; PRAGMA foreign_key_check",
		each_row, &got, NULL),
	    SQLITE_OK);
	assert_string_equal(buf_str(&got),
	    "9|parcel|5|3|7|2|9@x.example|AB|sending|why|2|1|11|12|13|14\n");
	buf_clear(&got);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* A process that waits for the pipe to close, migrates, and exits with the
 * steps it did, or 100. */
static pid_t
migrator(int wait_fd, int other_fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct error err = {0};
		sqlite3 *db = NULL;
		char byte;
		int steps = 0;

		(void)close(other_fd);
		while (read(wait_fd, &byte, 1) > 0)
			;
		if (sqlite3_open(path, &db) != SQLITE_OK)
			_exit(101);
		(void)sqlite3_busy_timeout(db, 10000);
		if (migrate_run(db, &steps, &err) != RC_OK)
			_exit(100);
		_exit(steps);
	}
	assert_true(pid > 0);
	return pid;
}

static void
migrators_at_once_do_each_step_once(void **state)
{
	enum { MIGRATORS = 6, ROUNDS = 5 };

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		pid_t pids[MIGRATORS];
		int ends[2], steps = 0;

		(void)unlink(path);
		assert_int_equal(pipe(ends), 0);
		for (int i = 0; i < MIGRATORS; i++)
			pids[i] = migrator(ends[0], ends[1]);
		assert_int_equal(close(ends[0]), 0);
		assert_int_equal(close(ends[1]), 0); /* go */
		for (int i = 0; i < MIGRATORS; i++) {
			int status = 0;

			assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
			assert_true(WIFEXITED(status));
			assert_true(WEXITSTATUS(status) < 100);
			steps += WEXITSTATUS(status);
		}
		assert_int_equal(steps, migrate_newest());
	}
}

static void
a_released_migration_never_changes(void **state)
{
	struct buf want = {0}, got = {0};
	struct error err = {0};

	(void)state;
	for (size_t i = 0; i < migrations_count; i++) {
		unsigned char hash[BOX_HASH];
		char number[32];

		/* In order, without a gap. */
		(void)snprintf(number, sizeof(number), "%04zu-", i + 1);
		assert_memory_equal(migrations_files[i].name, number, 5);
		assert_int_equal(strlen((const char *)migrations_files[i].text),
		    migrations_files[i].len);
		box_hash(
		    migrations_files[i].text, migrations_files[i].len, hash);
		buf_hex(&got, hash, sizeof(hash));
		buf_printf(&got, "  %s\n", migrations_files[i].name);
	}
	assert_int_equal(
	    buf_read_file(&want, GOLDEN "migrations.sha256", 1 << 20, &err),
	    RC_OK);
	assert_string_equal(buf_str(&got), buf_str(&want));
	buf_clear(&got);
	buf_clear(&want);
}

static int
each_object(void *out, int n, char **v, char **names)
{
	(void)n;
	(void)names;
	buf_printf(out, "%s;\n\n", v[0]);
	return 0;
}

static void
the_schema_is_the_one_that_reviewers_read(void **state)
{
	struct buf want = {0}, got = {0};
	struct store *store = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(store_open_memory(&store, &err), RC_OK);
	assert_int_equal(sqlite3_exec(store_handle(store),
			     "SELECT sql FROM sqlite_master"
			     " WHERE sql IS NOT NULL"
			     " ORDER BY tbl_name, type DESC, name",
			     each_object, &got, NULL),
	    SQLITE_OK);
	store_close(store);
	assert_int_equal(
	    buf_read_file(&want, GOLDEN "schema.sql", 1 << 20, &err), RC_OK);
	if (strcmp(buf_str(&got), buf_str(&want)) != 0) {
		assert_int_equal(newfile_put("schema.sql.new", got.data,
				     got.len, true, &err),
		    RC_OK);
		fail_msg("the schema changed: compare schema.sql.new (in the "
			 "current folder) with tests/golden/schema.sql");
	}
	buf_clear(&got);
	buf_clear(&want);
}

static void
every_table_is_strict(void **state)
{
	struct store *store = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(store_open_memory(&store, &err), RC_OK);
	rows_are(store,
	    "SELECT name FROM sqlite_master WHERE type = 'table'"
	    " AND sql NOT LIKE '%) STRICT%'",
	    "");
	store_close(store);
}

#define a_test(name) cmocka_unit_test_setup_teardown(name, folder, scratch_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    a_test(a_newer_store_is_refused_and_left_alone),
	    a_test(a_foreign_database_is_refused_and_left_alone),
	    a_test(what_is_no_database_is_refused_and_left_alone),
	    a_test(migrating_what_is_up_to_date_changes_nothing),
	    cmocka_unit_test(a_step_that_fails_leaves_the_version_before_it),
	    cmocka_unit_test(an_older_outbox_keeps_its_mails),
	    a_test(migrators_at_once_do_each_step_once),
	    cmocka_unit_test(a_released_migration_never_changes),
	    cmocka_unit_test(the_schema_is_the_one_that_reviewers_read),
	    cmocka_unit_test(every_table_is_strict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
