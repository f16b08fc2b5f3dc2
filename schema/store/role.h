/*
 * role -- which program may do what with which table: one table in role.c, to
 * which a new table adds a line.
 *
 * Checked by SQLite while a statement is prepared, so a statement that
 * oversteps its role fails at once and whole (RC_DENIED), in the first test
 * that runs it.  No role may attach another file, load code or change the
 * schema: migrations run on a connection without a role.
 */
#ifndef STORE_ROLE_H
#define STORE_ROLE_H

#include "store/store.h"

struct sqlite3;

/* From now on DB does what ROLE may, and nothing else. */
void role_enforce(struct sqlite3 *db, enum store_role role);

#endif
