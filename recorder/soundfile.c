#include "recorder/soundfile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/span.h"
#include "recorder/resample.h"
#include "recorder/source.h"

enum { ROOM = 4096, WARM = 2048, RATE_LEAST = 8000, RATE_MOST = 384000 };

struct soundfile {
	struct source source;
	struct resample *resample; /* NULL: 48 kHz already */
	int64_t at;                /* source frame to be read next */
	float *raw;                /* ROOM frames of all channels */
	float mono[ROOM];          /* source frames, mixed */
	size_t from, to;           /* what of MONO waits to be resampled */
	float out[ROOM];           /* at 48 kHz */
	double mixed, apart;       /* energy of what was read: mean, channels */
};

static int64_t
divisor(int64_t a, int64_t b)
{
	return b == 0 ? a : divisor(b, a % b);
}

enum rc
soundfile_open(struct soundfile **out, const char *path, struct error *err)
{
	struct soundfile *s = calloc(1, sizeof(*s));
	const struct source *source;
	enum rc rc;

	*out = NULL;
	if (s == NULL)
		return error_nomem(err);
	source = &s->source;
	if ((rc = source_open(&s->source, path, err)) != RC_OK)
		goto done;
	if (source->rate < RATE_LEAST || source->rate > RATE_MOST) {
		rc = error_set(err, RC_INVALID,
		    "%s has %d samples a second; %d to %d can be read", path,
		    source->rate, RATE_LEAST, RATE_MOST);
		goto done;
	}
	s->raw = calloc((size_t)source->channels * ROOM, sizeof(*s->raw));
	rc = s->raw == NULL ? error_nomem(err) : soundfile_seek(s, 0, err);
done:
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
	if (s->raw != NULL)
		explicit_bzero(s->raw,
		    (size_t)s->source.channels * ROOM * sizeof(*s->raw));
	free(s->raw);
	source_close(&s->source);
	resample_close(s->resample);
	explicit_bzero(s, sizeof(*s));
	free(s);
}

int64_t
soundfile_samples(const struct soundfile *s)
{
	int64_t frames = s->source.frames, rate = s->source.rate;

	return frames / rate * SPAN_RATE + frames % rate * SPAN_RATE / rate;
}

static enum rc
go_to(struct soundfile *s, int64_t frame, struct error *err)
{
	s->at = frame;
	/* behind the end there are zeros */
	if (frame >= s->source.frames)
		return RC_OK;
	return s->source.kind->seek(&s->source, frame, err);
}

/* The channels' mean of COUNT frames, ROOM at most; zeros behind the end, for
 * the filter's tail. */
static enum rc
read_mono(struct soundfile *s, float *mono, size_t count, struct error *err)
{
	const struct source *source = &s->source;
	size_t channels = (size_t)source->channels, done = 0;
	char there[SOURCE_TIME], all[SOURCE_TIME];

	while (done < count && s->at < source->frames) {
		int64_t left = source->frames - s->at;
		size_t want = count - done, got = 0;
		enum rc rc;

		if ((int64_t)want > left)
			want = (size_t)left;
		if ((rc = source->kind->read(
			 &s->source, s->raw, want, &got, err)) != RC_OK)
			return rc;
		if (got == 0)
			return error_set(err, RC_INVALID,
			    "%s is damaged or cut short at %s of %s",
			    source->path,
			    source_time(s->at, source->rate, there),
			    source_time(source->frames, source->rate, all));
		for (size_t i = 0; i < got; i++) {
			float sum = 0, squares = 0;

			for (size_t c = 0; c < channels; c++) {
				float v = s->raw[i * channels + c];

				sum += v;
				squares += v * v;
			}
			sum /= (float)channels;
			mono[done + i] = sum;
			s->mixed += (double)(sum * sum);
			s->apart += (double)squares / (double)channels;
		}
		done += got;
		s->at += (int64_t)got;
	}
	memset(mono + done, 0, (count - done) * sizeof(*mono));
	return RC_OK;
}

enum rc
soundfile_seek(struct soundfile *s, int64_t at, struct error *err)
{
	int64_t rate = s->source.rate, step, frame, skip;
	int16_t thrown[512];
	enum rc rc;

	s->mixed = s->apart = 0;
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

bool
soundfile_cancels(const struct soundfile *s)
{
	return s->mixed < s->apart / 100;
}

/* COUNT samples at 48 kHz, ROOM at most. */
static enum rc
read_some(struct soundfile *s, float *out, size_t count, struct error *err)
{
	enum rc rc = RC_OK;

	if (s->resample == NULL)
		return read_mono(s, out, count, err);
	while (rc == RC_OK && count > 0) {
		size_t in = s->to - s->from, gave = count;

		if (in == 0) {
			s->from = 0;
			s->to = in = ROOM;
			if ((rc = read_mono(s, s->mono, ROOM, err)) != RC_OK)
				break;
		}
		rc = resample_run(
		    s->resample, s->mono + s->from, &in, out, &gave, err);
		s->from += in;
		out += gave;
		count -= gave;
	}
	return rc;
}

static int16_t
round_one(float value)
{
	float scaled = value * 32768;

	if (!(scaled > -32768)) /* what is no number, too */
		return scaled <= -32768 ? INT16_MIN : 0;
	return scaled >= 32767 ? INT16_MAX : (int16_t)lrintf(scaled);
}

enum rc
soundfile_read(
    struct soundfile *s, int16_t *pcm, size_t count, struct error *err)
{
	enum rc rc = RC_OK;

	while (rc == RC_OK && count > 0) {
		size_t n = count < ROOM ? count : ROOM;

		rc = read_some(s, s->out, n, err);
		for (size_t i = 0; i < n && rc == RC_OK; i++)
			pcm[i] = round_one(s->out[i]);
		pcm += n;
		count -= n;
	}
	return rc;
}
