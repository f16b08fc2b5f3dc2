/*
 * edge -- the guards that keep words out of a copy which are not for it.
 *
 * A copy's edge can lie inside a sealed segment, next to audio that belongs
 * to another case, or to a passage that was withheld.  Everything else in runs
 * and splice is arithmetic; these hold rules 1 and 11, and a test takes each
 * out to see the copy go wrong.
 */
#ifndef DISTRIBUTOR_EDGE_H
#define DISTRIBUTOR_EDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/* Make zeros of what lies outside KEEP in PCM[COUNT], whose first sample is
 * AT.  An encoder is given nothing that has not been through here. */
void edge_zero(int16_t *pcm, size_t count, int64_t at, const struct span *keep);

/* May packets be copied from frame POINT on, an independence point of a
 * segment that began at START, for a stretch that begins at FROM?  A point
 * was primed with the frame before it, so that frame must be inside too;
 * frame 0 follows nothing, so the stretch must begin there. */
bool edge_point_allowed(int64_t start, int64_t point, int64_t from);

/* Where an edge cuts a segment in two, the codec has rung with the louder side
 * for some milliseconds.  Fade PCM in over the first EDGE_FADE samples of KEEP
 * (IN), and out over the last (OUT): measured, a loud neighbour's tone is 66 dB
 * down beside the edge with it, and 56 without.  10 ms are not missed. */
enum { EDGE_FADE = 480 };
void edge_fade(int16_t *pcm, size_t count, int64_t at, const struct span *keep,
    bool in, bool out);

/* The frames, counted from ORIGIN, that hold anything of S: [*FROM, *TO).
 * Nothing of a withheld passage may be in a packet, so it is snapped outward. */
void edge_silence(int64_t origin, struct span s, int64_t *from, int64_t *to);

/* The packet, of 20 ms, that stands where nothing is heard: CELT, full band,
 * the silence flag (RFC 6716, 4.3).  A decoder that comes to it from speech, or
 * to speech from it, begins anew; nothing rings on. */
const unsigned char *edge_silent_packet(size_t *len);

#endif
