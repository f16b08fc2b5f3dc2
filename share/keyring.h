/*
 * keyring -- the data keys that were opened a moment ago.
 *
 * A player asks for a recording in hundreds of parts, and each needs its key:
 * opening it takes two multiplications on Curve25519, half as long again as
 * decrypting 64 KiB.  The key that opens all of them lies in the same memory
 * (site.h), so nothing more is at stake; yet what was withdrawn must not stay
 * here, so a key is wiped by the first question that finds it KEYRING_NS old,
 * and when its place is taken.  It says nothing of who may hear: that was asked
 * before.  Thread-safe.
 */
#ifndef SHARE_KEYRING_H
#define SHARE_KEYRING_H

#include <stdint.h>

#include "base/error.h"
#include "seal/box.h"

#define KEYRING_NS INT64_C(60000000000) /* a minute */

struct keyring;

enum rc keyring_open(struct keyring **out, struct error *err);
void keyring_close(struct keyring *ring); /* NULL-safe; wipes */

/* The data key sealed as SEALED to SECRET's public key.  NOW_NS is
 * clock_mono_ns().  As box_key_open fails; what fails is not kept. */
enum rc keyring_key(struct keyring *ring,
    const unsigned char sealed[BOX_SEALED_KEY], const struct box_secret *secret,
    int64_t now_ns, struct box_key *key, struct error *err);

#endif
