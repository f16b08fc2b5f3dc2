#include "recorder/resample.h"

#include <stdlib.h>

#include <speex/speex_resampler.h>

#include "base/span.h"

enum { QUALITY = 8 };

struct resample {
	SpeexResamplerState *state;
};

enum rc
resample_open(struct resample **out, int rate, struct error *err)
{
	struct resample *r = calloc(1, sizeof(*r));
	int code = 0;

	*out = NULL;
	if (r == NULL)
		return error_nomem(err);
	r->state = speex_resampler_init(
	    1, (spx_uint32_t)rate, SPAN_RATE, QUALITY, &code);
	if (r->state == NULL) {
		free(r);
		return error_set(err, RC_INVALID, "resample from %d Hz: %s",
		    rate, speex_resampler_strerror(code));
	}
	(void)speex_resampler_skip_zeros(r->state);
	*out = r;
	return RC_OK;
}

void
resample_close(struct resample *r)
{
	if (r == NULL)
		return;
	speex_resampler_destroy(r->state);
	free(r);
}

enum rc
resample_run(struct resample *r, const float *from, size_t *in, float *to,
    size_t *out, struct error *err)
{
	spx_uint32_t took = (spx_uint32_t)*in, gave = (spx_uint32_t)*out;
	int code =
	    speex_resampler_process_float(r->state, 0, from, &took, to, &gave);

	if (code != RESAMPLER_ERR_SUCCESS)
		return error_set(
		    err, RC_IO, "resample: %s", speex_resampler_strerror(code));
	*in = took;
	*out = gave;
	return RC_OK;
}
