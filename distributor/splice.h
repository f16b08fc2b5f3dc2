/*
 * splice -- cut an exact Ogg Opus file out of a meeting's segments.
 *
 * The spans that are wanted, as far as there is audio for them, fall into
 * runs: stretches without a break in meeting time.  Inside a run there is one
 * grid of 20 ms frames, that of the segment (or of the segments that share
 * it) with the most samples in the run.  A frame is copied, byte for byte,
 * when its packet says nothing but what the copy may say:
 *
 *   - all of its 960 samples are inside the run (the encoder is causal, so
 *     the packet knows nothing later), or the run ends with its segment, whose
 *     last packets hold the zeros that the copy would hold too; and
 *   - packets are copied without a break since an independence point that was
 *     primed inside the run (edge_point_allowed).
 *
 * Every other frame is decoded from the master, made zero outside the run
 * (edge_zero), faded over 10 ms where its edge cuts a segment in two
 * (edge_fade), and encoded anew: at the start of a run by a fresh encoder,
 * behind copied packets by one that is primed with the frame before.  So a
 * whole segment is copied whole, a moved start costs at most the 12 s to the
 * next point, and a moved end one to three frames.  Up to the next point the
 * neighbour is in the sound only as the noise of the codec's state.
 *
 * A run begins up to 959 samples into its first frame; those are zeros.  At
 * the start of the file they are hidden by a larger pre-skip.  Runs are joined
 * by at least SPLICE_JOIN samples of silence, rounded up to the next run's
 * grid.  The silence is a CELT packet, and the speech is SILK or hybrid, so
 * that a decoder resets itself where the next run begins: it sounds as it does
 * in a file of its own.
 *
 * Nothing but zeros, as the encoder was given them, lies under pre-skip and
 * end trim.
 */
#ifndef DISTRIBUTOR_SPLICE_H
#define DISTRIBUTOR_SPLICE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sink.h"
#include "base/span.h"
#include "distributor/tape.h"

enum { SPLICE_JOIN = SPAN_RATE / 2 };

struct splice_part {
	struct span span; /* of the meeting */
	int64_t plays_at; /* samples into the file, as a player counts */
};

struct splice {
	struct splice_part *parts; /* one a run */
	size_t nparts;
	int64_t samples; /* playable: what opusdec writes */
	int64_t copied;  /* packets */
	int64_t encoded;
	int64_t silent;
};

void splice_clear(struct splice *splice);

/* Write SPANS of the COUNT TAPES (in order of time, apart) to SINK as one
 * complete Ogg Opus stream with neutral tags and number SERIAL.  Borrows all;
 * OUT must be = {0}.
 *
 * RC_NOTFOUND nothing of SPANS was recorded
 * RC_INVALID  the tapes overlap or are out of order
 * RC_DAMAGED  a packet does not decode
 * or what SINK or the encoder return; SINK then holds no recording */
enum rc
splice_write(struct tape *tapes, size_t count, const struct span_list *spans,
    uint32_t serial, struct sink *sink, struct splice *out, struct error *err);

#endif
