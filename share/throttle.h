/*
 * throttle -- how often somebody may try: a bucket of tries per key, which
 * fills again with time.
 *
 * A key is any bytes (an address, a link, a login); only its hash is kept,
 * under a key of this process, and the table is of a fixed size: when it is
 * full, the fullest old bucket goes, so a flood of new keys forgets the
 * innocent first.  Thread-safe.
 */
#ifndef SHARE_THROTTLE_H
#define SHARE_THROTTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct throttle;

/* BURST tries at once, then one each REFILL_MS. */
enum rc throttle_open(
    struct throttle **out, int burst, int64_t refill_ms, struct error *err);
void throttle_close(struct throttle *t); /* NULL-safe */

/* Take a try at NOW_NS (monotonic); false: none left. */
bool
throttle_take(struct throttle *t, const void *key, size_t len, int64_t now_ns);

/* It was right: give the try back. */
void throttle_give(struct throttle *t, const void *key, size_t len);

#endif
