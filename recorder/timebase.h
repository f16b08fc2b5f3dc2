/*
 * timebase -- the meeting's clock.
 *
 * It counts samples since the start and stands for time: it goes on while
 * nothing is written, by the samples that are thrown away, and by the
 * monotonic clock while none come.  Pure.
 */
#ifndef RECORDER_TIMEBASE_H
#define RECORDER_TIMEBASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mic_block;

struct timebase {
	int64_t sample;        /* number of the next sample */
	int64_t sample_ns;     /* when that one was, or will be, heard */
	bool anchored;         /* SAMPLE goes on with the next block */
	bool fresh;            /* the next sample to be kept is number 0 */
	int64_t not_before_ns; /* samples heard earlier are dropped */
};

/* The sample that is now; not below FLOOR. */
int64_t timebase_now(const struct timebase *t, int64_t now_ns, int64_t floor);

/* Drop what was heard before NOW_NS (rule 16: no pre-roll); what is on its way
 * inside the sound card was. */
void timebase_drop_until(struct timebase *t, int64_t now_ns);

/* Is all that was dropped by now? */
bool timebase_past_drop(const struct timebase *t);

/* Put the clock right for B, and say how many of its samples are too early to
 * be kept (SAMPLE is behind them then).  *LOST: samples of the meeting that are
 * missing before it because they were lost on the way. */
size_t timebase_take(struct timebase *t, const struct mic_block *b,
    int64_t floor, int64_t *lost);

/* The COUNT samples behind those that were dropped are dealt with. */
void timebase_went(struct timebase *t, const struct mic_block *b, size_t count);

#endif
