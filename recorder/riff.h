/*
 * riff -- is a WAV file all there?  libsndfile plays what it finds; this
 * compares what the header promises with what the file holds (RIFF, RF64, W64).
 */
#ifndef RECORDER_RIFF_H
#define RECORDER_RIFF_H

#include "base/error.h"

/* RC_OK: it is complete, or none of these.  RC_INVALID: it is cut short,
 * or its header was never completed; the text says how much is there. */
enum rc riff_check(const char *path, struct error *err);

#endif
