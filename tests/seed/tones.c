/*
 * tones -- how loud some tones are at their loudest and faintest in a sound.
 *
 *	tones WINDOW HZ... <RAW
 *
 * RAW is 16-bit samples, 48 kHz, mono, in this machine's order.  A Hann window
 * of WINDOW samples steps over all of it by a quarter of itself, from half a
 * window before the first sample to half a window behind the last (zeros are
 * outside), so that every sample stands near the middle of some window, the
 * first and last too.  A line for each HZ:
 *
 *	HZ PEAK AT FLOOR FLOOR_AT
 *
 * PEAK is the greatest amplitude that a window found, FLOOR the least of the
 * windows that are wholly inside, both in hundredths of dB of full scale; AT
 * and FLOOR_AT are the samples in the middle of these windows.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pcm {
	int16_t *samples;
	size_t count, room;
};

static void
die(const char *why)
{
	fprintf(stderr, "tones: %s\n", why);
	exit(2);
}

static void
read_all(struct pcm *pcm)
{
	size_t got;

	do {
		if (pcm->count == pcm->room) {
			pcm->room = pcm->room ? pcm->room * 2 : 1 << 20;
			pcm->samples =
			    realloc(pcm->samples, pcm->room * sizeof(int16_t));
			if (pcm->samples == NULL)
				die("no memory");
		}
		got = fread(pcm->samples + pcm->count, sizeof(int16_t),
		    pcm->room - pcm->count, stdin);
		pcm->count += got;
	} while (got > 0);
	if (ferror(stdin))
		die("cannot read");
}

static double
decibel(double amplitude)
{
	return 20 * log10(amplitude / 32767 + 1e-9);
}

static void
judge(const struct pcm *pcm, size_t window, double hz, double *re, double *im)
{
	double peak = -1, floor = 1e9;
	int64_t at = 0, floor_at = 0, half = (int64_t)(window / 2);
	int64_t end = (int64_t)pcm->count;

	for (size_t i = 0; i < window; i++) {
		double x = (double)i / (double)window;
		double w = (1 - cos(2 * M_PI * x)) * 2 / (double)window;

		re[i] = w * cos(2 * M_PI * hz * (double)i / 48000);
		im[i] = w * sin(2 * M_PI * hz * (double)i / 48000);
	}
	for (int64_t from = -half; from + half <= end; from += half / 2) {
		double a = 0, b = 0, loud;

		for (size_t i = 0; i < window; i++) {
			int64_t n = from + (int64_t)i;

			if (n >= 0 && n < end) {
				a += re[i] * pcm->samples[n];
				b += im[i] * pcm->samples[n];
			}
		}
		loud = sqrt(a * a + b * b);
		if (loud > peak) {
			peak = loud;
			at = from + half;
		}
		if (from >= 0 && from + 2 * half <= end && loud < floor) {
			floor = loud;
			floor_at = from + half;
		}
	}
	printf("%g %.0f %" PRId64 " %.0f %" PRId64 "\n", hz,
	    100 * decibel(peak), at, 100 * decibel(floor), floor_at);
}

int
main(int argc, char **argv)
{
	struct pcm pcm = {0};
	double *re, *im;
	long window = 0;

	if (argc < 3 || (window = strtol(argv[1], NULL, 10)) < 8)
		die("call it as: tones WINDOW HZ... <RAW");
	re = calloc((size_t)window, sizeof(double));
	im = calloc((size_t)window, sizeof(double));
	if (re == NULL || im == NULL)
		die("no memory");
	read_all(&pcm);
	for (int i = 2; i < argc; i++)
		judge(&pcm, (size_t)window, strtod(argv[i], NULL), re, im);
	free(re);
	free(im);
	free(pcm.samples);
	return 0;
}
