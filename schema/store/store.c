#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pthread.h>
#include <sqlite3.h>

#include "base/newfile.h"
#include "store/dossier.h"
#include "store/migrate.h"
#include "store/role.h"
#include "store/stmt.h"

struct store {
	sqlite3 *db;
	sqlite3_stmt *rollback; /* prepared: it must work without memory */
	char *dir;
	struct stmt_cache cache;
	struct dossier *dossier; /* kept for the next who asks; NULL for none */
};

enum { BUSY_MS = 10000 };

int
store_version(void)
{
	return migrate_newest();
}

enum rc
store_failed(sqlite3 *db, struct error *err, const char *what)
{
	/* Without a handle SQLite had no memory for one. */
	int code = db == NULL ? SQLITE_NOMEM : sqlite3_extended_errcode(db);
	const char *why = db == NULL ? "" : sqlite3_errmsg(db);

	switch (code & 0xff) {
	case SQLITE_CONSTRAINT:
		return error_set(err, RC_CONFLICT, "cannot %s: %s", what, why);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return error_set(err, RC_BUSY,
		    "cannot %s: another program has been writing to the "
		    "store for %d seconds; try again",
		    what, BUSY_MS / 1000);
	case SQLITE_FULL:
		return error_set(err, RC_NOSPACE,
		    "cannot %s: the disk of the store is full", what);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return error_set(err, RC_DAMAGED,
		    "cannot %s: the database is damaged (%s); stop the "
		    "programs, keep this folder and restore the last backup",
		    what, why);
	case SQLITE_AUTH:
		return error_set(err, RC_DENIED,
		    "cannot %s: not this program's to do (%s)", what, why);
	case SQLITE_NOMEM:
		return error_nomem(err);
	default:
		if (sqlite3_system_errno(db) == EDQUOT)
			return error_set(err, RC_NOSPACE,
			    "cannot %s: the disk quota of the store is used up",
			    what);
		return error_set(err, RC_IO, "cannot %s: %s", what, why);
	}
}

/* DIR/NAME into PATH[PATH_MAX]. */
static enum rc
path_in(const char *dir, const char *name, char *path, struct error *err)
{
	int need = snprintf(path, PATH_MAX, "%s/%s", dir, name);

	if (need < 0 || need >= PATH_MAX)
		return error_set(err, RC_INVALID,
		    "the store's folder name is longer than %d bytes",
		    PATH_MAX);
	return RC_OK;
}

/* A switch that must take: reading it back must give WANT. */
static enum rc
pragma(sqlite3 *db, const char *set, const char *get, const char *want,
    struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	const char *got = "";
	enum rc rc = RC_OK;

	if (sqlite3_exec(db, set, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, get, -1, &stmt, NULL) != SQLITE_OK ||
	    sqlite3_step(stmt) != SQLITE_ROW)
		rc = store_failed(db, err, "set the database up");
	else if ((got = (const char *)sqlite3_column_text(stmt, 0)) == NULL)
		rc = error_nomem(err);
	else if (strcmp(got, want) != 0)
		rc = error_set(err, RC_IO,
		    "the database does not take %s: is its folder on a "
		    "network drive?",
		    set);
	(void)sqlite3_finalize(stmt);
	return rc;
}

static pthread_once_t set_up_once = PTHREAD_ONCE_INIT;

/* SQLite counts what it takes of memory under a mutex of all connections; four
 * threads that read wait seven times a request for it.  Too late is no harm. */
