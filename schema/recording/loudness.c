#include "recording/loudness.h"

#include <math.h>
#include <stdlib.h>

/* its enum error would be our struct error */
#define error ebur128_error
#include <ebur128.h>
#undef error

#include "recording/voice.h"

struct loudness {
	ebur128_state *state;
};

static enum rc
refused(int code, struct error *err)
{
	return code == EBUR128_ERROR_NOMEM
	    ? error_nomem(err)
	    : error_set(err, RC_IO, "libebur128 refused: %d", code);
}

enum rc
loudness_open(struct loudness **out, struct error *err)
{
	struct loudness *l = calloc(1, sizeof(*l));

	*out = NULL;
	if (l == NULL)
		return error_nomem(err);
	l->state = ebur128_init(1, VOICE_RATE,
	    EBUR128_MODE_I | EBUR128_MODE_SAMPLE_PEAK | EBUR128_MODE_HISTOGRAM);
	if (l->state == NULL) {
		free(l);
		return error_nomem(err);
	}
	*out = l;
	return RC_OK;
}

void
loudness_close(struct loudness *l)
{
	if (l == NULL)
		return;
	ebur128_destroy(&l->state);
	free(l);
}

enum rc
loudness_add(
    struct loudness *l, const int16_t *pcm, size_t samples, struct error *err)
{
	int code = ebur128_add_frames_short(l->state, pcm, samples);

	return code == EBUR128_SUCCESS ? RC_OK : refused(code, err);
}

enum rc
loudness_read(struct loudness *l, int32_t *mlufs, int *peak, struct error *err)
{
	double lufs;
	double high;
	int code = ebur128_loudness_global(l->state, &lufs);

	if (code != EBUR128_SUCCESS ||
	    (code = ebur128_sample_peak(l->state, 0, &high)) != EBUR128_SUCCESS)
		return refused(code, err);
	*mlufs = isfinite(lufs) && lufs > -100 ? (int32_t)lround(lufs * 1000)
					       : LOUDNESS_SILENT;
	if (peak != NULL)
		*peak = (int)lround(high * 32768);
	return RC_OK;
}
