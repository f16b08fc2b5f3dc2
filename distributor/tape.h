/*
 * tape -- one segment's packets in memory, and what they sound like.
 *
 * A 13-minute passage is 3 MB, so a segment is held whole: a copy needs its
 * packets in any order and its sound in few places.
 */
#ifndef DISTRIBUTOR_TAPE_H
#define DISTRIBUTOR_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "recording/packets.h"
#include "recording/segment.h"
#include "recording/voice.h"

struct OpusDecoder;

enum {
	TAPE_PREROLL = 50,
	TAPE_KEPT = 16 /* decoded frames that are there to go back to */
};

struct tape {
	int64_t start;   /* of its first sample, since the meeting began */
	int64_t samples; /* playable */
	bool flushed;    /* zeros follow the last sample inside the packets;
			    false when a crash cut it short */
	struct buf bytes;
	size_t *at; /* npackets + 1 offsets into bytes */
	size_t npackets;
	int64_t *points; /* frames that are independence points, rising */
	size_t npoints;
	uint8_t *peaks; /* its index's, recording/peaks.h; NULL: it has none */
	size_t npeaks;
	int32_t mlufs; /* with peaks */

	struct OpusDecoder *decoder;         /* tape_pcm's */
	int64_t decoded;                     /* the last packet; -1 none */
	int64_t since;                       /* the first since it was reset */
	int16_t pcm[TAPE_KEPT][VOICE_FRAME]; /* packet I's in I % TAPE_KEPT */
};

/* Read the stream FROM through READ.  POINTS (NPOINTS, may be none) are
 * copied; frame 0 is always one.  TAPE must be = {0}.
 * RC_DAMAGED not a stream that our recorder writes; RC_NOMEM. */
enum rc
tape_load(struct tape *tape, packets_read *read, void *from, int64_t start,
    bool flushed, const int64_t *points, size_t npoints, struct error *err);

/* The same from an opened segment, with its index when it has one. */
enum rc tape_load_segment(
    struct tape *tape, struct segment_reader *reader, struct error *err);

void tape_clear(struct tape *tape);

int64_t tape_end(const struct tape *tape); /* start + samples */

/* Packet NUMBER, borrowed. */
const unsigned char *
tape_packet(const struct tape *tape, size_t number, size_t *len);

/* What a player hears at the COUNT samples from AT (since the meeting began)
 * on; zeros where this segment has none.  Exact but for the first packets
 * after a jump: those are decoded from TAPE_PREROLL packets before.
 * RC_DAMAGED libopus refused a packet; RC_NOMEM. */
enum rc tape_pcm(struct tape *tape, int64_t at, int16_t *pcm, size_t count,
    struct error *err);

#endif
