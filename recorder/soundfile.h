/*
 * soundfile -- a meeting recorded elsewhere: WAV or FLAC through libsndfile,
 * any rate, mono, read at 48 kHz from any sample on.
 *
 * A file cut short is refused, not taken for a short meeting: a WAV whose
 * header promises more than there is, or was never completed, when it is
 * opened; a FLAC when its end is not where it should be.
 */
#ifndef RECORDER_SOUNDFILE_H
#define RECORDER_SOUNDFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct soundfile;

/* RC_NOTFOUND; RC_INVALID not sound, not mono, cut short (the text says how
 * much is there); RC_IO; RC_NOMEM. */
enum rc
soundfile_open(struct soundfile **out, const char *path, struct error *err);
void soundfile_close(struct soundfile *s); /* NULL-safe */

int64_t soundfile_samples(const struct soundfile *s); /* at 48 kHz */

/* The next sample to be read is number AT (at 48 kHz).  A resampled file is
 * the same from there on as if it had been read from its beginning, but for
 * rounding. */
enum rc soundfile_seek(struct soundfile *s, int64_t at, struct error *err);

/* Exactly COUNT samples.  RC_INVALID: the file ends before it should. */
enum rc soundfile_read(
    struct soundfile *s, int16_t *pcm, size_t count, struct error *err);

#endif
