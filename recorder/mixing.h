/*
 * mixing -- one stream out of several microphones.  Pure.
 *
 * Of those that take part the first to deliver leads: its samples come out one
 * for one, they are the stream's clock.  The others are added (with
 * saturation; nobody is turned down because somebody else is there), each
 * placed by when its samples were heard.  Two sound cards' clocks differ by up
 * to some 100 ppm, which is a second in three hours; so a follower that is
 * MIXING_APART samples off (2 ms, averaged over a second) is moved: each block
 * takes up to MIXING_STEP samples more or fewer of it, interpolated, until it
 * is where it belongs.  Half a percent at most: nobody hears it, and between
 * moves a follower's samples come out unaltered too.
 *
 * A block waits for those that have not delivered theirs, up to MIXING_HOLD
 * samples of sound (half a second: a busy machine); then it goes on without them,
 * and if the leader is the one that is missing the next leads.  What comes later
 * than that is dropped.  So while one of them delivers nothing is cut, and no
 * time is missing.
 *
 * What a microphone loses is a hole in the stream when it is alone (LOST, as
 * mic.h), and silence of its own when others heard the room meanwhile.
 *
 * Blocks are wiped once they have been taken.
 */
#ifndef RECORDER_MIXING_H
#define RECORDER_MIXING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "recorder/mic.h"

enum {
	MIXING_MOST = 8,
	MIXING_HOLD = 24000,
	MIXING_APART = 96,
	MIXING_TOGETHER = 12, /* then moving ends */
	MIXING_STEP = 4,
	MIXING_FAR = 960 /* then it is put there at once */
};

struct mixing;

/* RC_NOMEM. */
enum rc mixing_open(struct mixing **out, size_t sources, struct error *err);
void mixing_close(struct mixing *m); /* NULL-safe; wipes */

/* Source I takes part from its next block on, or no more; what it gave
 * before is forgotten. */
void mixing_join(struct mixing *m, size_t i, bool in);
bool mixing_has(const struct mixing *m, size_t i);

/* Another block of I would help. */
bool mixing_wants(const struct mixing *m, size_t i);
void mixing_put(struct mixing *m, size_t i, const struct mic_block *block);

/* The next block of the stream; false: not yet.  It overlaps none before it,
 * also when somebody else leads now. */
bool mixing_take(struct mixing *m, struct mic_block *block);

#endif
