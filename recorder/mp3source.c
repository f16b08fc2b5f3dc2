#include "recorder/mp3source.h"

#include <stdio.h>

#include <mpg123.h>

#include "recorder/mp3check.h"

/* The bit reservoir reaches back 511 bytes, at 8 kbit/s that is 10 frames;
 * overlap and filter bank need two more. */
enum { PREFRAMES = 16, INDEX_GROWS = -1024 };

static enum rc
refused(struct source *s, struct error *err)
{
	return error_set(err, RC_INVALID, "%s cannot be read as MP3: %s",
	    s->path, mpg123_strerror(s->file));
}

static enum rc
set_up(struct source *s, struct error *err)
{
	mpg123_handle *m = s->file;
	const long *rates;
	size_t n;

	if (mpg123_param(m, MPG123_ADD_FLAGS,
		MPG123_QUIET | MPG123_GAPLESS | MPG123_SKIP_ID3V2 |
		    MPG123_FORCE_FLOAT,
		0) != MPG123_OK ||
	    mpg123_param(m, MPG123_PREFRAMES, PREFRAMES, 0) != MPG123_OK ||
	    mpg123_param(m, MPG123_INDEX_SIZE, INDEX_GROWS, 0) != MPG123_OK ||
	    mpg123_format_none(m) != MPG123_OK)
		return refused(s, err);
	mpg123_rates(&rates, &n);
	for (size_t i = 0; i < n; i++) {
		if (mpg123_format(m, rates[i], MPG123_MONO | MPG123_STEREO,
			MPG123_ENC_FLOAT_32) != MPG123_OK)
			return refused(s, err);
	}
	return RC_OK;
}

static enum rc
mp3_open(struct source *s, struct error *err)
{
	long rate = 0;
	int channels = 0, encoding = 0, code = MPG123_OK;
	enum rc rc;

	if ((rc = mp3check_file(s->path, err)) != RC_OK)
		return rc;
	if ((s->file = mpg123_new(NULL, &code)) == NULL)
		return error_set(err, RC_NOMEM, "libmpg123: %s",
		    mpg123_plain_strerror(code));
	if ((rc = set_up(s, err)) != RC_OK)
		return rc;
	if (mpg123_open(s->file, s->path) != MPG123_OK ||
	    mpg123_getformat(s->file, &rate, &channels, &encoding) !=
		MPG123_OK ||
	    mpg123_scan(s->file) != MPG123_OK)
		return refused(s, err);
	s->rate = (int)rate;
	s->channels = channels;
	s->frames = mpg123_length(s->file);
	return RC_OK;
}

static void
mp3_close(void *file)
{
	mpg123_delete(file);
}

static enum rc
mp3_seek(struct source *s, int64_t frame, struct error *err)
{
	return mpg123_seek(s->file, frame, SEEK_SET) == frame ? RC_OK
							      : refused(s, err);
}

static enum rc
mp3_read(
    struct source *s, float *out, size_t count, size_t *got, struct error *err)
{
	size_t size = (size_t)s->channels * sizeof(*out), bytes = 0;
	int code =
	    mpg123_read(s->file, (unsigned char *)out, count * size, &bytes);

	*got = bytes / size;
	if (code == MPG123_OK || code == MPG123_DONE)
		return RC_OK;
	return refused(s, err);
}

const struct source_kind mp3source_kind = {
    .open = mp3_open, .close = mp3_close, .seek = mp3_seek, .read = mp3_read};
