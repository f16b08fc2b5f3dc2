#include "distributor/gain.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "recording/loudness.h"
#include "recording/peaks.h"

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
 * that; 0 when nothing is. */
static double
gated(const struct block *v, size_t count, double floor)
{
	double mean = 0, weight;

	for (int pass = 0; pass < 2; pass++) {
		double sum = 0;

		weight = 0;
		for (size_t i = 0; i < count; i++)
			if (v[i].energy > 0 && v[i].energy >= floor) {
				sum += v[i].energy * v[i].weight;
				weight += v[i].weight;
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

static bool
touches(const struct tape *tape, const struct span_list *heard)
{
	return heard_of((struct span){tape->start, tape_end(tape)}, heard) > 0;
}

static enum rc
add_tape(struct blocks *blocks, struct tape *tape,
    const struct span_list *heard, struct error *err)
{
	struct block *all;
	double mean, factor;
	enum rc rc;

	if (!touches(tape, heard))
		return RC_OK;
	if (tape->peaks == NULL && (rc = measure(tape, err)) != RC_OK)
		return rc;
	all = realloc(
	    blocks->v, (blocks->count + tape->npeaks + 1) * sizeof(*all));
	if (all == NULL)
		return error_nomem(err);
	blocks->v = all;
	all += blocks->count;
	for (size_t i = 0; i < tape->npeaks; i++)
		all[i] = (struct block){
		    .energy = (double)tape->peaks[i] * tape->peaks[i],
		    .weight = 1,
		};
	mean = gated(all, tape->npeaks, 0);
	factor = tape->mlufs == LOUDNESS_SILENT || mean <= 0
	    ? 0
	    : energy_of(tape->mlufs / 1000.0) / mean;
	for (size_t i = 0; i < tape->npeaks; i++) {
		int64_t at = tape->start + (int64_t)i * PEAKS_SAMPLES;

		all[i].energy *= factor;
		all[i].weight =
		    heard_of((struct span){at, at + PEAKS_SAMPLES}, heard);
		if (all[i].weight > 0 && tape->peaks[i] / 255.0 > blocks->peak)
			blocks->peak = tape->peaks[i] / 255.0;
	}
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
		mean = gated(blocks.v, blocks.count, energy_of(-70));
		out->mlufs = mean > 0 ? (int32_t)lround(lufs_of(mean) * 1000)
				      : LOUDNESS_SILENT;
		out->peak = blocks.peak;
	}
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
	q78 = lround((-23 - gain->mlufs / 1000.0) * 256);
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
