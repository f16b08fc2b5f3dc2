/*
 * setting -- small values that belong to the store itself and are no
 * configuration: "share_public_key" (32 bytes, what renditions are sealed to).
 */
#ifndef STORE_SETTING_H
#define STORE_SETTING_H

#include "base/buf.h"
#include "base/error.h"
#include "seal/box.h"
#include "store/store.h"

/* Appended to VALUE.  RC_NOTFOUND. */
enum rc setting_get(struct store *store, const char *name, struct buf *value,
    struct error *err);

/* Add or replace.  The tool's alone (role.c). */
enum rc setting_put(struct store *store, const char *name, const void *value,
    size_t len, struct error *err);

/* RC_NOTFOUND: the store has no share key yet; says how it comes by one. */
enum rc setting_share_key(
    struct store *store, struct box_public *key, struct error *err);

#endif
