/* An older store, with three migrations of this test's own in place of the
 * real ones: a table, a second table, and one that can be made to fail. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "store/migrate.h"
#include "store/migrations.h"
#include "store/store.h"
#include "unit/scratch.h"

static const unsigned char one[] = "CREATE TABLE one (v INTEGER) STRICT;";
static const unsigned char two[] =
    "CREATE TABLE two (v INTEGER) STRICT; INSERT INTO two VALUES (2);";
static const unsigned char three[] =
    "CREATE TABLE three (v INTEGER NOT NULL) STRICT;"
    "INSERT INTO three SELECT sum(v) FROM one;"; /* NULL when it is empty */

const struct migrations_file migrations_files[] = {
    {"0001-one.sql", one, sizeof(one) - 1},
    {"0002-two.sql", two, sizeof(two) - 1},
    {"0003-three.sql", three, sizeof(three) - 1},
    {0},
};
const size_t migrations_count = 3;

static char dir[SCRATCH_PATH];
static char path[SCRATCH_PATH];

static void
meddle(const char *sql)
{
	sqlite3 *db = NULL;
	char *why = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* A store as version 1 left it, with one row. */
static int
old_store(void **state)
{
	char text[80];

	*state = scratch_make(dir);
	scratch_path(path, dir, "marac.db");
	meddle((const char *)one);
	(void)snprintf(text, sizeof(text), "PRAGMA application_id = %d",
	    MIGRATE_APPLICATION_ID);
	meddle(text);
	meddle("PRAGMA user_version = 1; INSERT INTO one VALUES (1)");
	return 0;
}

static void
an_older_store_waits_for_migrate_and_then_opens(void **state)
{
	struct store *store = NULL;
	struct error err = {0};
	int from = 0, to = 0;

	(void)state;
	for (int role = STORE_TOOL; role <= STORE_READ; role++) {
		assert_int_equal(
		    store_open(&store, dir, (enum store_role)role, &err),
		    RC_CONFLICT);
		assert_non_null(strstr(err.text, "marac-store migrate"));
		assert_non_null(strstr(err.text, "version 1"));
		assert_non_null(strstr(err.text, "needs 3"));
	}
	assert_int_equal(store_migrate(dir, &from, &to, &err), RC_OK);
	assert_int_equal(from, 1);
	assert_int_equal(to, 3);
	assert_int_equal(store_open(&store, dir, STORE_SHARE, &err), RC_OK);
	store_close(store);
	meddle("UPDATE three SET v = 5 WHERE v = 1; UPDATE two SET v = 6");
	assert_int_equal(store_migrate(dir, &from, &to, &err), RC_OK);
	assert_int_equal(from, 3);
}

static void
a_step_that_fails_keeps_the_steps_before_it_and_all_rows(void **state)
{
	struct store *store = NULL;
	struct error err = {0};
	int from = -1, to = -1;

	(void)state;
	meddle("DELETE FROM one");
	assert_int_equal(store_migrate(dir, &from, &to, &err), RC_CONFLICT);
	assert_non_null(strstr(err.text, "0003-three.sql"));
	assert_int_equal(
	    store_open(&store, dir, STORE_TOOL, &err), RC_CONFLICT);
	assert_non_null(strstr(err.text, "version 2"));
	/* Nothing of the third is there; the cause mended, it goes through. */
	meddle("CREATE TABLE three (v INTEGER); DROP TABLE three");
	meddle("INSERT INTO one VALUES (1)");
	assert_int_equal(store_migrate(dir, &from, &to, &err), RC_OK);
	assert_int_equal(from, 2);
	assert_int_equal(to, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		an_older_store_waits_for_migrate_and_then_opens, old_store,
		scratch_end),
	    cmocka_unit_test_setup_teardown(
		a_step_that_fails_keeps_the_steps_before_it_and_all_rows,
		old_store, scratch_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
