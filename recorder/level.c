#include "recorder/level.h"

#include <math.h>
#include <stdlib.h>

#include "base/span.h"

/* Tenths of dBFS of a mean square; full scale is 0. */
static int
power_cb(double power)
{
	return power > 0 ? (int)lrint(100 * log10(power / 32768 / 32768))
			 : LEVEL_NONE;
}

bool
level_add(struct level *l, const int16_t *pcm, size_t samples)
{
	for (size_t i = 0; i < samples; i++) {
		l->power += (double)pcm[i] * pcm[i];
		if (abs(pcm[i]) > l->peak)
			l->peak = abs(pcm[i]);
	}
	l->count += samples;
	if (l->count < SPAN_RATE / 2)
		return false;
	l->now_cb = power_cb(l->power / (double)l->count);
	l->peak_cb = power_cb((double)l->peak * l->peak);
	l->known = true;
	l->power = 0;
	l->peak = 0;
	l->count = 0;
	return true;
}

int
level_cb(const struct level *l)
{
	return l->known ? l->now_cb : LEVEL_NONE;
}

int
level_peak_cb(const struct level *l)
{
	return l->known ? l->peak_cb : LEVEL_NONE;
}
