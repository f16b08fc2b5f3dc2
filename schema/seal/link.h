/*
 * link -- the token in a recipient's link.
 *
 *   selector  16 random bytes, stored, never reused
 *   secret    the first 16 bytes of HMAC-SHA-256(link key n,
 *             selector || generation u32 little-endian)
 *   token     base64url(selector || secret) without padding: 43 characters
 *
 * Only SHA-256(secret) is stored, so the database opens nothing; only the
 * distributor holds link keys, so share can check a token and not make one.
 */
#ifndef SEAL_LINK_H
#define SEAL_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "seal/box.h"

enum {
	LINK_SELECTOR = 16,
	LINK_SECRET = 16,
	LINK_TOKEN = 44 /* 43 characters and a NUL */
};

void link_make(const struct box_key *link_key,
    const unsigned char selector[LINK_SELECTOR], uint32_t generation,
    char token[LINK_TOKEN], unsigned char secret_hash[BOX_HASH]);

/* RC_NOTFOUND for anything that is not 43 base64url characters: a malformed
 * token and an unknown one are one thing to the outside. */
enum rc link_parse(const char *token, unsigned char selector[LINK_SELECTOR],
    unsigned char secret_hash[BOX_HASH], struct error *err);

#endif
