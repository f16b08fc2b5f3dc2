/*
 * coding -- whether an answer may be sent compressed (RFC 9110, 12.5.3).
 *
 * Only what is the same for everybody is: of a page that holds a secret and what
 * somebody else chose, the length would tell (BREACH, 2013).
 */
#ifndef SHARE_CODING_H
#define SHARE_CODING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/* May whoever sent this Accept-Encoding (NULL: none) be sent gzip? */
bool coding_gzip(const char *accept);

/* The LEN bytes at DATA, gzipped as small as it goes, behind what OUT has.
 * RC_NOMEM. */
enum rc coding_compress(
    const void *data, size_t len, struct buf *out, struct error *err);

#endif
