/*
 * sound -- made-up audio, and what is in some audio.  For tests.
 */
#ifndef TESTS_SOUND_H
#define TESTS_SOUND_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A fixed generator, so that a test hears the same on every machine. */
static inline uint32_t
sound_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Add a tone of HZ with AMPLITUDE (of 32767) to PCM[COUNT], whose first
 * sample is number AT of the tone. */
static inline void
sound_tone(int16_t *pcm, size_t count, int64_t at, double hz, double amplitude)
{
	for (size_t i = 0; i < count; i++)
		pcm[i] = (int16_t)lrint(pcm[i] +
		    amplitude *
			sin(2 * M_PI * hz * (double)(at + (int64_t)i) / 48000));
}

/* A tone that slides from LOW to three times that within a second, again and
 * again: a codec follows it, and only the right moment is like it. */
static inline void
sound_sweep(int16_t *pcm, size_t count, double low, double amplitude)
{
	double phase = 0;

	for (size_t i = 0; i < count; i++) {
		phase += 2 * M_PI * low *
		    (1 + 2 * (double)(i % 50021) / 50021) / 48000;
		pcm[i] = (int16_t)lrint(pcm[i] + amplitude * sin(phase));
	}
}

/* Add something like talk: noise in bands, in syllables of 150 to 400 ms and
 * pauses of 30 to 500 ms. */
static inline void
sound_talk(int16_t *pcm, size_t count, uint32_t seed, double amplitude)
{
	uint32_t state = seed;
	double low = 0, band = 0, level = 0, wanted = 0, cut = 0.1;
	size_t left = 0;
	int voiced = 0;

	for (size_t i = 0; i < count; i++) {
		double noise =
		    (double)(sound_random(&state) & 0xffff) / 32768 - 1;

		if (left-- == 0) {
			voiced = !voiced;
			left = voiced ? 7200 + sound_random(&state) % 12000
				      : 1440 + sound_random(&state) % 22000;
			wanted = voiced ? 1 : 0;
			cut = 0.02 + (double)(sound_random(&state) % 100) / 500;
		}
		level += (wanted - level) * 0.002;
		low += cut * (noise - low);
		band += 0.01 * (low - band);
		pcm[i] = (int16_t)lrint(
		    pcm[i] + amplitude * level * 2 * (low - band));
	}
}

/* The amplitude (of 32767) of HZ in PCM[COUNT], through a four-term
 * Blackman-Harris window: what is 4 / COUNT * 48000 Hz away is down 92 dB. */
static inline double
sound_amplitude(const int16_t *pcm, size_t count, double hz)
{
	double re = 0, im = 0, sum = 0;

	for (size_t i = 0; i < count; i++) {
		double x = 2 * M_PI * (double)i / (double)count;
		double w = 0.35875 - 0.48829 * cos(x) + 0.14128 * cos(2 * x) -
		    0.01168 * cos(3 * x);
		double a = 2 * M_PI * hz * (double)i / 48000;

		re += w * pcm[i] * cos(a);
		im += w * pcm[i] * sin(a);
		sum += w;
	}
	return 2 * sqrt(re * re + im * im) / sum;
}

/* dB below full scale. */
static inline double
sound_db(double amplitude)
{
	return 20 * log10(amplitude / 32767 + 1e-9);
}

/* How much of A[COUNT] is in B[COUNT]: -1 to 1. */
static inline double
sound_correlation(const int16_t *a, const int16_t *b, size_t count)
{
	double ab = 0, aa = 0, bb = 0;

	for (size_t i = 0; i < count; i++) {
		ab += (double)a[i] * b[i];
		aa += (double)a[i] * a[i];
		bb += (double)b[i] * b[i];
	}
	return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

#endif
