/* Sound from elsewhere: resampled in place and in level, the same wherever
 * reading began, and refused when it is cut short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sndfile.h>

#include "recorder/soundfile.h"
#include "unit/scratch.h"

enum { SECONDS = 4 };

static char folder[SCRATCH_PATH];

static char *
write_tone(const char *name, int rate, int channels, double hz)
{
	static char path[SCRATCH_PATH + 64];
	SF_INFO info = {.samplerate = rate,
	    .channels = channels,
	    .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
	SNDFILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = sf_open(path, SFM_WRITE, &info);
	assert_non_null(f);
	for (int i = 0; i < rate * SECONDS; i++) {
		short v[2];

		v[0] = v[1] =
		    (short)lrint(16000 * sin(2 * M_PI * hz * i / rate));
		assert_int_equal(sf_writef_short(f, v, 1), 1);
	}
	(void)sf_close(f);
	return path;
}

static void
a_tone_stays_where_it_was(void **state)
{
	static const int rates[] = {8000, 16000, 22050, 44100, 48000, 96000};
	int16_t *pcm = malloc(SECONDS * 48000 * sizeof(*pcm));
	struct error err = {0};

	(void)state;
	for (size_t r = 0; r < sizeof(rates) / sizeof(rates[0]); r++) {
		struct soundfile *s = NULL;
		double worst = 0;

		assert_int_equal(
		    soundfile_open(
			&s, write_tone("tone.wav", rates[r], 1, 1000), &err),
		    RC_OK);
		assert_int_equal(soundfile_samples(s), SECONDS * 48000);
		assert_int_equal(
		    soundfile_read(s, pcm, SECONDS * 48000, &err), RC_OK);
		for (int i = 4800; i < SECONDS * 48000 - 4800; i++) {
			double d =
			    pcm[i] - 16000 * sin(2 * M_PI * 1000 * i / 48000.0);

			worst = fabs(d) > worst ? fabs(d) : worst;
		}
		/* -50 dB of the tone: neither moved nor bent */
		if (worst > 50)
			fail_msg("%d Hz: off by %.0f", rates[r], worst);
		soundfile_close(s);
	}
	free(pcm);
}

static void
reading_from_the_middle_is_the_same(void **state)
{
	static const int rates[] = {11025, 44100, 48000};
	int16_t *all = malloc(SECONDS * 48000 * sizeof(*all));
	int16_t part[4800];
	struct error err = {0};

	(void)state;
	for (size_t r = 0; r < sizeof(rates) / sizeof(rates[0]); r++) {
		struct soundfile *s = NULL;

		assert_int_equal(
		    soundfile_open(
			&s, write_tone("tone.wav", rates[r], 1, 777), &err),
		    RC_OK);
		assert_int_equal(
		    soundfile_read(s, all, SECONDS * 48000, &err), RC_OK);
		for (int64_t at = 1; at < 180000; at += 17893) {
			assert_int_equal(soundfile_seek(s, at, &err), RC_OK);
			assert_int_equal(
			    soundfile_read(s, part, 4800, &err), RC_OK);
			for (int i = 0; i < 4800; i++) {
				if (abs(part[i] - all[at + i]) > 2)
					fail_msg("%d Hz, sample %d: %d, not "
						 "%d",
					    rates[r], (int)at + i, part[i],
					    all[at + i]);
			}
		}
		soundfile_close(s);
	}
	free(all);
}

static void
cut_short_is_refused(void **state)
{
	struct soundfile *s = NULL;
	struct error err = {0};
	char *path = write_tone("cut.wav", 48000, 1, 500);

	(void)state;
	assert_int_equal(soundfile_open(&s, path, &err), RC_OK);
	soundfile_close(s);
	assert_int_equal(truncate(path, 44 + 3 * 96000), 0);
	assert_int_equal(soundfile_open(&s, path, &err), RC_INVALID);
	assert_non_null(strstr(err.text, "promises 0:00:04"));
	assert_non_null(strstr(err.text, "there is 0:00:03"));
	/* one byte is enough */
	path = write_tone("cut.wav", 48000, 1, 500);
	assert_int_equal(truncate(path, 44 + 4 * 96000 - 1), 0);
	assert_int_equal(soundfile_open(&s, path, &err), RC_INVALID);
	assert_int_equal(truncate(path, 30), 0);
	assert_int_equal(soundfile_open(&s, path, &err), RC_INVALID);
}

/* Both at full scale: their mean is what each is, and nothing wraps round. */
static void
channels_are_mixed_without_clipping(void **state)
{
	static const double loud[][2] = {
	    {1, 1}, {1, 0}, {-1, -1}, {1.7, 1.7}, {-1.7, -1.7}};
	static const int expected[] = {32767, 16384, -32768, 32767, -32768};
	char path[SCRATCH_PATH + 64];
	struct error err = {0};

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/mix.wav", folder);
	for (size_t i = 0; i < 5; i++) {
		SF_INFO info = {.samplerate = 48000,
		    .channels = 2,
		    .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
		struct soundfile *s = NULL;
		SNDFILE *f = sf_open(path, SFM_WRITE, &info);
		int16_t pcm[100];

		for (int n = 0; n < 100; n++)
			assert_int_equal(sf_writef_double(f, loud[i], 1), 1);
		(void)sf_close(f);
		assert_int_equal(soundfile_open(&s, path, &err), RC_OK);
		assert_int_equal(soundfile_read(s, pcm, 100, &err), RC_OK);
		for (int n = 0; n < 100; n++)
			assert_int_equal(pcm[n], expected[i]);
		soundfile_close(s);
	}
}

/* 16 bits and one channel come out as they went in. */
static void
mono_at_48_khz_is_not_touched(void **state)
{
	SF_INFO info = {.samplerate = 48000,
	    .channels = 1,
	    .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
	char path[SCRATCH_PATH + 64];
	int16_t all[65536], pcm[65536];
	struct soundfile *s = NULL;
	struct error err = {0};
	SNDFILE *f;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/all.wav", folder);
	for (int i = 0; i < 65536; i++)
		all[i] = (int16_t)(i - 32768);
	f = sf_open(path, SFM_WRITE, &info);
	assert_int_equal(sf_writef_short(f, all, 65536), 65536);
	(void)sf_close(f);
	assert_int_equal(soundfile_open(&s, path, &err), RC_OK);
	assert_int_equal(soundfile_read(s, pcm, 65536, &err), RC_OK);
	assert_memory_equal(all, pcm, sizeof(all));
	soundfile_close(s);
}

static void
nonsense_is_refused(void **state)
{
	struct soundfile *s = NULL;
	struct error err = {0};

	(void)state;
	assert_int_equal(soundfile_open(&s, "/etc/passwd", &err), RC_INVALID);
	assert_int_equal(
	    soundfile_open(&s, "/no/such/file", &err), RC_NOTFOUND);
}

static int
make(void **state)
{
	(void)state;
	scratch_make(folder);
	return 0;
}

static int
clean(void **state)
{
	(void)state;
	scratch_remove(folder);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_tone_stays_where_it_was),
	    cmocka_unit_test(reading_from_the_middle_is_the_same),
	    cmocka_unit_test(cut_short_is_refused),
	    cmocka_unit_test(channels_are_mixed_without_clipping),
	    cmocka_unit_test(mono_at_48_khz_is_not_touched),
	    cmocka_unit_test(nonsense_is_refused),
	};

	return cmocka_run_group_tests(tests, make, clean);
}
