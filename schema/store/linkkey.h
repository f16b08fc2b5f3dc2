/*
 * linkkey -- which link keys there were, and which one is live.  The keys
 * themselves are only in the distributor's keystore.
 *
 * After a restore, or when one may be known to others, a new key is begun: the
 * older ones are void, and every link made with them is dead.
 */
#ifndef STORE_LINKKEY_H
#define STORE_LINKKEY_H

#include <stdint.h>

#include "base/error.h"
#include "store/store.h"

/* The highest number, 0 when there is none. */
enum rc linkkey_last(struct store *store, int64_t *number, struct error *err);

/* NUMBER is the live one from now on; every other is void.  Inside the
 * caller's transaction. */
enum rc linkkey_begin(
    struct store *store, int64_t number, int64_t now_ms, struct error *err);

typedef enum rc linkkey_each(void *to, int64_t number, int64_t made_ms,
    int64_t void_ms /* 0: live */, struct error *err);
enum rc linkkey_list(
    struct store *store, linkkey_each *each, void *to, struct error *err);

#endif
