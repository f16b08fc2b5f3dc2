/*
 * pages -- packets to Ogg Opus pages, by one policy, over libogg.
 *
 * OpusHead alone on page 0, OpusTags on its own page(s), then pages of 25
 * packets (0.5 s); no packet spans two audio pages; the last page carries EOS
 * and the granule position pre-skip + samples, so that a decoder trims the
 * final zeros (RFC 7845, section 4).  Only zeros lie under pre-skip and trim.
 */
#ifndef RECORDING_PAGES_H
#define RECORDING_PAGES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sink.h"
#include "recording/voice.h"

enum { PAGES_PACKETS = 25 };

struct pages;

struct pages_tags {
	const char *title;    /* neutral, or NULL */
	const char *language; /* "en", "cy" or NULL */
	int r128_gain_q78;    /* R128_TRACK_GAIN; INT_MIN: none */
};

/* PRE_SKIP in samples.  Headers are written at once.  Borrows SINK. */
enum rc pages_open(struct pages **out, struct sink *sink, uint32_t serial,
    int pre_skip, const struct pages_tags *tags, struct error *err);
void pages_close(struct pages *p);

/* One packet of VOICE_FRAME samples. */
enum rc pages_packet(
    struct pages *p, const unsigned char *data, size_t len, struct error *err);

/* Write the page being filled even if it is short (the recorder, each half
 * second of wall time). */
enum rc pages_flush(struct pages *p, struct error *err);

/* The last page: SAMPLES is what a player hears. */
enum rc pages_finish(struct pages *p, int64_t samples, struct error *err);

#endif
