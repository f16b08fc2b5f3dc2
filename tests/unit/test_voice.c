/* The encoder: how many packets, where it can be cut, what its edges hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <opus/opus.h>

#include "recording/voice.h"
#include "speech.h"

enum { MOST = 8192, SECOND = VOICE_RATE };

/* Every packet of a stream, kept. */
struct kept {
	size_t count;
	size_t points;
	int64_t point[MOST];
	size_t len[MOST];
	unsigned char data[MOST][VOICE_PACKET_MAX];
};

static enum rc
keep(void *to, const struct voice_packet *packet, struct error *err)
{
	struct kept *k = to;

	(void)err;
	assert_int_equal(packet->index, k->count);
	assert_in_range(packet->len, 1, VOICE_PACKET_MAX);
	assert_true(k->count < MOST);
	if (packet->independent)
		k->point[k->points++] = packet->index;
	k->len[k->count] = packet->len;
	memcpy(k->data[k->count], packet->data, packet->len);
	k->count++;
	return RC_OK;
}

static bool
same_packet(const struct kept *a, size_t i, const struct kept *b, size_t k)
{
	return a->len[i] == b->len[k] &&
	    memcmp(a->data[i], b->data[k], a->len[i]) == 0;
}

/* Encode SAMPLES in pieces of CHUNK. */
static struct kept *
encode(const int16_t *pcm, size_t samples, size_t chunk, bool points)
{
	struct kept *k = calloc(1, sizeof(*k));
	struct voice *v = NULL;
	struct error err;
	int64_t said = -1;

	assert_non_null(k);
	assert_int_equal(voice_open(&v, points, keep, k, &err), RC_OK);
	for (size_t at = 0; at < samples; at += chunk)
		assert_int_equal(
		    voice_write(v, pcm + at,
			samples - at < chunk ? samples - at : chunk, &err),
		    RC_OK);
	assert_int_equal(voice_finish(v, &said, &err), RC_OK);
	assert_int_equal(said, samples);
	voice_close(v);
	return k;
}

static int16_t *
speech_of(uint32_t seed, size_t samples)
{
	struct speech s = {.state = seed};
	int16_t *pcm = calloc(samples + 1, sizeof(*pcm));

	assert_non_null(pcm);
	speech_fill(&s, pcm, samples);
	return pcm;
}

static void
every_sample_comes_out_and_no_packet_more(void **state)
{
	static const size_t lengths[] = {
	    0, 1, 647, 648, 649, 960, 1607, 1608, 1609, 48000, 50001};
	int16_t *pcm = speech_of(1, 50001);

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t n = lengths[i];
		struct kept *k = encode(pcm, n, 480, true);

		assert_true(k->count * VOICE_FRAME >= n + VOICE_PRE_SKIP);
		assert_true((k->count - 1) * VOICE_FRAME < n + VOICE_PRE_SKIP);
		free(k);
	}
	free(pcm);
}

static void
pieces_do_not_matter(void **state)
{
	size_t n = 26 * SECOND + 77;
	int16_t *pcm = speech_of(2, n);
	struct kept *whole = encode(pcm, n, n, true);
	struct kept *parts = encode(pcm, n, 701, true);

	(void)state;
	assert_int_equal(whole->count, parts->count);
	assert_int_equal(whole->points, parts->points);
	for (size_t i = 0; i < whole->count; i++)
		assert_true(same_packet(whole, i, parts, i));
	free(whole);
	free(parts);
	free(pcm);
}

static void
points_are_ten_to_twelve_seconds_apart(void **state)
{
	size_t n = 120 * SECOND;
	int16_t *pcm = speech_of(3, n);
	int16_t *still = calloc(n, sizeof(*still));
	const int16_t *both[2] = {pcm, still};

	(void)state;
	for (int which = 0; which < 2; which++) {
		struct kept *k = encode(both[which], n, 4800, true);

		assert_int_equal(k->point[0], 0);
		assert_in_range(k->points, 10, 12);
		for (size_t i = 1; i < k->points; i++)
			assert_in_range(
			    k->point[i] - k->point[i - 1], 500, 600);
		free(k);
	}
	free(still);
	free(pcm);
}

/* A crash may cost what waits: never more than VOICE_HELD frames and the one
 * being filled. */
static void
rule_17_little_waits_unencoded(void **state)
{
	size_t n = 40 * SECOND;
	int16_t *pcm = speech_of(4, n);
	struct kept *k = calloc(1, sizeof(*k));
	struct voice *v = NULL;
	struct error err;

	(void)state;
	assert_non_null(k);
	assert_int_equal(voice_open(&v, true, keep, k, &err), RC_OK);
	for (size_t at = 0; at < n; at += 480) {
		assert_int_equal(voice_write(v, pcm + at, 480, &err), RC_OK);
		assert_true((at + 480) / VOICE_FRAME - k->count <= VOICE_HELD);
	}
	voice_close(v);
	free(k);
	free(pcm);
}

