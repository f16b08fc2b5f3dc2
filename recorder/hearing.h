/*
 * hearing -- what is wrong with what a microphone gives.  Pure: it is shown
 * every block, and says what is so now; whoever asks compares with before and
 * says it once when it begins and once when it is over.
 *
 * No frames at all is not seen from here (watch).  The others differ:
 *
 *	muted    exact zeros for 5 s; until half a second that is not all zeros.
 *	         An alarm, but of a call's sound: there nobody is speaking.
 *	clipped  3 of the last 10 half seconds hold 3 samples in a row at full
 *	         scale; until 10 s without.  An alarm: turn it down.
 *	failing  samples were lost 3 times, never 10 s apart; until 10 s
 *	         without.  An alarm.
 *	lost     samples were lost; until 10 s without.  Worth knowing: the
 *	         journal has the gap.
 *	quiet    10 s all below -55 dBFS and not muted; until half a second at
 *	         -50 or more.  Worth knowing, never an alarm: people think, and an
 *	         alarm at each pause is one that nobody reads.
 *	drifts   the device's clock is 300 ppm wrong (or 2 s by now); until less
 *	         than 200 (and 2 s).  Worth knowing: marks follow the device.
 *	set      the computer's clock was set, by a second or more, within the
 *	         last minute.  Worth knowing: nothing here goes by it.
 */
#ifndef RECORDER_HEARING_H
#define RECORDER_HEARING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/level.h"

struct mic_block;

enum hearing_trouble {
	HEARING_MUTED = 1 << 0,
	HEARING_CLIPPED = 1 << 1,
	HEARING_FAILING = 1 << 2,
	HEARING_LOST = 1 << 3,
	HEARING_QUIET = 1 << 4,
	HEARING_DRIFTS = 1 << 5,
	HEARING_SET = 1 << 6
};

enum {
	HEARING_ALARMS = HEARING_MUTED | HEARING_CLIPPED | HEARING_FAILING,
	HEARING_MUTED_S = 5,
	HEARING_CLIP_RUN = 3, /* samples in a row */
	HEARING_CLIP_OF = 10, /* half seconds looked back */
	HEARING_CLIP_MOST = 3,
	HEARING_CALM_S = 10, /* without, and it is over */
	HEARING_OFTEN = 3,   /* losses */
	HEARING_QUIET_S = 10,
	HEARING_QUIET_CB = -550, /* tenths of dBFS */
	HEARING_HEARD_CB = -500,
	HEARING_DRIFT_PPM = 300,
	HEARING_STEADY_PPM = 200,
	HEARING_DRIFT_MS = 2000,
	HEARING_SET_MS = 1000,
	HEARING_SET_S = 60
};

struct hearing {      /* = {0}; again when the stream begins anew */
	unsigned now; /* of enum hearing_trouble */
	bool call;    /* the sound of a call: zeros are no alarm */
	struct level level;
	int64_t zeros;  /* exact ones in a row */
	bool sounded;   /* one that was none in this half second */
	int rail;       /* samples in a row at full scale */
	bool clipped;   /* this half second */
	unsigned clips; /* bit 0 the last half second */
	int unclipped;  /* half seconds in a row */
	int quiet;      /* the same */
	int losses;
	int64_t lost; /* samples, since HEARING_LOST began */
	int unlost;   /* half seconds */
	int drift_ppm;
	int64_t drift_ms;
	bool timed;
	int64_t offset_ms; /* wall clock minus monotonic */
	int64_t set_ms;    /* by so much it was set */
	int unset;         /* half seconds since */
};

void hearing_block(struct hearing *h, const struct mic_block *block);

/* One of them in words, of the microphone NAME, into OUT[ROOM]. */
void hearing_words(const struct hearing *h, enum hearing_trouble trouble,
    const char *name, char *out, size_t room);

#endif
