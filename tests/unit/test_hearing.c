/* Muted, quiet, too loud, lost, drifting: told apart, at these thresholds and
 * no others. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/hearing.h"
#include "recorder/mic.h"

enum { HALF = 25 /* blocks */, SECOND = 50 };

static struct hearing h;
static struct mic_block b;

static int
setup(void **state)
{
	(void)state;
	memset(&h, 0, sizeof(h));
	memset(&b, 0, sizeof(b));
	b.count = FRAME_SAMPLES;
	b.wall_ms = 1800000000000;
	b.mono_ns = 5000000000;
	return 0;
}

/* N blocks of what B holds. */
static void
give(int n)
{
	for (int i = 0; i < n; i++) {
		hearing_block(&h, &b);
		b.lost = 0;
		b.mono_ns += 20000000;
		b.wall_ms += 20;
	}
}

/* A square wave: its level is its amplitude, whatever the window. */
static void
sound(int amplitude)
{
	for (size_t i = 0; i < b.count; i++)
		b.pcm[i] = (int16_t)(i % 2 == 0 ? amplitude : -amplitude);
}

/* The amplitude at CB tenths of dBFS, rounded up. */
static int
at_cb(double cb)
{
	return (int)ceil(32768 * pow(10, cb / 200));
}

static void
talk_is_no_trouble(void **state)
{
	(void)state;
	sound(3000);
	give(3600 * SECOND);
	assert_int_equal(h.now, 0);
}

static void
zeros_are_muted_after_five_seconds(void **state)
{
	(void)state;
	sound(3000);
	give(SECOND);
	sound(0);
	give(5 * SECOND - 1);
	assert_int_equal(h.now, 0);
	give(1);
	assert_int_equal(h.now, HEARING_MUTED);
	/* and muted is not quiet besides */
	give(60 * SECOND);
	assert_int_equal(h.now, HEARING_MUTED);
	/* the faintest noise is a microphone that is on */
	sound(1);
	give(HALF);
	assert_int_equal(h.now, 0);
	give(10 * SECOND - HALF - 1);
	assert_int_equal(h.now, 0);
}

static void
a_call_without_a_voice_is_not_muted(void **state)
{
	(void)state;
	h.call = true;
	sound(0);
	give(600 * SECOND);
	assert_int_equal(h.now, 0);
}

static void
a_quiet_room_is_told_after_ten_seconds_and_is_no_alarm(void **state)
{
	(void)state;
	sound(3000);
	give(SECOND);
	sound(at_cb(-550.6) - 1);
	give(10 * SECOND - 1);
	assert_int_equal(h.now, 0);
	give(1);
	assert_int_equal(h.now, HEARING_QUIET);
	assert_int_equal(h.now & HEARING_ALARMS, 0);
	/* a little louder is quiet still, once it is quiet */
	sound(at_cb(-505));
	give(10 * SECOND);
	assert_int_equal(h.now, HEARING_QUIET);
	sound(at_cb(-500));
	give(HALF);
	assert_int_equal(h.now, 0);
}

static void
a_room_that_is_not_quite_quiet_is_not_told(void **state)
{
	(void)state;
	sound(at_cb(-549));
	give(600 * SECOND);
	assert_int_equal(h.now, 0);
	/* one word in ten seconds */
	for (int i = 0; i < 10; i++) {
		sound(10);
		give(10 * SECOND - HALF);
		assert_int_equal(h.now, 0);
		sound(3000);
		give(HALF);
	}
}

/* RUN samples in a row at the end of the scale. */
static void
clip(int run)
{
	sound(3000);
	for (int i = 0; i < run; i++)
		b.pcm[100 + i] = INT16_MAX;
	give(1);
	sound(3000);
	give(HALF - 1);
}

static void
too_loud_is_three_of_ten_half_seconds(void **state)
{
	(void)state;
	/* a peak that just fits is none */
	for (int i = 0; i < 20; i++)
		clip(2);
	assert_int_equal(h.now, 0);
	/* nor is a door */
	clip(3);
	clip(3);
	give(8 * HALF);
	clip(3);
	assert_int_equal(h.now, 0);
	give(20 * HALF);
	clip(3);
	clip(3);
	give(7 * HALF);
	assert_int_equal(h.now, 0);
	clip(3);
	assert_int_equal(h.now, HEARING_CLIPPED);
	give(10 * SECOND - HALF);
	assert_int_equal(h.now, HEARING_CLIPPED);
	give(HALF);
	assert_int_equal(h.now, 0);
	/* the bottom of the scale is one too */
	sound(3000);
	b.pcm[0] = b.pcm[1] = b.pcm[2] = INT16_MIN;
	give(3 * HALF);
	assert_int_equal(h.now, HEARING_CLIPPED);
}

