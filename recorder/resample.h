/*
 * resample -- mono at any rate to 48 kHz, over libspeexdsp.  The delay
 * of its filter is taken out: output sample n is input time n / 48000.
 */
#ifndef RECORDER_RESAMPLE_H
#define RECORDER_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct resample;

enum rc resample_open(struct resample **out, int rate, struct error *err);
void resample_close(struct resample *r); /* NULL-safe */

/* Take at most *IN samples, give at most *OUT; both become what was done. */
enum rc resample_run(struct resample *r, const float *from, size_t *in,
    float *to, size_t *out, struct error *err);

#endif
