#include "recorder/level.h"

#include <math.h>

#include "base/span.h"

void
level_add(struct level *l, const int16_t *pcm, size_t samples)
{
	for (size_t i = 0; i < samples; i++) {
		l->power += (double)pcm[i] * pcm[i];
		l->zeros = pcm[i] == 0 ? l->zeros + 1 : 0;
	}
	l->count += samples;
	if (l->count < SPAN_RATE / 2)
		return;
	if (l->power > 0)
		l->now_cb = (int)lrint(
		    100 * log10(l->power / (double)l->count / 32768 / 32768));
	else
		l->now_cb = LEVEL_NONE;
	l->known = true;
	l->power = 0;
	l->count = 0;
}

int
level_cb(const struct level *l)
{
	return l->known ? l->now_cb : LEVEL_NONE;
}

bool
level_muted(const struct level *l)
{
	return l->zeros >= (int64_t)LEVEL_MUTED_S * SPAN_RATE;
}
