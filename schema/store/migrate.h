/*
 * migrate -- bring a store to this program's version.
 *
 * The steps are schema/migrations/NNNN-*.sql, built in (embed.cmake), each run
 * in a transaction of its own with user_version read inside it.  Released
 * steps are frozen by checksum (a test).  Only `marac-store migrate` and
 * `init` migrate.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/error.h"

struct sqlite3;

/* From whatever version to the newest; *STEPS done (may be NULL).
 * RC_NEWER; RC_DAMAGED not a database of ours; RC_IO. */
enum rc migrate_run(struct sqlite3 *db, int *steps, struct error *err);

#endif
