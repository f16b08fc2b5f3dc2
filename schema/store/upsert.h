/*
 * upsert -- what became of a row that an import put.
 *
 * Every x_put of this layer finds its row by the natural key, adds it or
 * changes it, and says which; a row put again as it was is UPSERT_SAME and
 * nothing is written, so that importing a file twice voids no decision.
 */
#ifndef STORE_UPSERT_H
#define STORE_UPSERT_H

#include <stdbool.h>

#include "base/error.h"

struct stmt;

enum upsert { UPSERT_SAME = 1, UPSERT_ADDED, UPSERT_CHANGED };

/* As stmt_finish, of the statement that adds the row or, when it was FOUND,
 * changes what differs and nothing else. */
enum rc upsert_finish(struct stmt *s, enum rc rc, bool found, enum upsert *what,
    struct error *err);

#endif
