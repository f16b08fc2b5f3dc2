/*
 * joint -- how much louder a copy is than its master where packets that were
 * encoded anew meet packets of the master.
 *
 * There a decoder goes on with a state that the packets behind were not made
 * for, and for a frame or two what comes out is not what either encoder meant.
 * Mostly nobody hears it; at one joint in fifty it is 3 to 6 dB too loud.
 *
 * Measured in windows of 20 ms, 5 ms apart, each against the same 20 ms of the
 * master; -66 dBFS are added to both, so that what lies below a room's noise
 * is no excess.
 */
#ifndef DISTRIBUTOR_JOINT_H
#define DISTRIBUTOR_JOINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A joint is judged from JOINT_BEFORE frames before it to JOINT_BEHIND behind
 * it, by a decoder that was given JOINT_PREROLL packets before those (RFC 7845
 * asks for 4). */
enum { JOINT_BEFORE = 2, JOINT_BEHIND = 3, JOINT_PREROLL = 10 };
enum {
	JOINT_FRAMES = JOINT_BEFORE + JOINT_BEHIND,
	JOINT_PACKETS = JOINT_PREROLL + JOINT_FRAMES
};

struct joint_packet {
	const unsigned char *data;
	size_t len;
};

/* Decode PACKETS[COUNT], at most JOINT_PACKETS; the last FRAMES of them should
 * sound like MASTER, of which SAMPLES count.  *DB is the most that a window
 * exceeds it, 0 when there is none that does.  RC_DAMAGED, RC_NOMEM. */
enum rc
joint_excess(const struct joint_packet *packets, size_t count, size_t frames,
    const int16_t *master, size_t samples, double *db, struct error *err);

#endif
