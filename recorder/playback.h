/*
 * playback -- sound out of the machine's default output.  In a process of its
 * own, for the reasons that capture has one: PortAudio may hang or abort.
 * Samples go there through a pipe, never through a file.
 */
#ifndef RECORDER_PLAYBACK_H
#define RECORDER_PLAYBACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* What main's first argument is when this process is to be one. */
#define PLAYBACK_ARGUMENT "--playback"

int playback_main(int argc, char **argv); /* the exit status */

/* Play COUNT samples (mono, 48 kHz) and wait for their end, and not much
 * longer.  RC_NOTFOUND no output, or it fails: the text says why; RC_BUSY it
 * hangs; RC_IO. */
enum rc playback_pcm(const int16_t *pcm, size_t count, struct error *err);

#endif
