#include "distributor/gain.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "recording/loudness.h"
#include "recording/peaks.h"

/* So little of a segment may be unlike the rest of it: it is decoded. */
enum { FEW = 30 * VOICE_RATE };
/* So little in all is no more than decoded. */
enum { LITTLE = 60 * VOICE_RATE };

/* One eighth of a second: its energy, by peaks, and how much of it is heard. */
struct block {
	double energy;
	double weight;
};

struct blocks {
	struct block *v;
	size_t count;
	double peak;
};

/* BS.1770: loudness of a mean square of full scale. */
static double
lufs_of(double energy)
{
	return -0.691 + 10 * log10(energy);
}

static double
energy_of(double lufs)
{
	return pow(10, (lufs + 0.691) / 10);
}

/* The mean of what is at least FLOOR, and no more than 10 LU below the mean of
 * that; 0 when nothing is.  Of what is HEARD, or of all. */
static double
gated(const struct block *v, size_t count, bool heard, double floor)
{
	double mean = 0, weight;

	for (int pass = 0; pass < 2; pass++) {
		double sum = 0;

		weight = 0;
		for (size_t i = 0; i < count; i++)
			if (v[i].energy > 0 && v[i].energy >= floor) {
				double w = heard ? v[i].weight : 1;

				sum += v[i].energy * w;
				weight += w;
			}
		if (weight <= 0)
			return 0;
		mean = sum / weight;
		if (mean / 10 > floor)
			floor = mean / 10;
	}
	return mean;
}

