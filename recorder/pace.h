/*
 * pace -- when the samples of a sound card were in the air, how many of them
 * went missing, and how its clock runs against ours.  Pure.
 *
 * A block is read later than it was heard, by however long the machine was
 * busy; so the smallest delay (reading minus samples counted) since the stream
 * opened is taken for all: an instant that is never later than the reading.
 * It may grow by PACE_PPM, which is more than a good sound card's clock is wrong
 * by, and by the drift besides, so that a bad one's is never taken for a gap.
 *
 * Samples go missing in three ways.  The counter jumps: whoever counted had no
 * room.  The card says so: how many, only our clock can tell.  Or the source
 * says nothing and goes on where it stopped, as a suspended sound server does:
 * then every block of a whole second comes PACE_SKIP_MS or more too late.
 *
 * The drift is how much later (or earlier) the smallest delay of the last ten
 * seconds is than that of the first ten, without what was missing: positive
 * when the card counts too slowly.  It is 0 for the first PACE_SURE_S.
 */
#ifndef RECORDER_PACE_H
#define RECORDER_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PACE_PPM = 200,
	PACE_JITTER = 240,  /* samples: an overflow flag without a loss */
	PACE_SKIP_MS = 150, /* no machine is that late for a whole second */
	PACE_SURE_S = 120   /* before a drift is more than the jitter */
};

struct pace { /* = {0}; a new stream begins with a new one */
	bool begun;
	int64_t next;     /* the sample number that must come now */
	int64_t delay_ns; /* the smallest, as it may be by now */
	int64_t mono_ns;  /* the last reading */

	int64_t second;    /* samples of the second going on */
	int64_t least_ns;  /* the smallest delay in it */
	int64_t before_ns; /* and in the second before it */
	int64_t missed_ns; /* missing at once, by clock and not by counter */

	int64_t began_ns;  /* the first reading */
	int64_t window_ns; /* when the ten seconds going on began */
	int64_t low_ns;    /* the smallest delay in them */
	int64_t base_ns;   /* in the first ones */
	bool based;
	int64_t drift_ns;
	int drift_ppm;
};

struct pace_block {
	int64_t captured_ns; /* when its first sample was heard */
	int64_t lost;        /* samples missing before it */
};

/* A block of COUNT samples, the first of which is number FIRST since the
 * stream opened, was read at MONO_NS; OVERFLOW: the card says that it lost
 * some before these. */
struct pace_block pace_block(struct pace *p, int64_t first, int64_t count,
    int64_t mono_ns, bool overflow);

/* How long so many samples last, and the reverse (the nearest). */
int64_t pace_ns(int64_t samples);
int64_t pace_samples(int64_t ns);

#endif
