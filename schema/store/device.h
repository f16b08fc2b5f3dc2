/*
 * device -- the recording devices whose signatures count.
 */
#ifndef STORE_DEVICE_H
#define STORE_DEVICE_H

#include <stdint.h>

#include "base/error.h"
#include "seal/box.h"
#include "store/store.h"

/* Inside the caller's transaction; a key that is trusted already only gets
 * NAME, and one whose trust was ended is trusted again. */
enum rc device_trust(struct store *store, const char *name,
    const struct box_sign_public *key, int64_t now_ms, struct error *err);

/* From NOW_MS on nothing that it signs is taken: it fetches no papers, brings no
 * meeting, and none of its recordings is attached.  What was attached stays, and
 * is verified with its key as before.  RC_NOTFOUND: no such device is trusted. */
enum rc device_end(struct store *store, const struct box_sign_public *key,
    int64_t now_ms, struct error *err);

typedef enum rc
device_each(void *to, const char *name, const struct box_sign_public *key,
    int64_t trusted_ms, int64_t ended_ms /* 0: trusted */, struct error *err);
/* In the order they were trusted first. */
enum rc device_list(
    struct store *store, device_each *each, void *to, struct error *err);

#endif
