/*
 * frame -- what the capture process says to the keeper over a pipe.
 *
 * A fixed head in the machine's own byte order (both ends are one
 * executable), then BYTES of payload.  Audio carries the number of its first
 * sample since the stream opened, and both clocks as they stood when the
 * sound card handed it over; a counter that jumps tells of samples lost.
 */
#ifndef RECORDER_FRAME_H
#define RECORDER_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { FRAME_SAMPLES = 960, FRAME_BYTES = FRAME_SAMPLES * 2 };

enum frame_kind {
	FRAME_DEVICE = 1, /* payload: the name of the device that was opened */
	FRAME_AUDIO,      /* payload: int16 mono 48 kHz */
	FRAME_NAME,       /* payload: one input device (of a list) */
	FRAME_FAULT       /* payload: why there is no audio */
};

struct frame {
	uint32_t magic;
	uint32_t kind;
	uint32_t bytes;
	uint32_t overflow; /* the sound card lost samples before these */
	int64_t first;     /* sample number since the stream opened */
	int64_t mono_ns;
	int64_t wall_ms;
	unsigned char payload[FRAME_BYTES];
};

/* Write F to FD, waiting for room.  RC_IO: nobody reads any more. */
enum rc frame_write(int fd, struct frame *f, struct error *err);

/* Frames out of a pipe, as it fills. */
struct frame_reader {
	size_t len;
	unsigned char data[16 * sizeof(struct frame)];
};

/* Read what is there without waiting; *END when the other side is gone.
 * RC_IO. */
enum rc
frame_fill(struct frame_reader *r, int fd, bool *end, struct error *err);

/* Take the next whole frame into F; *GOT false when there is none.
 * RC_DAMAGED: that was no frame. */
enum rc frame_take(
    struct frame_reader *r, struct frame *f, bool *got, struct error *err);

#endif
