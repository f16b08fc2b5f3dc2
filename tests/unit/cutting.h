/*
 * cutting -- a small recorder, a meeting of three cases, and copies cut out of
 * it, for the tests of splice.
 */
#ifndef UNIT_CUTTING_H
#define UNIT_CUTTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <opus/opus.h>

#include "distributor/splice.h"
#include "distributor/tape.h"
#include "recording/pages.h"
#include "sound.h"

enum { SECOND = 48000, HOP = 480, WINDOW = 4800 };

/* -- a recorder, small --------------------------------------------------- */

struct take {
	struct buf ogg;
	struct pages *pages;
	int64_t points[64];
	size_t npoints;
	struct packets_memory memory;
};

static inline enum rc
take_packet(void *to, const struct voice_packet *packet, struct error *err)
{
	struct take *t = to;

	if (packet->independent) {
		assert_true(t->npoints < 64);
		t->points[t->npoints++] = packet->index;
	}
	return pages_packet(t->pages, packet->data, packet->len, err);
}

/* What the recorder makes of PCM[COUNT], beginning at START. */
static inline void
record(struct tape *tape, const int16_t *pcm, size_t count, int64_t start)
{
	static const struct pages_tags tags = {.r128_gain_q78 = INT32_MIN};
	struct take take = {0};
	struct sink sink = sink_to_buf(&take.ogg);
	struct voice *voice = NULL;
	int64_t samples = 0;

	assert_int_equal(
	    pages_open(&take.pages, &sink, 7, VOICE_PRE_SKIP, &tags, NULL),
	    RC_OK);
	assert_int_equal(
	    voice_open(&voice, true, take_packet, &take, NULL), RC_OK);
	assert_int_equal(voice_write(voice, pcm, count, NULL), RC_OK);
	assert_int_equal(voice_finish(voice, &samples, NULL), RC_OK);
	assert_int_equal(samples, count);
	assert_int_equal(pages_finish(take.pages, samples, NULL), RC_OK);
	take.memory = (struct packets_memory){take.ogg.data, take.ogg.len};
	assert_int_equal(tape_load(tape, packets_read_memory, &take.memory,
			     start, true, take.points, take.npoints, NULL),
	    RC_OK);
	assert_int_equal(tape->samples, count);
	voice_close(voice);
	pages_close(take.pages);
	buf_clear(&take.ogg);
}

/* -- a copy, and a player that ignores pre-skip and trim ------------------ */

struct copy {
	struct buf ogg;
	struct splice splice;
	struct tape tape; /* its packets */
	int pre_skip;
	int16_t *heard; /* everything, hidden parts too */
	size_t nheard;
};

static inline void
decode_all(struct copy *c)
{
	OpusDecoder *decoder = opus_decoder_create(48000, 1, NULL);
	const unsigned char *data;
	size_t len;

	c->nheard = c->tape.npackets * VOICE_FRAME;
	c->heard = malloc(c->nheard * sizeof(*c->heard));
	assert_non_null(decoder);
	assert_non_null(c->heard);
	for (size_t i = 0; i < c->tape.npackets; i++) {
		data = tape_packet(&c->tape, i, &len);
		assert_int_equal(
		    opus_decode(decoder, data, (opus_int32)len,
			c->heard + i * VOICE_FRAME, VOICE_FRAME, 0),
		    VOICE_FRAME);
	}
	opus_decoder_destroy(decoder);
}

static inline void
load_copy(struct copy *c)
{
	struct packets_memory memory = {c->ogg.data, c->ogg.len};
	struct packets *packets = NULL;
	struct packets_head head;
	const unsigned char *data;
	int64_t granule;
	size_t len, room = c->ogg.len / 3 + 2;

	assert_int_equal(
	    packets_open(&packets, packets_read_memory, &memory, &head, NULL),
	    RC_OK);
	c->pre_skip = head.pre_skip;
	c->tape.at = calloc(room, sizeof(*c->tape.at));
	for (;;) {
		c->tape.at[c->tape.npackets] = c->tape.bytes.len;
		assert_int_equal(
		    packets_next(packets, &data, &len, &granule, NULL), RC_OK);
		if (data == NULL)
			break;
		buf_put(&c->tape.bytes, data, len);
		c->tape.npackets++;
		assert_true(c->tape.npackets < room);
	}
	assert_int_equal(packets_samples(packets), c->splice.samples);
	packets_close(packets);
}

static inline void
cut_silent(struct copy *c, struct tape *tapes, size_t count,
    const struct span *spans, size_t nspans, const struct span_list *silent)
{
	struct span_list list = {0};
	struct splice_plan plan = {
	    .spans = &list,
	    .silent = silent,
	    .serial = 99,
	    .r128_gain_q78 = INT32_MIN,
	};
	struct sink sink = sink_to_buf(&c->ogg);
	struct error err = {0};

	*c = (struct copy){0};
	for (size_t i = 0; i < nspans; i++)
		assert_int_equal(span_add(&list, spans[i], NULL), RC_OK);
	if (splice_write(tapes, count, &plan, &sink, &c->splice, &err) != RC_OK)
		fail_msg("%s", err.text);
	load_copy(c);
	decode_all(c);
	span_clear(&list);
}

static inline void
cut(struct copy *c, struct tape *tapes, size_t count, const struct span *spans,
    size_t nspans)
{
	cut_silent(c, tapes, count, spans, nspans, NULL);
}

static inline void
copy_clear(struct copy *c)
{
	buf_clear(&c->ogg);
	splice_clear(&c->splice);
	tape_clear(&c->tape);
	free(c->heard);
}

