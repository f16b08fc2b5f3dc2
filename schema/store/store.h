/*
 * store -- the opened database, its transactions, and who may do what.
 *
 * SQLite: WAL, synchronous=FULL, foreign_keys, STRICT tables, secure_delete,
 * temp_store=MEMORY, defensive, trusted_schema=OFF, busy timeout 10 s.  One
 * struct store belongs to one thread.  A role is enforced by an authorizer: a
 * guard against our own mistakes (THREATS.md says what it is not).
 *
 * The folder DIR:
 *   marac.conf  marac.db  objects/  meetings/  keys/
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"

struct sqlite3;
struct store;

enum store_role {
	STORE_TOOL = 1,    /* marac-store: everything */
	STORE_DISTRIBUTOR, /* no accounts, sessions, access codes */
	STORE_SHARE,       /* reads what pages show; writes sessions, coverage,
			      file notes, audit, jobs */
	STORE_READ         /* nothing is written */
};

/* The version a program of this build needs: the number of migrations. */
int store_version(void);

/* Open DIR/marac.db.  RC_NOTFOUND: run `marac-store init`; RC_NEWER: made by
 * a newer version; RC_CONFLICT: older, run `marac-store migrate`; RC_DAMAGED:
 * not a database of ours. */
enum rc store_open(struct store **out, const char *dir, enum store_role role,
    struct error *err);
/* A migrated store in memory, for tests. */
enum rc store_open_memory(struct store **out, struct error *err);
void store_close(struct store *store); /* NULL-safe */

/* DIR of the store, "" in memory. */
const char *store_dir(const struct store *store);

/* BEGIN IMMEDIATE ... COMMIT.  They do not nest (assert).  store_rollback is
 * a no-op outside a transaction, so that `done:` can always call it. */
enum rc store_begin(struct store *store, struct error *err);
enum rc store_commit(struct store *store, struct error *err);
void store_rollback(struct store *store);
bool store_in_transaction(const struct store *store);

/* Only for stmt.c, migrate.c and check. */
struct sqlite3 *store_handle(struct store *store);

#endif