static void
set_up(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* Open PATH and look at it without changing it: it may be somebody else's. */
static enum rc
handle_open(sqlite3 **out, const char *path, struct error *err)
{
	static const int switches[][2] = {
	    {SQLITE_DBCONFIG_DEFENSIVE, 1},
	    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
	    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
	    {SQLITE_DBCONFIG_DQS_DML, 0},
	    {SQLITE_DBCONFIG_DQS_DDL, 0},
	    {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
	};

	(void)pthread_once(&set_up_once, set_up);
	if (sqlite3_open_v2(path, out,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return store_failed(*out, err, "open the database");
	(void)sqlite3_extended_result_codes(*out, 1);
	(void)sqlite3_busy_timeout(*out, BUSY_MS);
	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
		int now = -1;

		if (sqlite3_db_config(*out, switches[i][0], switches[i][1],
			&now) != SQLITE_OK ||
		    now != switches[i][1])
			return error_set(err, RC_IO,
			    "this SQLite library lacks a safety switch (%d): "
			    "install Debian's libsqlite3-0",
			    switches[i][0]);
	}
	(void)sqlite3_limit(*out, SQLITE_LIMIT_ATTACHED, 0);
	return RC_OK;
}

/* The log stays beside the database, empty, when the last program closes it: so
 * who may write the database need not be allowed to make files in its folder. */
static enum rc
keep_log(sqlite3 *db, const char *journal, struct error *err)
{
	int on = 1;

	if (strcmp(journal, "wal") != 0)
		return RC_OK;
	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &on) !=
	    SQLITE_OK)
		return store_failed(db, err, "set the database up");
	return pragma(db, "PRAGMA journal_size_limit = 67108864",
	    "PRAGMA journal_size_limit", "67108864", err);
}

/* What is ours from here on. */
static enum rc
handle_settle(sqlite3 *db, const char *journal, struct error *err)
{
	enum rc rc;

	if ((rc = pragma(db, "PRAGMA journal_mode = WAL", "PRAGMA journal_mode",
		 journal, err)) != RC_OK ||
	    (rc = keep_log(db, journal, err)) != RC_OK ||
	    (rc = pragma(db, "PRAGMA synchronous = FULL", "PRAGMA synchronous",
		 "2", err)) != RC_OK ||
	    (rc = pragma(db, "PRAGMA secure_delete = ON",
		 "PRAGMA secure_delete", "1", err)) != RC_OK ||
	    (rc = pragma(db, "PRAGMA temp_store = MEMORY", "PRAGMA temp_store",
		 "2", err)) != RC_OK ||
	    (rc = pragma(db, "PRAGMA cell_size_check = ON",
		 "PRAGMA cell_size_check", "1", err)) != RC_OK)
		return rc;
	return RC_OK;
}

enum rc
store_create(const char *dir, struct error *err)
{
	static const char *const beside[] = {"-journal", "-wal", "-shm", ""};
	char path[PATH_MAX], fresh[PATH_MAX], other[PATH_MAX + 16];
	sqlite3 *db = NULL;
	int fd = -1;
	enum rc rc;

	if ((rc = path_in(dir, "marac.db", path, err)) != RC_OK ||
	    (rc = path_in(dir, ".marac.db.XXXXXX", fresh, err)) != RC_OK)
		return rc;
	/* An orphaned log would be played into the new database. */
	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
		(void)snprintf(other, sizeof(other), "%s%s", path, beside[i]);
		if (access(other, F_OK) == 0)
			return error_set(err, RC_CONFLICT,
			    "%s exists already: there is a store in this "
			    "folder",
			    other);
	}
	if ((fd = mkostemp(fresh, O_CLOEXEC)) < 0)
		return error_sys(err, RC_IO, "cannot make a file in %s", dir);
	(void)close(fd);

	/* WAL comes last, so that all the rest is in the file itself. */
	if ((rc = handle_open(&db, fresh, err)) != RC_OK ||
	    (rc = migrate_run(db, NULL, err)) != RC_OK ||
	    (rc = handle_settle(db, "wal", err)) != RC_OK)
		goto done;
	if (sqlite3_close(db) != SQLITE_OK) {
		rc = store_failed(db, err, "close the new database");
		goto done;
	}
	db = NULL;
	if (link(fresh, path) != 0)
		rc = error_sys(err, errno == EEXIST ? RC_CONFLICT : RC_IO,
		    "cannot make %s", path);
	else
		rc = newfile_sync_dir(path, err);
done:
	(void)sqlite3_close(db);
	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
		(void)snprintf(other, sizeof(other), "%s%s", fresh, beside[i]);
		(void)unlink(other);
	}
	return rc;
}