/* Decode TAPE for what its index would have said. */
static enum rc
measure(struct tape *tape, struct error *err)
{
	int16_t pcm[VOICE_FRAME];
	struct loudness *loudness = NULL;
	struct peaks peaks = {0};
	const uint8_t *values;
	size_t count;
	enum rc rc;

	if ((rc = loudness_open(&loudness, err)) != RC_OK)
		return rc;
	for (int64_t at = 0; at < tape->samples; at += VOICE_FRAME) {
		size_t take = tape->samples - at < VOICE_FRAME
		    ? (size_t)(tape->samples - at)
		    : VOICE_FRAME;

		if ((rc = tape_pcm(tape, tape->start + at, pcm, take, err)) !=
			RC_OK ||
		    (rc = loudness_add(loudness, pcm, take, err)) != RC_OK ||
		    (rc = peaks_add(&peaks, pcm, take, err)) != RC_OK)
			goto done;
	}
	if ((rc = loudness_read(loudness, &tape->mlufs, NULL, err)) != RC_OK ||
	    (rc = peaks_end(&peaks, &values, &count, err)) != RC_OK)
		goto done;
	if ((tape->peaks = malloc(count + 1)) == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	memcpy(tape->peaks, values, count);
	tape->npeaks = count;
done:
	loudness_close(loudness);
	peaks_clear(&peaks);
	return rc;
}

/* How much of S is in HEARD. */
static double
heard_of(struct span s, const struct span_list *heard)
{
	int64_t sum = 0;

	for (size_t i = 0; i < heard->count; i++) {
		int64_t from =
		    s.from > heard->v[i].from ? s.from : heard->v[i].from;
		int64_t to = s.to < heard->v[i].to ? s.to : heard->v[i].to;

		sum += to > from ? to - from : 0;
	}
	return (double)sum / PEAKS_SAMPLES;
}

/* Put what is HEARD of TAPE, decoded, into LOUDNESS. */
static enum rc
meter(struct tape *tape, const struct span_list *heard,
    struct loudness *loudness, struct error *err)
{
	int16_t pcm[VOICE_FRAME];
	enum rc rc = RC_OK;

	for (size_t i = 0; i < heard->count && rc == RC_OK; i++) {
		int64_t at = heard->v[i].from, end = heard->v[i].to;

		at = at > tape->start ? at : tape->start;
		end = end < tape_end(tape) ? end : tape_end(tape);
		for (; at < end && rc == RC_OK; at += VOICE_FRAME) {
			size_t take = end - at < VOICE_FRAME
			    ? (size_t)(end - at)
			    : VOICE_FRAME;

			if ((rc = tape_pcm(tape, at, pcm, take, err)) == RC_OK)
				rc = loudness_add(loudness, pcm, take, err);
		}
	}
	return rc;
}

/* The loudness of what is HEARD of the COUNT TAPES, decoded. */
static enum rc
measure_heard(struct tape *tapes, size_t count, const struct span_list *heard,
    int32_t *mlufs, struct error *err)
{
	struct loudness *loudness = NULL;
	enum rc rc = loudness_open(&loudness, err);

	for (size_t i = 0; i < count && rc == RC_OK; i++)
		rc = meter(&tapes[i], heard, loudness, err);
	if (rc == RC_OK)
		rc = loudness_read(loudness, mlufs, NULL, err);
	loudness_close(loudness);
	return rc;
}

static enum rc
add_tape(struct blocks *blocks, struct tape *tape,
    const struct span_list *heard, struct error *err)
{
	double used =
	    heard_of((struct span){tape->start, tape_end(tape)}, heard);
	bool few = used * PEAKS_SAMPLES < FEW &&
	    used * PEAKS_SAMPLES < (double)tape->samples;
	int32_t mlufs;
	struct block *all;
	double mean, factor;
	enum rc rc;

	if (used <= 0)
		return RC_OK;
	if (tape->peaks == NULL && (rc = measure(tape, err)) != RC_OK)
		return rc;
	mlufs = tape->mlufs;
	if (few && (rc = measure_heard(tape, 1, heard, &mlufs, err)) != RC_OK)
		return rc;
	all = realloc(
	    blocks->v, (blocks->count + tape->npeaks + 1) * sizeof(*all));
	if (all == NULL)
		return error_nomem(err);
	blocks->v = all;
	all += blocks->count;
	for (size_t i = 0; i < tape->npeaks; i++) {
		int64_t at = tape->start + (int64_t)i * PEAKS_SAMPLES;
		/* a peak is rounded up */
		double peak = tape->peaks[i] > 0 ? tape->peaks[i] - 0.5 : 0;

		all[i].energy = peak * peak;
		all[i].weight =
		    heard_of((struct span){at, at + PEAKS_SAMPLES}, heard);
		if (all[i].weight > 0 && tape->peaks[i] / 255.0 > blocks->peak)
			blocks->peak = tape->peaks[i] / 255.0;
	}
	mean = gated(all, tape->npeaks, few, 0);
	factor = mlufs == LOUDNESS_SILENT || mean <= 0
	    ? 0
	    : energy_of(mlufs / 1000.0) / mean;
	for (size_t i = 0; i < tape->npeaks; i++)
		all[i].energy *= factor;
	blocks->count += tape->npeaks;
	return RC_OK;
}

enum rc
gain_of(struct tape *tapes, size_t count, const struct span_list *spans,
    const struct span_list *silent, struct gain *out, struct error *err)
{
	static const struct span_list none = {0};
	struct span_list heard = {0};
	struct blocks blocks = {0};
	double mean;
	enum rc rc;

	rc = span_subtract(spans, silent == NULL ? &none : silent, &heard, err);
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		rc = add_tape(&blocks, &tapes[i], &heard, err);
	if (rc == RC_OK) {
		mean = gated(blocks.v, blocks.count, true, energy_of(-70));
		out->mlufs = mean > 0 ? (int32_t)lround(lufs_of(mean) * 1000)
				      : LOUDNESS_SILENT;
		out->peak = blocks.peak;
	}
	if (rc == RC_OK && span_samples(&heard) < LITTLE)
		rc = measure_heard(tapes, count, &heard, &out->mlufs, err);
	free(blocks.v);
	span_clear(&heard);
	return rc;
}

int
gain_r128(const struct gain *gain)
{
	long q78;

	if (gain->mlufs == LOUDNESS_SILENT)
		return INT_MIN;
	q78 = lround((-23 - gain->mlufs / 1000.0) * 2) * 128;
	return q78 > INT16_MAX ? INT16_MAX
	    : q78 < INT16_MIN  ? INT16_MIN
			       : (int)q78;
}

double
gain_scale(const struct gain *gain)
{
	double scale, most;

	if (gain->mlufs == LOUDNESS_SILENT)
		return 1;
	scale = pow(10, (-18 - gain->mlufs / 1000.0) / 20);
	most = gain->peak > 0 ? pow(10, -1.0 / 20) / gain->peak : scale;
	return scale < most ? scale : most;
}