/*
 * Another conversation before the same words: with points, the packets agree
 * from the first point after the words began, and on; without points they
 * still differ seconds later, which shows that the comparison can fail.
 */
static void
rule_01_what_came_before_ends_at_a_point(void **state)
{
	size_t before = 17 * SECOND + 501;
	size_t n = before + 45 * SECOND;
	int16_t *words = speech_of(5, n - before);
	struct kept *k[2][2];

	(void)state;
	for (uint32_t which = 0; which < 2; which++) {
		int16_t *pcm = speech_of(100 + which, n);

		memcpy(pcm + before, words, (n - before) * sizeof(*pcm));
		k[which][0] = encode(pcm, n, 4800, true);
		k[which][1] = encode(pcm, n, 4800, false);
		free(pcm);
	}
	for (int plain = 0; plain < 2; plain++) {
		const struct kept *a = k[0][plain];
		const struct kept *b = k[1][plain];
		size_t first = before / VOICE_FRAME + 1;
		size_t differ = 0;
		size_t i = 1;

		if (plain == 1) {
			size_t last = first;

			for (size_t p = first; p < a->count; p++)
				if (!same_packet(a, p, b, p))
					last = p;
			print_message("without points the last packet that "
				      "differs comes after %.1f s\n",
			    (double)(last - first) / 50);
			assert_true(last - first > 100);
			continue;
		}
		while (a->point[i] < (int64_t)first)
			i++;
		/* 17.01 s is frame 850: the next line of the grid is 1100 */
		assert_in_range(a->point[i], 1100, 1149);
		for (size_t p = first; p < (size_t)a->point[i]; p++)
			differ += !same_packet(a, p, b, p);
		assert_true(differ > 10);
		for (size_t p = (size_t)a->point[i]; p < a->count; p++)
			assert_true(same_packet(a, p, b, p));
		for (; i < a->points; i++)
			assert_int_equal(a->point[i], b->point[i]);
	}
	for (int i = 0; i < 4; i++)
		free(k[i / 2][i % 2]);
	free(words);
}

