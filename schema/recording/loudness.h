/*
 * loudness -- how loud a recording is, over libebur128: integrated loudness
 * as ITU-R BS.1770 measures one channel (a full-scale 997 Hz sine is
 * -3.01 LUFS) and the largest sample.  No true peak: it alone would cost a
 * fifth of the encoding.
 */
#ifndef RECORDING_LOUDNESS_H
#define RECORDING_LOUDNESS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct loudness;

enum { LOUDNESS_SILENT = INT32_MIN };

enum rc loudness_open(struct loudness **out, struct error *err);
void loudness_close(struct loudness *l);

enum rc loudness_add(
    struct loudness *l, const int16_t *pcm, size_t samples, struct error *err);

/* So far.  MLUFS: thousandths of LUFS, LOUDNESS_SILENT when nothing passed
 * the gate; PEAK (may be NULL): the largest magnitude, 0..32768. */
enum rc
loudness_read(struct loudness *l, int32_t *mlufs, int *peak, struct error *err);

#endif
