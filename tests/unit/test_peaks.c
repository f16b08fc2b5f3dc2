/* The outline of a recording, against its definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recording/peaks.h"

static void
an_eighth_of_a_second_is_one_value(void **state)
{
	static int16_t pcm[PEAKS_SAMPLES * 3 + 10];
	struct peaks p = {0};
	struct error err;
	const uint8_t *values;
	size_t count;

	(void)state;
	pcm[5] = 1;
	pcm[PEAKS_SAMPLES - 1] = -1;
	pcm[PEAKS_SAMPLES] = INT16_MIN;
	pcm[PEAKS_SAMPLES * 3 + 9] = 16384;
	for (size_t at = 0; at < sizeof(pcm) / sizeof(pcm[0]); at += 7) {
		size_t left = sizeof(pcm) / sizeof(pcm[0]) - at;

		assert_int_equal(
		    peaks_add(&p, pcm + at, left < 7 ? left : 7, &err), RC_OK);
	}
	assert_int_equal(peaks_end(&p, &values, &count, &err), RC_OK);
	assert_int_equal(count, 4);
	assert_int_equal(values[0], 1);   /* not silence */
	assert_int_equal(values[1], 255); /* full scale */
	assert_int_equal(values[2], 0);   /* silence */
	assert_int_equal(values[3], 128); /* half of it, rounded up */
	peaks_clear(&p);
}

static void
nothing_has_no_peaks(void **state)
{
	struct peaks p = {0};
	struct error err;
	const uint8_t *values;
	size_t count = 9;

	(void)state;
	assert_int_equal(peaks_end(&p, &values, &count, &err), RC_OK);
	assert_int_equal(count, 0);
	peaks_clear(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_eighth_of_a_second_is_one_value),
	    cmocka_unit_test(nothing_has_no_peaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
