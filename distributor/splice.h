/*
 * splice -- cut an exact Ogg Opus file out of a meeting's segments.
 *
 * runs.h plans it.  A frame that cannot be copied is decoded from the master,
 * made zero outside its piece (edge_zero), faded over 10 ms where the piece's
 * edge cuts a segment in two (edge_fade), and encoded anew: at the start of a
 * piece by a fresh encoder, behind copied packets by one that is primed with
 * the frame before.  So a whole segment is copied whole, a moved start costs
 * at most the 12 s to the next point, and a moved end one to three frames.  Up
 * to the next point the neighbour is in the sound only as the noise of the
 * codec's state.
 *
 * Each joint is listened to (joint.h) while the copy is made.  One that is more
 * than 2.5 dB louder than the master is moved: where copying would begin, to
 * the next point or the one behind it, or away when there is none; where it
 * would end, up to 8 frames earlier.  If none is good, the best is taken.  So
 * rarely a moved start costs 24 s more.  Only what is in the piece is asked.
 *
 * What is withheld is there as long as it was, as packets of silence that we
 * wrote ourselves: none of the master's, so the copy is the same whatever was
 * said, from the first point behind it on, and before it nothing can tell.
 * The last 312 samples before it would come out of its first packet; a decoder
 * fills in for them instead.
 *
 * The zeros before a run's first sample are hidden by a larger pre-skip at the
 * start of the file.  Runs are joined by at least SPLICE_JOIN samples of
 * silence, rounded up to the next run's grid.  Silence is a CELT packet, and
 * speech is SILK or hybrid, so that a decoder resets itself where a run or a
 * piece begins: it sounds as it does in a file of its own.
 *
 * Nothing but zeros, as the encoder was given them, lies under pre-skip and
 * end trim.
 */
#ifndef DISTRIBUTOR_SPLICE_H
#define DISTRIBUTOR_SPLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sink.h"
#include "base/span.h"
#include "distributor/tape.h"

enum { SPLICE_JOIN = SPAN_RATE / 2 };

struct splice_plan {
	const struct span_list *spans;  /* what may be heard */
	const struct span_list *silent; /* withheld: inside SPANS or beside
	    them, there as silence, snapped outward to frames; NULL: nothing */
	uint32_t serial;
	int r128_gain_q78; /* the tag R128_TRACK_GAIN; INT_MIN: none */
};

struct splice_part {
	struct span span; /* of the meeting */
	int64_t plays_at; /* samples into the file, as a player counts */
	bool silent;
};

struct splice {
	struct splice_part *parts; /* one a piece, in order */
	size_t nparts;
	int64_t samples; /* playable: what opusdec writes */
	int64_t copied;  /* packets */
	int64_t encoded;
	int64_t silent;
};

void splice_clear(struct splice *splice);

/* Write PLAN of the COUNT TAPES (in order of time, apart) to SINK as one
 * complete Ogg Opus stream with neutral tags.  Borrows all; OUT must be = {0}.
 *
 * RC_NOTFOUND nothing that may be heard was recorded
 * RC_INVALID  the tapes overlap or are out of order
 * RC_DAMAGED  a packet does not decode
 * or what SINK or the encoder return; SINK then holds no recording */
enum rc
splice_write(struct tape *tapes, size_t count, const struct splice_plan *plan,
    struct sink *sink, struct splice *out, struct error *err);

#endif
