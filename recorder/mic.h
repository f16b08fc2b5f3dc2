/*
 * mic -- the keeper's end of a capture process: start it, read its blocks,
 * kill it.
 *
 * A block says when its first sample was in the air, what is missing before it,
 * and how far the device's clock has run away from ours (pace.h).
 */
#ifndef RECORDER_MIC_H
#define RECORDER_MIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "recorder/frame.h"

struct mic;

/* Start a capture process for the device that was ASKED for ("" the default)
 * and was called BEFORE when it was open ("" not yet); finding.h.  RC_IO,
 * RC_NOMEM. */
enum rc mic_open(
    struct mic **out, const char *asked, const char *before, struct error *err);

/* Kill it; never waits.  NULL-safe. */
void mic_close(struct mic *m);

int mic_fd(const struct mic *m); /* to poll for reading */

struct mic_block {
	int16_t pcm[FRAME_SAMPLES];
	size_t count;
	int64_t captured_ns; /* when the first sample was heard, monotonic */
	int64_t wall_ms;     /* when the block was handed over */
	int64_t mono_ns;
	int64_t lost; /* samples missing before this block, 0: none */
	int64_t drift_ns;
	int drift_ppm;
};

/* The next block; *GOT false: none yet.
 * RC_NOTFOUND the process says why there is no audio; RC_IO it is gone. */
enum rc
mic_next(struct mic *m, struct mic_block *block, bool *got, struct error *err);

/* The name of the device that was opened, "" before it is known. */
const char *mic_device(const struct mic *m);

/* Append the names of all input devices to NAMES, a line each.  Waits up to
 * TIMEOUT_MS.  RC_BUSY, RC_IO. */
enum rc mic_list(struct buf *names, int timeout_ms, struct error *err);

#endif
