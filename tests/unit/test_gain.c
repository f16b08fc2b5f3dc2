/*
 * gain against a meter of the decoded copy: random cuts of segments that differ
 * by 20 LU, quiet stretches beside loud ones inside them, silences left out.
 */
#include "distributor/gain.h"
#include "recording/loudness.h"
#include "recording/peaks.h"
#include "unit/cutting.h"
#include "unit/speech.h"

/* Talk, each 5 s louder or quieter, as an index would describe it. */
static void
record_levels(struct meeting *m)
{
	static const int64_t even[] = {
	    0, 40 * SECOND + 5, 80 * SECOND, 120 * SECOND};
	static const double level[CASES] = {0.5, 0.25, 1};
	struct speech speech = {.state = 7};

	plan_meeting(m, even, 0);
	speech_fill(&speech, m->pcm, (size_t)even[CASES]);
	for (int i = 0; i < CASES; i++) {
		struct tape *tape = &m->tapes[i];
		struct loudness *meter = NULL;
		struct peaks peaks = {0};
		const uint8_t *values;
		size_t count;
		int16_t *pcm = part(m, i, &count);

		for (size_t k = 0; k < count; k++)
			pcm[k] = (int16_t)(pcm[k] * level[i] *
			    (k / (5 * SECOND) % 2 == 0 ? 1 : 0.5));
		record(tape, pcm, count, m->pressed[i]);
		assert_int_equal(loudness_open(&meter, NULL), RC_OK);
		assert_int_equal(loudness_add(meter, pcm, count, NULL), RC_OK);
		assert_int_equal(
		    loudness_read(meter, &tape->mlufs, NULL, NULL), RC_OK);
		assert_int_equal(peaks_add(&peaks, pcm, count, NULL), RC_OK);
		assert_int_equal(
		    peaks_end(&peaks, &values, &tape->npeaks, NULL), RC_OK);
		tape->peaks = malloc(tape->npeaks);
		assert_non_null(tape->peaks);
		memcpy(tape->peaks, values, tape->npeaks);
		loudness_close(meter);
		peaks_clear(&peaks);
	}
}

static int32_t
measured(const struct copy *c)
{
	struct loudness *meter = NULL;
	int32_t mlufs;

	assert_int_equal(loudness_open(&meter, NULL), RC_OK);
	assert_int_equal(loudness_add(meter, c->heard + c->pre_skip,
			     (size_t)c->splice.samples, NULL),
	    RC_OK);
	assert_int_equal(loudness_read(meter, &mlufs, NULL, NULL), RC_OK);
	loudness_close(meter);
	return mlufs;
}

static void
it_is_what_a_meter_says_to_half_a_unit(void **state)
{
	struct meeting m;
	uint32_t seed = 11;
	int worst = 0, exact = 0;

	(void)state;
	record_levels(&m);
	for (int i = 0; i < 30; i++) {
		int64_t from = (int64_t)(sound_random(&seed) % 2400000);
		int64_t to = from + 10 * SECOND +
		    (int64_t)(sound_random(&seed) % 4800000);
		struct span span = {
		    from, to < 120 * SECOND ? to : 120 * SECOND};
		struct span hole = {from + 3 * SECOND, from + 5 * SECOND};
		const struct span_list spans = {&span, 1};
		const struct span_list silent = {&hole, i % 3 == 0};
		struct gain gain = {0};
		struct copy c;
		bool brief =
		    span_samples(&spans) - span_samples(&silent) < 60 * SECOND;
		int off;

		assert_int_equal(
		    gain_of(m.tapes, CASES, &spans, &silent, &gain, NULL),
		    RC_OK);
		cut_silent(&c, m.tapes, CASES, &span, 1, &silent);
		off = abs((int)(gain.mlufs - measured(&c)));
		if (brief)
			exact = off > exact ? off : exact;
		else
			worst = off > worst ? off : worst;
		copy_clear(&c);
	}
	print_message("worst of 30: %.2f LU below a minute, %.2f above\n",
	    exact / 1000.0, worst / 1000.0);
	assert_in_range(exact, 0, 250); /* encoded anew */
	assert_in_range(worst, 1, 500);
	/* a segment without an index is decoded */
	for (int i = 0; i < CASES; i++) {
		struct span span = {m.pressed[i], m.pressed[i + 1]};
		const struct span_list spans = {&span, 1};
		struct gain with = {0}, without = {0};

		assert_int_equal(
		    gain_of(m.tapes, CASES, &spans, NULL, &with, NULL), RC_OK);
		free(m.tapes[i].peaks);
		m.tapes[i].peaks = NULL;
		assert_int_equal(
		    gain_of(m.tapes, CASES, &spans, NULL, &without, NULL),
		    RC_OK);
		assert_in_range(with.mlufs - without.mlufs + 300, 0, 600);
		assert_in_range(m.tapes[i].npeaks, 319, 321);
	}
	meeting_clear(&m);
}

static void
tags_and_scales(void **state)
{
	struct gain gain = {.mlufs = -23000, .peak = 0.1};

	(void)state;
	assert_int_equal(gain_r128(&gain), 0);
	assert_true(fabs(gain_scale(&gain) - 1.7783) < 0.001); /* +5 dB */
	gain.mlufs = -31200;
	assert_int_equal(gain_r128(&gain), 8 * 256);
	gain.peak = 0.8; /* as far as -1 dB of full scale */
	assert_true(fabs(gain_scale(&gain) - 1.1141) < 0.001);
	gain.mlufs = -13300;
	assert_int_equal(gain_r128(&gain), -9 * 256 - 128);
	gain.mlufs = LOUDNESS_SILENT;
	assert_int_equal(gain_r128(&gain), INT32_MIN);
	assert_true(fabs(gain_scale(&gain) - 1) < 1e-9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_what_a_meter_says_to_half_a_unit),
	    cmocka_unit_test(tags_and_scales),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
