/*
 * soundcheck -- what ten seconds of a microphone say about the day to come.
 * Pure.
 *
 * Level: the loudest half second.  Noise: the level that a tenth of all tenths
 * of a second do not reach, which is the room between words.  What counts as
 * nothing heard, as muted and as clipped is as for a meeting (hearing.h).
 */
#ifndef RECORDER_SOUNDCHECK_H
#define RECORDER_SOUNDCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/level.h"

enum {
	SOUNDCHECK_MOST_S = 60,
	SOUNDCHECK_NOISY_CB = -350, /* tenths of dBFS */
	SOUNDCHECK_APART_CB = 100,  /* speech above noise */
	SOUNDCHECK_CLIPS = 3        /* so many are too loud */
};

struct soundcheck { /* = {0} */
	struct level now;
	int64_t samples;
	int64_t lost;
	int loudest_cb; /* of half a second */
	bool any;
	int64_t zeros; /* exact ones in a row */
	int64_t most_zeros;
	int rail; /* samples in a row at full scale */
	int clips;
	double power; /* of the tenth of a second going on */
	int tenths[SOUNDCHECK_MOST_S * 10]; /* tenths of dBFS */
	size_t ntenths;
};

/* LOST samples are missing before these. */
void soundcheck_add(
    struct soundcheck *s, const int16_t *pcm, size_t count, int64_t lost);

int soundcheck_noise_cb(const struct soundcheck *s);

/* One line of the report; false: something is to be done, and TEXT says
 * what. */
bool soundcheck_level(const struct soundcheck *s, char *text, size_t room);
bool soundcheck_noise(const struct soundcheck *s, char *text, size_t room);
bool soundcheck_clipping(const struct soundcheck *s, char *text, size_t room);
bool soundcheck_whole(const struct soundcheck *s, char *text, size_t room);

#endif
