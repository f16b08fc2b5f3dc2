/*
 * sealindex -- a segment's index as bytes (FORMAT.md), without the sealing.
 */
#ifndef RECORDING_SEALINDEX_H
#define RECORDING_SEALINDEX_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "recording/segment.h"

/* Appends to OUT.  RC_NOMEM. */
enum rc sealindex_encode(
    const struct segment_index *index, struct buf *out, struct error *err);

/* INDEX gets memory of its own; segment_index_clear frees it.
 * RC_DAMAGED: the counts are not those of LEN bytes, or values are out of
 * range; RC_NOMEM. */
enum rc sealindex_decode(const unsigned char *in, size_t len,
    struct segment_index *index, struct error *err);

#endif
