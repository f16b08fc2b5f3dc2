#include "recorder/soundfile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sndfile.h>

#include "base/span.h"
#include "recorder/resample.h"
#include "recorder/riff.h"

enum { ROOM = 8192, WARM = 2048, RATE_LEAST = 8000, RATE_MOST = 384000 };

struct soundfile {
	SNDFILE *file;
	SF_INFO info;
	char path[1024];
	struct resample *resample; /* NULL: 48 kHz already */
	int64_t at;                /* source frame to be read next */
	int16_t in[ROOM];
	size_t from, to; /* what of IN waits to be resampled */
};

static int64_t
divisor(int64_t a, int64_t b)
{
	return b == 0 ? a : divisor(b, a % b);
}

static enum rc
check(const struct soundfile *s, struct error *err)
{
	if (s->info.channels != 1)
		return error_set(err, RC_INVALID,
		    "%s has %d channels; one is needed (\"sox IN OUT "
		    "remix -\" mixes them)",
		    s->path, s->info.channels);
	if (s->info.samplerate < RATE_LEAST || s->info.samplerate > RATE_MOST)
		return error_set(err, RC_INVALID,
		    "%s has %d samples a second; %d to %d can be read", s->path,
		    s->info.samplerate, RATE_LEAST, RATE_MOST);
	if (s->info.frames <= 0)
		return error_set(err, RC_INVALID, "%s holds no sound", s->path);
	return RC_OK;
}

enum rc
soundfile_open(struct soundfile **out, const char *path, struct error *err)
{
	struct soundfile *s;
	enum rc rc;

	*out = NULL;
	if (access(path, R_OK) != 0)
		return error_sys(err, RC_NOTFOUND, "open %s", path);
	if ((rc = riff_check(path, err)) != RC_OK)
		return rc;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return error_nomem(err);
	(void)strncpy(s->path, path, sizeof(s->path) - 1);
	s->file = sf_open(path, SFM_READ, &s->info);
	if (s->file == NULL)
		rc = error_set(err, RC_INVALID,
		    "%s is not sound that can be read: %s", path,
		    sf_strerror(NULL));
	else
		rc = check(s, err);
	if (rc == RC_OK) {
		/* floating point files are -1 to 1 */
		(void)sf_command(
		    s->file, SFC_SET_SCALE_FLOAT_INT_READ, NULL, SF_TRUE);
		rc = soundfile_seek(s, 0, err);
	}
	if (rc == RC_OK)
		*out = s;
	else
		soundfile_close(s);
	return rc;
}

void
soundfile_close(struct soundfile *s)
{
	if (s == NULL)
		return;
	if (s->file != NULL)
		(void)sf_close(s->file);
	resample_close(s->resample);
	explicit_bzero(s, sizeof(*s));
	free(s);
}

int64_t
soundfile_samples(const struct soundfile *s)
{
	return s->info.frames / s->info.samplerate * SPAN_RATE +
	    s->info.frames % s->info.samplerate * SPAN_RATE /
	    s->info.samplerate;
}

static enum rc
go_to(struct soundfile *s, int64_t frame, struct error *err)
{
	if (sf_seek(s->file, frame, SEEK_SET) != frame)
		return error_set(err, RC_INVALID,
		    "%s is damaged or cut short: no sample %lld", s->path,
		    (long long)frame);
	s->at = frame;
	return RC_OK;
}

/* Frames of the source; zeros behind its end, for the filter's tail. */
static enum rc
read_source(struct soundfile *s, int16_t *pcm, size_t count, struct error *err)
{
	int64_t left = s->info.frames - s->at;
	size_t want = left > (int64_t)count ? count
	    : left > 0                      ? (size_t)left
					    : 0;

	if (want > 0 &&
	    sf_readf_short(s->file, pcm, (sf_count_t)want) != (sf_count_t)want)
		return error_set(err, RC_INVALID,
		    "%s is damaged or cut short behind second %lld of %lld",
		    s->path, (long long)(s->at / s->info.samplerate),
		    (long long)(s->info.frames / s->info.samplerate));
	memset(pcm + want, 0, (count - want) * sizeof(*pcm));
	s->at += (int64_t)count;
	return RC_OK;
}

enum rc
soundfile_seek(struct soundfile *s, int64_t at, struct error *err)
{
	int64_t rate = s->info.samplerate, step, frame, skip;
	int16_t thrown[512];
	enum rc rc;

	if (rate == SPAN_RATE)
		return go_to(s, at, err);
	/* Begin where a source frame and an output sample coincide, early
	 * enough for the filter to forget the beginning. */
	step = rate / divisor(rate, SPAN_RATE);
	frame = at / SPAN_RATE * rate + at % SPAN_RATE * rate / SPAN_RATE;
	frame = (frame / step - (WARM / step + 1)) * step;
	if (frame < 0)
		frame = 0;
	skip = at - frame / step * (SPAN_RATE / divisor(rate, SPAN_RATE));
	resample_close(s->resample);
	s->from = s->to = 0;
	if ((rc = resample_open(&s->resample, (int)rate, err)) == RC_OK)
		rc = go_to(s, frame, err);
	while (rc == RC_OK && skip > 0) {
		size_t n = skip < 512 ? (size_t)skip : 512;

		rc = soundfile_read(s, thrown, n, err);
		skip -= (int64_t)n;
	}
	return rc;
}

enum rc
soundfile_read(
    struct soundfile *s, int16_t *pcm, size_t count, struct error *err)
{
	enum rc rc = RC_OK;

	if (s->resample == NULL)
		return read_source(s, pcm, count, err);
	while (rc == RC_OK && count > 0) {
		size_t in = s->to - s->from, out = count;

		if (in == 0) {
			s->from = 0;
			s->to = in = ROOM;
			if ((rc = read_source(s, s->in, ROOM, err)) != RC_OK)
				break;
		}
		rc = resample_run(
		    s->resample, s->in + s->from, &in, pcm, &out, err);
		s->from += in;
		pcm += out;
		count -= out;
	}
	return rc;
}
