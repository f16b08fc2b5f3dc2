/*
 * peaks -- the outline of a recording for a player: 8 values a second, each
 * the largest magnitude of 6,000 samples as 0..255 of full scale (rounded up,
 * so that 0 is said of digital silence alone).
 */
#ifndef RECORDING_PEAKS_H
#define RECORDING_PEAKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum { PEAKS_A_SECOND = 8, PEAKS_SAMPLES = 6000 };

struct peaks { /* = {0} */
	struct buf values;
	int high;
	size_t filled;
};
void peaks_clear(struct peaks *p);

/* RC_NOMEM. */
enum rc peaks_add(
    struct peaks *p, const int16_t *pcm, size_t samples, struct error *err);

/* The last, short stretch; *VALUES is lent until peaks_clear. */
enum rc peaks_end(
    struct peaks *p, const uint8_t **values, size_t *count, struct error *err);

#endif
