/*
 * sealed -- columns whose value is sealed to its own row.
 *
 * A value is bound to "TABLE.COLUMN:ID" and opens in no other place; so the
 * row is there, with an empty one, before its value is.
 */
#ifndef STORE_SEALED_H
#define STORE_SEALED_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "seal/box.h"
#include "store/store.h"

/* LEN bytes of VALUE for COLUMN ("message.body") of row ID, into OUT. */
enum rc sealed_make(const struct box_key *key, const char *column, int64_t id,
    const void *value, size_t len, struct buf *out, struct error *err);

/* The same into its row: SQL is an UPDATE that names $sealed and $id. */
enum rc sealed_put(struct store *store, const char *sql,
    const struct box_key *key, const char *column, int64_t id,
    const void *value, size_t len, struct error *err);

/* Appends to OUT what stands in the first column of SQL, which names $id.
 * RC_NOTFOUND no such row (ERR untouched); else as box_value_open. */
enum rc
sealed_get(struct store *store, const char *sql, const struct box_key *key,
    const char *column, int64_t id, struct buf *out, struct error *err);

#endif
