/*
 * tones -- how loud some tones are at their loudest and faintest in a sound.
 *
 *	tones [-b] WINDOW HZ... <RAW
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
 *
 * -b: where a speech codec was given a pure tone, it overshoots now and then: for
 * some 200 ms the tone comes out up to 13 dB too loud, with splatter at every other
 * one.  Windows where the loudest tone is 2 dB above the median of the loudest
 * tones, and those within 40 ms of them, do not count for PEAK and FLOOR; a last
 * line says how many per mille of all those were: "burst N".
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
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

/* What is asked of a sound. */
struct asked {
	size_t window;
	size_t tones;
	size_t steps;
};

/* The amplitude of tone HZ in each step of PCM's, into LOUD. */
static void
hear(const struct pcm *pcm, const struct asked *q, double hz, double *loud)
{
	int64_t half = (int64_t)(q->window / 2), end = (int64_t)pcm->count;
	double *re = calloc(q->window, sizeof(double));
	double *im = calloc(q->window, sizeof(double));

	if (re == NULL || im == NULL)
		die("no memory");
	for (size_t i = 0; i < q->window; i++) {
		double x = (double)i / (double)q->window;
		double w = (1 - cos(2 * M_PI * x)) * 2 / (double)q->window;

		re[i] = w * cos(2 * M_PI * hz * (double)i / 48000);
		im[i] = w * sin(2 * M_PI * hz * (double)i / 48000);
	}
	for (size_t step = 0; step < q->steps; step++) {
		int64_t from = (int64_t)step * (half / 2) - half;
		double a = 0, b = 0;

		for (size_t i = 0; i < q->window; i++) {
			int64_t n = from + (int64_t)i;

			if (n >= 0 && n < end) {
				a += re[i] * pcm->samples[n];
				b += im[i] * pcm->samples[n];
			}
		}
		loud[step] = sqrt(a * a + b * b);
	}
	free(re);
	free(im);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Which of the steps are in a burst, into SKIP; how many. */
static size_t
find_bursts(const struct asked *q, const double *loud, bool *skip)
{
	size_t count = 0, heard = 0;
	size_t around = 48000 * 40 / 1000 / (q->window / 2 / 2);
	double *most = calloc(q->steps, sizeof(double));
	double *sorted = calloc(q->steps, sizeof(double));
	double limit;

	if (most == NULL || sorted == NULL)
		die("no memory");
	for (size_t s = 0; s < q->steps; s++) {
		for (size_t t = 0; t < q->tones; t++)
			if (loud[t * q->steps + s] > most[s])
				most[s] = loud[t * q->steps + s];
		if (decibel(most[s]) > -30) /* not silence, nor speech alone */
			sorted[heard++] = most[s];
	}
	qsort(sorted, heard, sizeof(double), by_size);
	limit = heard == 0 ? HUGE_VAL : sorted[heard / 2] * pow(10, 2 / 20.0);
	for (size_t s = 0; s < q->steps; s++)
		for (size_t i = s < around ? 0 : s - around;
		     most[s] > limit && i <= s + around && i < q->steps; i++)
			skip[i] = true;
	for (size_t s = 0; s < q->steps; s++)
		count += skip[s];
	free(most);
	free(sorted);
	return count;
}

static void
judge(const struct pcm *pcm, const struct asked *q, double hz,
    const double *loud, const bool *skip)
{
	double peak = -1, floor = 1e9;
	int64_t at = 0, floor_at = 0, half = (int64_t)(q->window / 2);

	for (size_t s = 0; s < q->steps; s++) {
		int64_t from = (int64_t)s * (half / 2) - half;

		if (skip[s])
			continue;
		if (loud[s] > peak) {
			peak = loud[s];
			at = from + half;
		}
		if (from >= 0 && from + 2 * half <= (int64_t)pcm->count &&
		    loud[s] < floor) {
			floor = loud[s];
			floor_at = from + half;
		}
	}
	printf("%g %.0f %" PRId64 " %.0f %" PRId64 "\n", hz,
	    100 * decibel(peak), at, 100 * decibel(floor), floor_at);
}

int
main(int argc, char **argv)
{
	bool bursts = argc > 1 && strcmp(argv[1], "-b") == 0;
	char **word = argv + 1 + bursts;
	struct asked q = {.tones = (size_t)(argc - 2 - bursts)};
	struct pcm pcm = {0};
	double *loud, *hz;
	bool *skip;
	size_t skipped = 0;
	long window = 0;

	if (argc < 3 + bursts || (window = strtol(word[0], NULL, 10)) < 8)
		die("call it as: tones [-b] WINDOW HZ... <RAW");
	q.window = (size_t)window;
	read_all(&pcm);
	q.steps = pcm.count / (q.window / 2 / 2) + 1;
	loud = calloc(q.steps * q.tones, sizeof(double));
	skip = calloc(q.steps, sizeof(bool));
	hz = calloc(q.tones, sizeof(double));
	if (loud == NULL || skip == NULL || hz == NULL)
		die("no memory");
	for (size_t t = 0; t < q.tones; t++) {
		hz[t] = strtod(word[1 + t], NULL);
		hear(&pcm, &q, hz[t], loud + t * q.steps);
	}
	if (bursts)
		skipped = find_bursts(&q, loud, skip);
	for (size_t t = 0; t < q.tones; t++)
		judge(&pcm, &q, hz[t], loud + t * q.steps, skip);
	if (bursts)
		printf("burst %zu\n", skipped * 1000 / q.steps);
	free(loud);
	free(skip);
	free(hz);
	free(pcm.samples);
	return 0;
}