/* Open the database of DIR and read its version. */
static enum rc
find(const char *dir, sqlite3 **db, int *version, struct error *err)
{
	char path[PATH_MAX];
	struct stat st;
	enum rc rc;

	if ((rc = path_in(dir, "marac.db", path, err)) != RC_OK)
		return rc;
	if (stat(path, &st) != 0)
		return errno == ENOENT
		    ? error_set(err, RC_NOTFOUND,
			  "there is no store in %s: make one with "
			  "`marac-store init`, or name its folder with "
			  "--store",
			  dir)
		    : error_sys(err, RC_IO, "cannot open %s", path);
	if ((rc = handle_open(db, path, err)) != RC_OK ||
	    (rc = migrate_version(*db, version, err)) != RC_OK)
		return error_prefix(err, "%s", path);
	if (*version == 0)
		return error_set(err, RC_DAMAGED,
		    "%s is empty: it is no store; restore the last backup",
		    path);
	return RC_OK;
}

enum rc
store_migrate(const char *dir, int *from, int *to, struct error *err)
{
	sqlite3 *db = NULL;
	int version = 0;
	enum rc rc;

	if ((rc = find(dir, &db, &version, err)) == RC_OK &&
	    (rc = handle_settle(db, "wal", err)) == RC_OK &&
	    (rc = migrate_run(db, NULL, err)) == RC_OK) {
		if (from != NULL)
			*from = version;
		if (to != NULL)
			*to = migrate_newest();
	}
	(void)sqlite3_close(db);
	return rc;
}

static enum rc
ready(struct store *store, enum store_role role, struct error *err)
{
	static const char rollback_sql[] = "ROLLBACK";

	role_enforce(store->db, role);
	if (sqlite3_prepare_v3(store->db, rollback_sql, -1,
		SQLITE_PREPARE_PERSISTENT, &store->rollback, NULL) != SQLITE_OK)
		return store_failed(store->db, err, "open the database");
	return RC_OK;
}

enum rc
store_open(struct store **out, const char *dir, enum store_role role,
    struct error *err)
{
	struct store *store = calloc(1, sizeof(*store));
	int version = 0;
	enum rc rc;

