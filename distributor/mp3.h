/*
 * mp3 -- a copy once more, for phones that cannot play Ogg Opus.
 *
 * Made from the finished copy alone, so it can hold nothing that the copy does
 * not.  Decoded at 24 kHz, because speech has little above 11 kHz and half the
 * samples cost half the time; libmp3lame at 48 kbit/s, constant, so that a
 * player finds a place by arithmetic and needs no header; quality 7; no tag of
 * any kind.  Made as loud as SCALE says (gain.h): these players heed no R128
 * tag.
 */
#ifndef DISTRIBUTOR_MP3_H
#define DISTRIBUTOR_MP3_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sink.h"

/* Encode the Ogg Opus stream OGG[LEN] of ours, of which SAMPLES (at 48 kHz) are
 * heard, to SINK.  DONE (may be NULL) is raised by the samples behind it.
 * RC_DAMAGED not such a stream; RC_IO libmp3lame or SINK refused; RC_NOMEM. */
enum rc mp3_write(const unsigned char *ogg, size_t len, int64_t samples,
    double scale, struct sink *sink, atomic_llong *done, struct error *err);

#endif
