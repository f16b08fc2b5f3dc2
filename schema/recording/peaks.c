#include "recording/peaks.h"

void
peaks_clear(struct peaks *p)
{
	buf_clear(&p->values);
	*p = (struct peaks){0};
}

static void
put(struct peaks *p)
{
	buf_u8(&p->values, (unsigned)((p->high * 255 + 32767) / 32768));
	p->high = 0;
	p->filled = 0;
}

enum rc
peaks_add(
    struct peaks *p, const int16_t *pcm, size_t samples, struct error *err)
{
	while (samples > 0) {
		size_t take = PEAKS_SAMPLES - p->filled;
		int high = p->high;

		if (take > samples)
			take = samples;
		for (size_t i = 0; i < take; i++) {
			int value = pcm[i] < 0 ? -pcm[i] : pcm[i];

			high = value > high ? value : high;
		}
		p->high = high;
		p->filled += take;
		pcm += take;
		samples -= take;
		if (p->filled == PEAKS_SAMPLES)
			put(p);
	}
	return buf_check(&p->values, err);
}

enum rc
peaks_end(
    struct peaks *p, const uint8_t **values, size_t *count, struct error *err)
{
	if (p->filled > 0)
		put(p);
	*values = p->values.data;
	*count = p->values.len;
	return buf_check(&p->values, err);
}
