/*
 * migrate -- bring a database to this program's version.
 *
 * The steps are schema/migrations/NNNN-*.sql, built in (embed.cmake), each run
 * in a transaction of its own with user_version read inside it, so that two
 * migrators at once do each step once.  Released steps are frozen by checksum
 * (a test).  Only store_create and store_migrate call this: `marac-store
 * init` and `migrate`.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/error.h"

struct sqlite3;

/* In the header of our databases: "MARC". */
enum { MIGRATE_APPLICATION_ID = 0x4d415243 };

/* How many steps there are: the newest version. */
int migrate_newest(void);

/* The version of DB, 0 when it has nothing in it.  RC_DAMAGED: not a database
 * of ours; RC_NEWER; RC_BUSY; RC_IO. */
enum rc migrate_version(struct sqlite3 *db, int *version, struct error *err);

/* From whatever version to the newest; *STEPS done (may be NULL).  A step that
 * fails leaves the version before it.  RC_NEWER; RC_DAMAGED not a database of
 * ours; RC_BUSY; RC_NOSPACE; RC_IO. */
enum rc migrate_run(struct sqlite3 *db, int *steps, struct error *err);

#endif
