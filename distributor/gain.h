/*
 * gain -- how loud a copy is, before it is made.
 *
 * Its tag has to be written before its sound, and copying packets takes a
 * hundredth of decoding them, so nothing is decoded: a segment's index knows
 * the segment's loudness and its outline, eight peaks a second.  The squares
 * of the peaks, scaled so that together and gated they are as loud as the
 * segment, stand for the energy of each eighth of a second; those that are
 * heard, gated once more as BS.1770 does (at -70 LUFS, and 10 LU below what
 * remains), are the copy's loudness.  Where less than 30 s of a segment
 * are heard, those are decoded and scaled for themselves.  A segment that was
 * cut short and has no index is decoded once, and a copy of less than a minute
 * is, for its tag to be exact.
 */
#ifndef DISTRIBUTOR_GAIN_H
#define DISTRIBUTOR_GAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "distributor/tape.h"

struct gain {
	int32_t mlufs; /* LOUDNESS_SILENT: nothing to be heard */
	double peak;   /* the largest sample, of full scale */
};

/* Of SPANS without SILENT (may be NULL) of the COUNT TAPES.
 * RC_DAMAGED a packet does not decode; RC_NOMEM. */
enum rc gain_of(struct tape *tapes, size_t count, const struct span_list *spans,
    const struct span_list *silent, struct gain *out, struct error *err);

/* R128_TRACK_GAIN (RFC 7845, 5.2.1): to -23 LUFS, in 1/256 dB but in steps of
 * half a dB: the rest of a segment that was cut goes into the scale of its
 * peaks, and should not be told by the last digits.  INT_MIN when there is
 * nothing to be heard. */
int gain_r128(const struct gain *gain);

/* What an MP3's samples are multiplied with: to -18 LUFS, where players that
 * know no tag are, but no sample beyond -1 dB of full scale. */
double gain_scale(const struct gain *gain);

#endif
