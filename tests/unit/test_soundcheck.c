/* What ten seconds say: each fault apart, and none where there is none. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/soundcheck.h"

enum { S = 48000, BLOCK = 960 };

static struct soundcheck check;
static char text[256];

/* SECONDS of a tone of AMPLITUDE (1 is full scale), cut off at it. */
static void
tone(double seconds, double amplitude)
{
	int16_t pcm[BLOCK];

	for (int n = 0; n < seconds * S; n += BLOCK) {
		for (int i = 0; i < BLOCK; i++) {
			double v = 32767 * amplitude *
			    sin(2 * M_PI * 100 * (n + i) / S);

			pcm[i] = (int16_t)lrint(v > 32767 ? 32767
				: v < -32767              ? -32767
							  : v);
		}
		soundcheck_add(&check, pcm, BLOCK, 0);
	}
}

static int
clear(void **state)
{
	(void)state;
	check = (struct soundcheck){0};
	return 0;
}

static void
all(bool level, bool noise, bool clipping)
{
	if (soundcheck_level(&check, text, sizeof(text)) != level ||
	    soundcheck_noise(&check, text, sizeof(text)) != noise ||
	    soundcheck_clipping(&check, text, sizeof(text)) != clipping)
		fail_msg("%s", text);
}

static void
a_voice_in_a_quiet_room_is_good(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		tone(1, 0.001);
		tone(1, 0.2);
	}
	all(true, true, true);
	/* 0.2 of full scale: -14 dB, and a sine 3 dB below its peak */
	assert_true(abs(check.loudest_cb + 170) <= 2);
	assert_true(abs(soundcheck_noise_cb(&check) + 630) <= 3);
	assert_true(soundcheck_whole(&check, text, sizeof(text)));
	assert_non_null(strstr(text, "8.0 s"));
}

static void
muted_is_not_quiet(void **state)
{
	(void)state;
	tone(6, 0);
	all(false, true, true);
	(void)soundcheck_level(&check, text, sizeof(text));
	assert_non_null(strstr(text, "muted"));
	(void)clear(NULL);
	tone(6, 0.0005);
	all(false, true, true);
	(void)soundcheck_level(&check, text, sizeof(text));
	assert_non_null(strstr(text, "nothing was heard"));
	/* switched off in the middle: muted, though something was heard */
	tone(2, 0.3);
	tone(6, 0);
	(void)soundcheck_level(&check, text, sizeof(text));
	assert_non_null(strstr(text, "muted"));
}

static void
noise_is_what_is_there_between_words(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		tone(1, 0.05);
		tone(1, 0.3);
	}
	all(true, false, true);
	(void)clear(NULL);
	for (int i = 0; i < 4; i++) {
		tone(1, 0.004);
		tone(1, 0.008);
	}
	all(true, false, true);
	(void)soundcheck_noise(&check, text, sizeof(text));
	assert_non_null(strstr(text, "only 6 dB louder"));
}

static void
clipping_is_a_run_at_full_scale(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		tone(1, 0.001);
		tone(1, 0.999);
	}
	all(true, true, true);
	tone(0.02, 3); /* two periods, four runs */
	all(true, true, false);
}

static void
what_was_lost_is_said(void **state)
{
	int16_t pcm[BLOCK] = {0};

	(void)state;
	soundcheck_add(&check, pcm, BLOCK, 0);
	soundcheck_add(&check, pcm, BLOCK, 77);
	assert_false(soundcheck_whole(&check, text, sizeof(text)));
	assert_non_null(strstr(text, "77 samples"));
}

static void
longer_than_any_test_is_no_harm(void **state)
{
	(void)state;
	tone(SOUNDCHECK_MOST_S + 5, 0.1);
	assert_int_equal(check.ntenths, SOUNDCHECK_MOST_S * 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_voice_in_a_quiet_room_is_good, clear),
	    cmocka_unit_test_setup(muted_is_not_quiet, clear),
	    cmocka_unit_test_setup(noise_is_what_is_there_between_words, clear),
	    cmocka_unit_test_setup(clipping_is_a_run_at_full_scale, clear),
	    cmocka_unit_test_setup(what_was_lost_is_said, clear),
	    cmocka_unit_test_setup(longer_than_any_test_is_no_harm, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
