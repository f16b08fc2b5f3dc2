#include "recorder/pcmsource.h"

#include <sndfile.h>

#include "recorder/riff.h"

enum { CHANNELS_MOST = 64 };

static bool
readable(int format)
{
	switch (format & SF_FORMAT_TYPEMASK) {
	case SF_FORMAT_WAV:
	case SF_FORMAT_WAVEX:
	case SF_FORMAT_RF64:
	case SF_FORMAT_W64:
	case SF_FORMAT_FLAC:
		return true;
	default:
		return false;
	}
}

/* Can the one frame AT be read?  libsndfile is of no use after it could not, so
 * this opens the file for itself. */
static bool
there(const struct source *s, int64_t at)
{
	float one[CHANNELS_MOST];
	SF_INFO info = {0};
	SNDFILE *file = sf_open(s->path, SFM_READ, &info);
	bool read = file != NULL && sf_seek(file, at, SEEK_SET) == at &&
	    sf_readf_float(file, one, 1) == 1;

	if (file != NULL)
		(void)sf_close(file);
	return read;
}

static enum rc
pcm_seek(struct source *s, int64_t frame, struct error *err)
{
	if (sf_seek(s->file, frame, SEEK_SET) != frame)
		return error_set(err, RC_INVALID,
		    "%s is damaged: no sample %lld", s->path, (long long)frame);
	return RC_OK;
}

/* Is the end where the header says? */
static enum rc
check_end(const struct source *s, struct error *err)
{
	int64_t low = 0, high = s->frames - 1;
	char has[SOURCE_TIME], promised[SOURCE_TIME];

	if (s->frames <= 0 || there(s, high))
		return RC_OK;
	while (low < high) { /* the first frame that is not there */
		int64_t middle = low + (high - low) / 2;

		if (there(s, middle))
			low = middle + 1;
		else
			high = middle;
	}
	return error_set(err, RC_INVALID,
	    "%s is damaged or cut short: its header promises %s, and there is "
	    "%s",
	    s->path, source_time(s->frames, s->rate, promised),
	    source_time(low, s->rate, has));
}

static enum rc
pcm_open(struct source *s, struct error *err)
{
	SF_INFO info = {0};
	enum rc rc = riff_check(s->path, err);

	if (rc != RC_OK)
		return rc;
	s->file = sf_open(s->path, SFM_READ, &info);
	if (s->file == NULL || !readable(info.format))
		return error_set(err, RC_INVALID,
		    "%s is not sound that can be read (%s); WAV, FLAC, MP3 "
		    "and Ogg Opus can",
		    s->path,
		    s->file == NULL ? sf_strerror(NULL) : "another format");
	if (info.channels > CHANNELS_MOST)
		return error_set(err, RC_INVALID, "%s has %d channels", s->path,
		    info.channels);
	if (info.frames == SF_COUNT_MAX)
		return error_set(err, RC_INVALID,
		    "%s was never completed: its header does not say how long "
		    "it is; converting it to WAV makes that good",
		    s->path);
	s->rate = info.samplerate;
	s->channels = info.channels;
	s->frames = info.frames;
	return check_end(s, err);
}

static void
pcm_close(void *file)
{
	(void)sf_close(file);
}

static enum rc
pcm_read(
    struct source *s, float *out, size_t count, size_t *got, struct error *err)
{
	sf_count_t n = sf_readf_float(s->file, out, (sf_count_t)count);

	*got = n > 0 ? (size_t)n : 0;
	if (*got < count && sf_error(s->file) != SF_ERR_NO_ERROR)
		return error_set(err, RC_INVALID, "%s is damaged: %s", s->path,
		    sf_strerror(s->file));
	return RC_OK;
}

const struct source_kind pcmsource_kind = {
    .open = pcm_open, .close = pcm_close, .seek = pcm_seek, .read = pcm_read};
