/*
 * papercode -- what stands on paper in the place of a link: 16 characters that
 * a person types.
 *
 *   selector  16 random bytes, stored, never reused
 *   code      the first 10 bytes of HMAC-SHA-256(link key n, selector ||
 *             "paper") as base32: 16 characters of
 *             0123456789ABCDEFGHJKMNPQRSTVWXYZ, printed in groups of four
 *             ("K7QM-2XPD-9HTA-3RWV")
 *
 * Sixteen characters hold 80 bits and all of them are secret: there is no room
 * for a selector in clear, so a code is found by SHA-256(its 10 bytes), which
 * is all that is stored of it.  The letters I, L, O and U are not printed; who
 * reads 0 as O, or 1 as I or L, is understood.
 */
#ifndef SEAL_PAPERCODE_H
#define SEAL_PAPERCODE_H

#include "base/error.h"
#include "seal/box.h"
#include "seal/link.h"

enum {
	PAPERCODE_SECRET = 10,
	PAPERCODE_LETTERS = 16,
	PAPERCODE_TEXT = 20 /* with dashes and a NUL */
};

void papercode_make(const struct box_key *link_key,
    const unsigned char selector[LINK_SELECTOR], char code[PAPERCODE_TEXT],
    unsigned char hash[BOX_HASH]);

/* The hash of what somebody typed: case, spaces and dashes of any kind do not
 * matter.  RC_NOTFOUND: not 16 characters of the alphabet. */
enum rc papercode_parse(
    const char *typed, unsigned char hash[BOX_HASH], struct error *err);

/* The same, as it was printed, into CODE. */
enum rc
papercode_tidy(const char *typed, char code[PAPERCODE_TEXT], struct error *err);

#endif