static inline bool
same_packet(const struct tape *a, size_t i, const struct tape *b, size_t j)
{
	size_t la, lb;
	const unsigned char *pa = tape_packet(a, i, &la);
	const unsigned char *pb = tape_packet(b, j, &lb);

	return la == lb && memcmp(pa, pb, la) == 0;
}

/* The loudest that HZ gets anywhere in what is heard, hidden parts too, in
 * dB below full scale. */
static inline double
loudest(const struct copy *c, double hz)
{
	int16_t *padded = calloc(c->nheard + 2 * WINDOW, sizeof(*padded));
	double most = 0, now;

	assert_non_null(padded);
	memcpy(padded + WINDOW, c->heard, c->nheard * sizeof(*padded));
	for (size_t at = 0; at + WINDOW <= c->nheard + 2 * WINDOW; at += HOP) {
		now = sound_amplitude(padded + at, WINDOW, hz);
		most = now > most ? now : most;
	}
	free(padded);
	return sound_db(most);
}

/* -- three cases in a row ------------------------------------------------- */

enum { CASES = 3 };

struct meeting {
	int16_t *pcm;
	struct tape tapes[CASES];
	int64_t truly[CASES + 1];   /* where the cases begin and end */
	int64_t pressed[CASES + 1]; /* where the recorder was told so */
};

/* A tone that begins and ends within 5 ms, so that it stays in its band. */
static inline void
add_tone(int16_t *pcm, size_t count, double hz, double amplitude)
{
	const size_t ramp = 240;

	sound_tone(pcm, count, 0, hz, amplitude);
	for (size_t i = 0; i < ramp; i++) {
		double w = 0.5 - 0.5 * cos(M_PI * ((double)i + 0.5) / 240);

		pcm[i] = (int16_t)lrint(pcm[i] * w);
		pcm[count - 1 - i] = (int16_t)lrint(pcm[count - 1 - i] * w);
	}
}

static inline void
plan_meeting(struct meeting *m, const int64_t *truly, int64_t lateness)
{
	*m = (struct meeting){0};
	for (int i = 0; i <= CASES; i++) {
		m->truly[i] = truly[i];
		m->pressed[i] =
		    truly[i] + (i == 0 || i == CASES ? 0 : lateness);
	}
	m->pcm = calloc((size_t)truly[CASES], sizeof(*m->pcm));
	assert_non_null(m->pcm);
}

static inline int16_t *
part(const struct meeting *m, int number, size_t *count)
{
	*count = (size_t)(m->truly[number + 1] - m->truly[number]);
	return m->pcm + m->truly[number];
}

static inline void
record_meeting(struct meeting *m)
{
	for (int i = 0; i < CASES; i++)
		record(&m->tapes[i], m->pcm + m->pressed[i],
		    (size_t)(m->pressed[i + 1] - m->pressed[i]), m->pressed[i]);
}

static inline void
cut_case(struct copy *c, struct meeting *m, int number)
{
	struct span span = {m->truly[number], m->truly[number + 1]};

	cut(c, m->tapes, CASES, &span, 1);
	assert_int_equal(c->splice.samples, span.to - span.from);
	assert_int_equal(c->splice.nparts, 1);
	assert_int_equal(c->splice.parts[0].plays_at, 0);
}

static inline void
meeting_clear(struct meeting *m)
{
	for (int i = 0; i < CASES; i++)
		tape_clear(&m->tapes[i]);
	free(m->pcm);
}

static inline void
sweep_meeting(struct meeting *m, const int64_t *truly, int64_t lateness)
{
	plan_meeting(m, truly, lateness);
	for (int i = 0; i < CASES; i++) {
		size_t count;
		int16_t *pcm = part(m, i, &count);

		sound_sweep(pcm, count, 300 + 40 * i, 6000);
	}
	record_meeting(m);
}

static inline void
talk_meeting(struct meeting *m, const int64_t *truly, int64_t lateness,
    uint32_t first_seed)
{
	plan_meeting(m, truly, lateness);
	for (int i = 0; i < CASES; i++) {
		size_t count;
		int16_t *pcm = part(m, i, &count);

		sound_talk(pcm, count,
		    i == 0 ? first_seed : 1000u * (unsigned)i, 9000);
	}
	record_meeting(m);
}

/* On no common grid, and long enough for points (every 10 to 12 s). */
static const int64_t cases[] = {
    0, 30 * SECOND + 123, 75 * SECOND + 7196, 100 * SECOND + 11};

static inline int
loudest_of(const int16_t *pcm, size_t count)
{
	int most = 0;

	for (size_t i = 0; i < count; i++)
		most = abs(pcm[i]) > most ? abs(pcm[i]) : most;
	return most;
}

/*
 * How like 80 ms of HEARD are what the recorder heard NEAR.  Where that is a
 * sliding voice and the copy's own is noise in syllables, nothing but the
 * neighbour is like the neighbour, except by chance: in 20 ms much is like a
 * tone.  That chance is measured on the copy's own words as they went into the
 * recorder, and the copy may not be 0.1 more like.
 */
static inline double
likeness(const int16_t *heard, const struct meeting *m, int64_t near)
{
	double most = 0, now;

	for (size_t at = 0; at + 960 <= 3840; at += 192)
		for (int64_t lag = -1920; lag <= 960; lag += 2) {
			now = fabs(sound_correlation(
			    heard + at, m->pcm + near + lag, 960));
			most = now > most ? now : most;
		}
	return most;
}

#endif
