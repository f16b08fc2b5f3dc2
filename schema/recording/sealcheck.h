/*
 * sealcheck -- what can be said of a sealed file without its key.
 */
#ifndef RECORDING_SEALCHECK_H
#define RECORDING_SEALCHECK_H

#include "base/buf.h"
#include "base/error.h"
#include "recording/sealreader.h"
#include "seal/box.h"

/* Walk the framing of R (opened, without key), hold hash and signature
 * against the final record, fill R's about.  A line for each fault goes to
 * NAMED; its status is then SEGMENT_BROKEN.  RC_IO, RC_NOMEM. */
enum rc sealcheck_run(struct segment_reader *r,
    const struct box_sign_public *signer, struct buf *named, struct error *err);

#endif
