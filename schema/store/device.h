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
 * NAME. */
enum rc device_trust(struct store *store, const char *name,
    const struct box_sign_public *key, int64_t now_ms, struct error *err);

typedef enum rc device_each(void *to, const char *name,
    const struct box_sign_public *key, int64_t trusted_ms, struct error *err);
/* In the order they were trusted. */
enum rc device_list(
    struct store *store, device_each *each, void *to, struct error *err);

#endif