static void
lose(int64_t samples)
{
	b.lost = samples;
	give(1);
}

static void
one_loss_is_told_and_three_are_an_alarm(void **state)
{
	char words[128];

	(void)state;
	sound(3000);
	lose(4800);
	assert_int_equal(h.now, HEARING_LOST);
	give(9 * SECOND);
	lose(4800);
	assert_int_equal(h.now, HEARING_LOST);
	hearing_words(&h, HEARING_LOST, "Desk", words, sizeof(words));
	assert_string_equal(words, "\"Desk\" lost 200 ms of sound");
	give(10 * SECOND);
	assert_int_equal(h.now, 0);
	lose(1);
	lose(1);
	assert_int_equal(h.now, HEARING_LOST);
	lose(1);
	assert_int_equal(h.now, HEARING_LOST | HEARING_FAILING);
	give(10 * SECOND - HALF);
	assert_int_equal(h.now, HEARING_LOST | HEARING_FAILING);
	give(HALF);
	assert_int_equal(h.now, 0);
}

static void
a_wrong_clock_is_told(void **state)
{
	char words[128];

	(void)state;
	sound(3000);
	b.drift_ppm = 299;
	b.drift_ns = 1999999999;
	give(SECOND);
	assert_int_equal(h.now, 0);
	b.drift_ppm = -300;
	give(1);
	assert_int_equal(h.now, HEARING_DRIFTS);
	b.drift_ppm = -200;
	give(SECOND);
	assert_int_equal(h.now, HEARING_DRIFTS);
	b.drift_ppm = -199;
	give(1);
	assert_int_equal(h.now, 0);
	b.drift_ns = -2000000000;
	give(1);
	assert_int_equal(h.now, HEARING_DRIFTS);
	hearing_words(&h, HEARING_DRIFTS, "Desk", words, sizeof(words));
	assert_string_equal(
	    words, "the clock of \"Desk\" runs 199 ppm fast: 2000 ms by now");
}

static void
setting_the_clock_is_told_for_a_minute(void **state)
{
	char words[128];

	(void)state;
	sound(3000);
	give(SECOND);
	b.wall_ms += 999;
	give(SECOND);
	assert_int_equal(h.now, 0);
	b.wall_ms -= 3600000;
	give(1);
	assert_int_equal(h.now, HEARING_SET);
	hearing_words(&h, HEARING_SET, "Desk", words, sizeof(words));
	assert_non_null(strstr(words, "was set 3600 s back"));
	give(59 * SECOND);
	assert_int_equal(h.now, HEARING_SET);
	give(SECOND);
	assert_int_equal(h.now, 0);
	/* 900 ppm for an hour, as a time server does it, is no setting */
	for (int i = 0; i < 3600; i++) {
		b.wall_ms += i % 10 == 0 ? 9 : 0;
		give(SECOND);
		assert_int_equal(h.now, 0);
	}
}

static void
each_has_words_of_its_own(void **state)
{
	char words[7][192];

	(void)state;
	for (int i = 0; i < 7; i++) {
		hearing_words(&h, (enum hearing_trouble)(1 << i), "Desk",
		    words[i], sizeof(words[i]));
		assert_true(strlen(words[i]) > 20);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(words[i], words[k]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(talk_is_no_trouble, setup),
	    cmocka_unit_test_setup(zeros_are_muted_after_five_seconds, setup),
	    cmocka_unit_test_setup(a_call_without_a_voice_is_not_muted, setup),
	    cmocka_unit_test_setup(
		a_quiet_room_is_told_after_ten_seconds_and_is_no_alarm, setup),
	    cmocka_unit_test_setup(
		a_room_that_is_not_quite_quiet_is_not_told, setup),
	    cmocka_unit_test_setup(
		too_loud_is_three_of_ten_half_seconds, setup),
	    cmocka_unit_test_setup(
		one_loss_is_told_and_three_are_an_alarm, setup),
	    cmocka_unit_test_setup(a_wrong_clock_is_told, setup),
	    cmocka_unit_test_setup(
		setting_the_clock_is_told_for_a_minute, setup),
	    cmocka_unit_test_setup(each_has_words_of_its_own, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
