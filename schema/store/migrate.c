#include "store/migrate.h"

#include <limits.h>
#include <stdio.h>

#include <sqlite3.h>

#include "store/migrations.h"
#include "store/store.h"

int
migrate_newest(void)
{
	return (int)migrations_count;
}

/* A number that SQL gives; before there is a struct store to ask with. */
static enum rc
number(sqlite3 *db, const char *sql, int *out, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	enum rc rc = RC_OK;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK ||
	    sqlite3_step(stmt) != SQLITE_ROW)
		rc = store_failed(db, err, "read the database's version");
	else
		*out = sqlite3_column_int(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return rc;
}

static enum rc
run(sqlite3 *db, const char *sql, const char *what, struct error *err)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_failed(db, err, what);
	return RC_OK;
}

enum rc
migrate_version(sqlite3 *db, int *version, struct error *err)
{
	int application = 0, tables = 0;
	enum rc rc;

	if ((rc = number(db, "PRAGMA application_id", &application, err)) !=
		RC_OK ||
	    (rc = number(db, "PRAGMA user_version", version, err)) != RC_OK ||
	    (rc = number(db, "SELECT count(*) FROM sqlite_master", &tables,
		 err)) != RC_OK)
		return rc;
	if (application == 0 && *version == 0 && tables == 0)
		return RC_OK;
	if (application != MIGRATE_APPLICATION_ID || *version < 1)
		return error_set(err, RC_DAMAGED,
		    "this is another program's database, not a store: check "
		    "which folder was meant");
	if (*version > migrate_newest())
		return error_set(err, RC_NEWER,
		    "the store has version %d and this program knows %d: "
		    "install the newer version of this software",
		    *version, migrate_newest());
	return RC_OK;
}

/* One step, or none when somebody else has done it or there is none left. */
static enum rc
step(sqlite3 *db, bool *more, struct error *err)
{
	char mark[96];
	int version = 0;
	enum rc rc;

	*more = false;
	if ((rc = run(db, "BEGIN IMMEDIATE", "begin a migration", err)) !=
	    RC_OK)
		return rc;
	if ((rc = migrate_version(db, &version, err)) != RC_OK)
		goto done;
	if (version == migrate_newest()) {
		rc = run(db, "COMMIT", "end a look at the version", err);
		goto done;
	}

	/* A PRAGMA takes no parameter; these are two numbers of ours. */
	(void)snprintf(mark, sizeof(mark),
	    "PRAGMA user_version = %d; PRAGMA application_id = %d;",
	    version + 1, MIGRATE_APPLICATION_ID);
	if ((rc = run(db, (const char *)migrations_files[version].text,
		 "run it", err)) != RC_OK ||
	    (rc = run(db, mark, "note the version", err)) != RC_OK ||
	    (rc = run(db, "COMMIT", "commit", err)) != RC_OK)
		(void)error_prefix(
		    err, "migration %s", migrations_files[version].name);
	else
		*more = true;
done:
	if (sqlite3_get_autocommit(db) == 0)
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

enum rc
migrate_run(sqlite3 *db, int *steps, struct error *err)
{
	bool more = true;
	int done = 0;
	enum rc rc = RC_OK;

	while (rc == RC_OK && more)
		if ((rc = step(db, &more, err)) == RC_OK && more)
			done++;
	if (steps != NULL)
		*steps = done;
	return rc;
}
