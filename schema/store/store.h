/*
 * store -- the opened database, its transactions, and who may do what.
 *
 * SQLite: WAL, synchronous=FULL, foreign_keys, STRICT tables, secure_delete,
 * temp_store=MEMORY, cell_size_check, defensive, trusted_schema=OFF, busy
 * timeout 10 s; what cannot be set is an error, not a warning.  One struct
 * store belongs to one thread.  A role is enforced by an authorizer (role.h):
 * a guard against our own mistakes (THREATS.md says what it is not).
 *
 * The folder DIR:
 *   marac.conf  marac.db  objects/  meetings/  keys/
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"

struct dossier;
struct sqlite3;
struct stmt_cache;
struct store;

enum store_role {
	STORE_TOOL = 1,    /* marac-store: everything */
	STORE_DISTRIBUTOR, /* no passwords, sessions, access codes */
	STORE_SHARE,       /* reads what pages show; writes sessions, coverage,
			      file notes, audit, jobs; accounts */
	STORE_READ         /* nothing is written */
};

/* The version a program of this build needs: the number of migrations. */
int store_version(void);

/* Make DIR/marac.db, empty and migrated, readable by its owner only; it
 * appears whole or not at all.  DIR exists.  RC_CONFLICT: there is one. */
enum rc store_create(const char *dir, struct error *err);

/* Bring DIR/marac.db to store_version; FROM and TO (may be NULL) get the
 * versions.  As store_open, and migrate_run. */
enum rc store_migrate(const char *dir, int *from, int *to, struct error *err);

/* Open DIR/marac.db.  RC_NOTFOUND: run `marac-store init`; RC_NEWER: made by
 * a newer version; RC_CONFLICT: older, run `marac-store migrate`; RC_DAMAGED:
 * not a database of ours. */
enum rc store_open(struct store **out, const char *dir, enum store_role role,
    struct error *err);
/* A migrated store in memory, for tests. */
enum rc store_open_memory(struct store **out, struct error *err);
void store_close(struct store *store); /* NULL-safe; rolls back */

/* DIR of the store, "" in memory. */
const char *store_dir(const struct store *store);

/* BEGIN IMMEDIATE ... COMMIT.  They do not nest (assert).  A commit that
 * failed has rolled back.  store_rollback is a no-op outside a transaction, so
 * that `done:` can always call it.
 * RC_BUSY: another program has written for 10 s. */
enum rc store_begin(struct store *store, struct error *err);
enum rc store_commit(struct store *store, struct error *err);
void store_rollback(struct store *store);
bool store_in_transaction(const struct store *store);

/* A part of the transaction that may be taken back alone.  Parts do not nest; each
 * is kept or undone, unless a failure ends the whole transaction. */
enum rc store_part_begin(struct store *store, struct error *err);
enum rc store_part_keep(struct store *store, struct error *err);
enum rc store_part_undo(struct store *store, struct error *err);

/* Several reads of one moment, ended by store_commit or store_rollback; not
 * inside a transaction (assert).  Never write in one. */
enum rc store_snapshot(struct store *store, struct error *err);

/* Which STATE of the database is being read: as long as STORE says the same
 * number, nobody's commit, in this program or another, has changed a row (SQLite
 * counts it up when it drops pages that somebody changed, and at each commit of
 * its own: SQLITE_FCNTL_DATA_VERSION).  False, and nothing may be kept: nothing was
 * read yet in this moment, so that the number would be an old one; or it may write,
 * and rows change under the same number. */
bool store_state(const struct store *store, unsigned *state);

/* Every page, index and reference of the database.  RC_DAMAGED: FOUND has a
 * line for each fault, without a stored value in it. */
enum rc
store_integrity(struct store *store, struct buf *found, struct error *err);

/* Only for stmt.c, migrate.c and tests. */
struct sqlite3 *store_handle(struct store *store);
struct stmt_cache *store_cache(struct store *store);
/* Only for dossier.c: the last one, as long as the store's state is its own. */
struct dossier **store_dossier(struct store *store);

/* What the last failed call on DB means: RC_CONFLICT a constraint, RC_BUSY,
 * RC_NOSPACE, RC_DAMAGED, RC_DENIED not this role's, RC_NOMEM, RC_IO. */
enum rc store_failed(struct sqlite3 *db, struct error *err, const char *what);

#endif
