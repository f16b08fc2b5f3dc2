/*
 * soundfile -- a meeting recorded elsewhere, as one channel of int16 at
 * 48 kHz from any sample on; WAV, FLAC, MP3 or Ogg Opus (source), any rate.
 *
 * Several channels become their mean, which cannot clip: a voice on one of
 * two is 6 dB quieter then, and two microphones are both heard.  All of it is
 * done in floating point and rounded once, at the end; what a resampling
 * filter or a floating point file takes beyond full scale is held there.
 *
 * A file cut short is refused, not taken for a short meeting.
 */
#ifndef RECORDER_SOUNDFILE_H
#define RECORDER_SOUNDFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct soundfile;

/* RC_NOTFOUND; RC_INVALID not sound, damaged, cut short (the text says how
 * much is there); RC_IO; RC_NOMEM.  PATH is borrowed until the close. */
enum rc
soundfile_open(struct soundfile **out, const char *path, struct error *err);
void soundfile_close(struct soundfile *s); /* NULL-safe */

int64_t soundfile_samples(const struct soundfile *s); /* at 48 kHz */

/* The next sample to be read is number AT (at 48 kHz).  It is the same from
 * there on as if the file had been read from its beginning, but for rounding
 * where it is resampled. */
enum rc soundfile_seek(struct soundfile *s, int64_t at, struct error *err);

/* What was read since the last seek is 20 dB quieter than the channels it was
 * mixed from: one is the other turned over, as a wrong lead makes it. */
bool soundfile_cancels(const struct soundfile *s);

/* Exactly COUNT samples.  RC_INVALID: the file ends before it should. */
enum rc soundfile_read(
    struct soundfile *s, int16_t *pcm, size_t count, struct error *err);

#endif