/* The settings the header promises, on an encoder that is not ours. */
static OpusEncoder *
bare_encoder(void)
{
	int code;
	OpusEncoder *e =
	    opus_encoder_create(48000, 1, OPUS_APPLICATION_VOIP, &code);

	assert_int_equal(code, OPUS_OK);
	opus_encoder_ctl(e, OPUS_SET_BITRATE(32000));
	opus_encoder_ctl(e, OPUS_SET_VBR(1));
	opus_encoder_ctl(e, OPUS_SET_VBR_CONSTRAINT(1));
	opus_encoder_ctl(e, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
	opus_encoder_ctl(e, OPUS_SET_COMPLEXITY(10));
	opus_encoder_ctl(e, OPUS_SET_DTX(0));
	return e;
}

/* From each point on the stream is that of a brand-new libopus encoder which
 * was given the frame before and whose packet for it was thrown away. */
static void
a_point_is_a_new_encoder_primed_with_20_ms(void **state)
{
	size_t n = 60 * SECOND;
	int16_t *pcm = speech_of(6, n);
	struct kept *k = encode(pcm, n, 4800, true);

	(void)state;
	assert_true(k->points >= 5);
	for (size_t i = 0; i < k->points; i++) {
		OpusEncoder *e = bare_encoder();
		size_t end = i + 1 < k->points ? (size_t)k->point[i + 1]
					       : n / VOICE_FRAME;
		unsigned char data[VOICE_PACKET_MAX];
		const int16_t *frame = pcm + k->point[i] * VOICE_FRAME;

		if (i > 0)
			assert_true(opus_encode(e, frame - VOICE_FRAME,
					VOICE_FRAME, data, sizeof(data)) > 0);
		for (size_t p = (size_t)k->point[i]; p < end; p++) {
			opus_int32 len = opus_encode(
			    e, frame, VOICE_FRAME, data, sizeof(data));

			assert_int_equal(len, k->len[p]);
			assert_memory_equal(data, k->data[p], (size_t)len);
			frame += VOICE_FRAME;
		}
		opus_encoder_destroy(e);
	}
	free(k);
	free(pcm);
}

/* voice_prime makes the packets that a point of the recording has. */
static void
priming_joins_a_stream_at_a_point(void **state)
{
	size_t n = 25 * SECOND;
	int16_t *pcm = speech_of(8, n);
	struct kept *whole = encode(pcm, n, 4800, true);
	struct kept *tail = calloc(1, sizeof(*tail));
	size_t point = (size_t)whole->point[1];
	struct voice *v = NULL;
	struct error err;
	int64_t said;

	(void)state;
	assert_non_null(tail);
	assert_int_equal(voice_open(&v, false, keep, tail, &err), RC_OK);
	assert_int_equal(
	    voice_prime(v, pcm + (point - 1) * VOICE_FRAME, &err), RC_OK);
	assert_int_equal(
	    voice_write(v, pcm + point * VOICE_FRAME, 300 * VOICE_FRAME, &err),
	    RC_OK);
	assert_int_equal(tail->count, 300);
	for (size_t i = 0; i < 300; i++)
		assert_true(same_packet(tail, i, whole, point + i));
	assert_int_equal(voice_write(v, pcm, 5, &err), RC_OK);
	assert_int_equal(voice_prime(v, pcm, &err), RC_INVALID);
	assert_int_equal(voice_finish(v, &said, &err), RC_OK);
	assert_int_equal(said, 300 * VOICE_FRAME + 5);
	voice_close(v);
	free(tail);
	free(whole);
	free(pcm);
}

static int16_t *
decode(const struct kept *k)
{
	int code;
	OpusDecoder *d = opus_decoder_create(48000, 1, &code);
	int16_t *pcm = calloc(k->count, VOICE_FRAME * sizeof(*pcm));

	assert_int_equal(code, OPUS_OK);
	assert_non_null(pcm);
	for (size_t i = 0; i < k->count; i++)
		assert_int_equal(
		    opus_decode(d, k->data[i], (opus_int32)k->len[i],
			pcm + i * VOICE_FRAME, VOICE_FRAME, 0),
		    VOICE_FRAME);
	opus_decoder_destroy(d);
	return pcm;
}

static double
level(const int16_t *pcm, size_t from, size_t to)
{
	double sum = 0;

	for (size_t i = from; i < to; i++)
		sum += (double)pcm[i] * pcm[i];
	return 10 * log10(sum / (double)(to - from) + 1e-3) -
	    10 * log10(32768.0 * 32768.0);
}

/*
 * What a player finds that ignores pre-skip and end trim.  The encoder was
 * given nothing but zeros there.  What a transform codec spreads around a
 * loud edge of the *same* item remains: with a tone of -7 dBFS that begins at
 * the first sample and ends at the last it lies 20 dB and more below the tone
 * (lone frames of speech: 40 dB), and with silence at the edges it is silence.
 */
static void
rule_01_only_zeros_lie_under_pre_skip_and_trim(void **state)
{
	size_t n = 3 * SECOND + 100;
	int16_t *pcm = calloc(n, sizeof(*pcm));
	struct kept *k;
	int16_t *out;
	double tone;

	(void)state;
	assert_non_null(pcm);
	for (size_t i = SECOND / 2; i < n - SECOND / 2; i++)
		pcm[i] = (int16_t)(20000 * sin((double)i * 0.0576));
	k = encode(pcm, n, n, true);
	out = decode(k);
	for (size_t i = 0; i < VOICE_PRE_SKIP; i++)
		assert_in_range(out[i] + 4, 0, 8);
	for (size_t i = VOICE_PRE_SKIP + n; i < k->count * VOICE_FRAME; i++)
		assert_in_range(out[i] + 4, 0, 8);
	free(out);
	free(k);

	for (size_t i = 0; i < n; i++)
		pcm[i] = (int16_t)(20000 * sin((double)i * 0.0576));
	k = encode(pcm, n, n, true);
	out = decode(k);
	tone = level(out, 2 * VOICE_FRAME, n);
	print_message("under pre-skip %.1f dBFS, under trim %.1f dBFS, the "
		      "tone %.1f dBFS\n",
	    level(out, 0, VOICE_PRE_SKIP),
	    level(out, VOICE_PRE_SKIP + n, k->count * VOICE_FRAME), tone);
	assert_true(tone > -8);
	assert_true(level(out, 0, VOICE_PRE_SKIP) < tone - 20);
	free(out);
	free(k);
	free(pcm);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_sample_comes_out_and_no_packet_more),
	    cmocka_unit_test(pieces_do_not_matter),
	    cmocka_unit_test(points_are_ten_to_twelve_seconds_apart),
	    cmocka_unit_test(rule_17_little_waits_unencoded),
	    cmocka_unit_test(rule_01_what_came_before_ends_at_a_point),
	    cmocka_unit_test(a_point_is_a_new_encoder_primed_with_20_ms),
	    cmocka_unit_test(priming_joins_a_stream_at_a_point),
	    cmocka_unit_test(rule_01_only_zeros_lie_under_pre_skip_and_trim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
