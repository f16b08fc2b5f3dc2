/*
 * Loudness against EBU Tech 3341.  Its test signals are stereo sines of
 * 1,000 Hz; in one channel the same sine measures 3.01 LU less, so the level
 * is raised by that.  0.1 LU is what 3341 allows a meter.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "recording/loudness.h"
#include "recording/voice.h"

static void
sine(struct loudness *l, double dbfs, int seconds)
{
	double peak = 32768 * pow(10, (dbfs + 3.0103) / 20);
	struct error err;
	int16_t pcm[VOICE_RATE / 10];
	double phase = 0;

	for (int tenth = 0; tenth < seconds * 10; tenth++) {
		for (int i = 0; i < VOICE_RATE / 10; i++) {
			pcm[i] = (int16_t)lround(peak * sin(phase));
			phase = fmod(
			    phase + 2 * 3.14159265358979 * 1000 / VOICE_RATE,
			    2 * 3.14159265358979);
		}
		assert_int_equal(
		    loudness_add(l, pcm, VOICE_RATE / 10, &err), RC_OK);
	}
}

/* Cases 1 to 5 of Table 1: levels in dBFS and seconds, then what they are. */
static void
ebu_tech_3341(void **state)
{
	static const struct {
		struct {
			double dbfs;
			int seconds;
		} part[5];
		int mlufs;
	} cases[] = {
	    {{{-23, 20}}, -23000},
	    {{{-33, 20}}, -33000},
	    {{{-36, 10}, {-23, 60}, {-36, 10}}, -23000},
	    {{{-72, 10}, {-36, 10}, {-23, 60}, {-36, 10}, {-72, 10}}, -23000},
	    {{{-26, 20}, {-20, 20}, {-26, 20}}, -23000},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct loudness *l = NULL;
		struct error err;
		int32_t mlufs;

		assert_int_equal(loudness_open(&l, &err), RC_OK);
		for (int k = 0; k < 5; k++)
			sine(
			    l, cases[i].part[k].dbfs, cases[i].part[k].seconds);
		assert_int_equal(loudness_read(l, &mlufs, NULL, &err), RC_OK);
		print_message("case %zu: %d mLUFS\n", i + 1, (int)mlufs);
		assert_true(abs(mlufs - cases[i].mlufs) <= 100);
		loudness_close(l);
	}
}

static void
silence_and_the_largest_sample(void **state)
{
	static const int16_t zeros[VOICE_RATE];
	static const int16_t high[3] = {5, INT16_MIN, 7};
	struct loudness *l = NULL;
	struct error err;
	int32_t mlufs;
	int peak;

	(void)state;
	assert_int_equal(loudness_open(&l, &err), RC_OK);
	assert_int_equal(loudness_read(l, &mlufs, &peak, &err), RC_OK);
	assert_int_equal(mlufs, LOUDNESS_SILENT);
	for (int i = 0; i < 5; i++)
		assert_int_equal(
		    loudness_add(l, zeros, VOICE_RATE, &err), RC_OK);
	assert_int_equal(loudness_read(l, &mlufs, &peak, &err), RC_OK);
	assert_int_equal(mlufs, LOUDNESS_SILENT);
	assert_int_equal(peak, 0);
	assert_int_equal(loudness_add(l, high, 3, &err), RC_OK);
	assert_int_equal(loudness_read(l, &mlufs, &peak, &err), RC_OK);
	assert_int_equal(peak, 32768);
	loudness_close(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ebu_tech_3341),
	    cmocka_unit_test(silence_and_the_largest_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