	*out = NULL;
	if (store == NULL || (store->dir = strdup(dir)) == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	if ((rc = find(dir, &store->db, &version, err)) != RC_OK)
		goto done;
	if (version < migrate_newest()) {
		rc = error_set(err, RC_CONFLICT,
		    "the store in %s has version %d and this program needs "
		    "%d: make a backup and run `marac-store migrate`",
		    dir, version, migrate_newest());
		goto done;
	}
	if ((rc = handle_settle(store->db, "wal", err)) != RC_OK)
		goto done;
	if ((rc = ready(store, role, err)) != RC_OK)
		goto done;
	*out = store;
	store = NULL;
done:
	store_close(store);
	return rc;
}

enum rc
store_open_memory(struct store **out, struct error *err)
{
	struct store *store = calloc(1, sizeof(*store));
	enum rc rc;

	*out = NULL;
	if (store == NULL || (store->dir = strdup("")) == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	if ((rc = handle_open(&store->db, ":memory:", err)) != RC_OK ||
	    (rc = migrate_run(store->db, NULL, err)) != RC_OK ||
	    (rc = handle_settle(store->db, "memory", err)) != RC_OK ||
	    (rc = ready(store, STORE_TOOL, err)) != RC_OK)
		goto done;
	*out = store;
	store = NULL;
done:
	store_close(store);
	return rc;
}

void
store_close(struct store *store)
{
	int closed;

	if (store == NULL)
		return;
	store_rollback(store);
	dossier_free(store->dossier);
	(void)sqlite3_finalize(store->rollback);
	stmt_cache_clear(&store->cache);
	/* Not _v2: an open statement here is a leak of ours. */
	closed = sqlite3_close(store->db);
	assert(closed == SQLITE_OK);
	(void)closed;
	free(store->dir);
	free(store);
}

const char *
store_dir(const struct store *store)
{
	return store->dir;
}

sqlite3 *
store_handle(struct store *store)
{
	return store->db;
}

struct stmt_cache *
store_cache(struct store *store)
{
	return &store->cache;
}

struct dossier **
store_dossier(struct store *store)
{
	return &store->dossier;
}

/* SQL that gives nothing, kept prepared. */
static enum rc
plain(struct store *store, const char *sql, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	return stmt_finish(&s, rc, err);
}

enum rc
store_begin(struct store *store, struct error *err)
{
	static const char begin_sql[] = "BEGIN IMMEDIATE";

	assert(!store_in_transaction(store));
	return plain(store, begin_sql, err);
}

enum rc
store_snapshot(struct store *store, struct error *err)
{
	static const char snapshot_sql[] = "BEGIN";

	assert(!store_in_transaction(store));
	return plain(store, snapshot_sql, err);
}

enum rc
store_commit(struct store *store, struct error *err)
{
	static const char commit_sql[] = "COMMIT";
	enum rc rc;

	/* SQLite itself rolls back after a full disk; then this says so. */
	rc = plain(store, commit_sql, err);
	if (rc != RC_OK)
		store_rollback(store);
	return rc;
}

void
store_rollback(struct store *store)
{
	if (store->db == NULL || !store_in_transaction(store))
		return;
	(void)sqlite3_step(store->rollback);
	(void)sqlite3_reset(store->rollback);
}

enum rc
store_part_begin(struct store *store, struct error *err)
{
	static const char part_sql[] = "SAVEPOINT part";

	assert(store_in_transaction(store));
	return plain(store, part_sql, err);
}

enum rc
store_part_keep(struct store *store, struct error *err)
{
	static const char keep_sql[] = "RELEASE SAVEPOINT part";

	return plain(store, keep_sql, err);
}

enum rc
store_part_undo(struct store *store, struct error *err)
{
	static const char undo_sql[] = "ROLLBACK TO SAVEPOINT part";
	enum rc rc = plain(store, undo_sql, err);

	/* It stands after that, empty. */
	return rc == RC_OK ? store_part_keep(store, err) : rc;
}

bool
store_in_transaction(const struct store *store)
{
	return sqlite3_get_autocommit(store->db) == 0;
}

bool
store_state(const struct store *store, unsigned *state)
{
	return sqlite3_txn_state(store->db, "main") == SQLITE_TXN_READ &&
	    sqlite3_file_control(store->db, "main", SQLITE_FCNTL_DATA_VERSION,
		state) == SQLITE_OK;
}

enum rc
store_integrity(struct store *store, struct buf *found, struct error *err)
{
	static const char pages_sql[] = "PRAGMA integrity_check";
	static const char references_sql[] = "PRAGMA foreign_key_check";
	struct stmt s;
	bool sound = true;
	enum rc rc;

	rc = stmt_open(&s, store, pages_sql, err);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		if (strcmp(stmt_text(&s, 0), "ok") != 0) {
			buf_printf(found, "%s\n", stmt_text(&s, 0));
			sound = false;
		}
	if ((rc = stmt_close(&s, rc)) != RC_NOTFOUND)
		return rc;

	rc = stmt_open(&s, store, references_sql, err);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		buf_printf(found,
		    "row %lld of %s refers to a row of %s that "
		    "does not exist\n",
		    (long long)stmt_int(&s, 1), stmt_text(&s, 0),
		    stmt_text(&s, 2));
		sound = false;
	}
	if ((rc = stmt_close(&s, rc)) != RC_NOTFOUND)
		return rc;
	if (!sound)
		return error_set(err, RC_DAMAGED,
		    "the database is damaged; stop the programs, keep this "
		    "folder and restore the last backup");
	return buf_check(found, err);
}
