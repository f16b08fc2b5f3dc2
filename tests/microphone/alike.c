/*
 * alike -- is one recording in another, sample for sample?  For tests.
 *
 *	alike ORIGINAL COPY	both s16le
 *
 * Finds by correlation where a tenth of a second of ORIGINAL, from its second
 * second on, is in COPY, and goes from there both ways: "offset=N equal=M",
 * samples that COPY begins before ORIGINAL, and samples in a row that are the
 * same in both.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "sound.h"

enum { FROM = 48000, LOOK = 4800, COARSE = 96 };

struct pcm {
	int16_t *v;
	int64_t count;
};

static struct pcm
load(const char *path)
{
	struct pcm p = {0};
	FILE *f = fopen(path, "rb");
	struct stat st;

	if (f == NULL || fstat(fileno(f), &st) != 0 || st.st_size < 2) {
		(void)fprintf(stderr, "alike: cannot read %s\n", path);
		exit(1);
	}
	p.v = malloc((size_t)st.st_size);
	if (p.v != NULL)
		p.count = (int64_t)fread(p.v, 2, (size_t)st.st_size / 2, f);
	(void)fclose(f);
	return p;
}

/* Where PART is like COPY most; -1: nowhere. */
static int64_t
find(const int16_t *part, const struct pcm *copy)
{
	double best = 0.5;
	int64_t at = -1;

	for (int64_t i = 0; i + LOOK <= copy->count; i++) {
		if (sound_correlation(part, copy->v + i, COARSE) <= best)
			continue;
		if (sound_correlation(part, copy->v + i, LOOK) > best) {
			best = sound_correlation(part, copy->v + i, LOOK);
			at = i;
		}
	}
	return at;
}

int
main(int argc, char **argv)
{
	struct pcm a, b;
	int64_t at, low = FROM, high = FROM;

	if (argc != 3)
		return 2;
	a = load(argv[1]);
	b = load(argv[2]);
	at = a.count < FROM + LOOK ? -1 : find(a.v + FROM, &b);
	if (at < 0) {
		(void)printf("nowhere\n");
		return 1;
	}
	at -= FROM; /* where the first sample is, or would be */
	while (low > 0 && at + low > 0 && a.v[low - 1] == b.v[at + low - 1])
		low--;
	while (high < a.count && at + high < b.count &&
	    a.v[high] == b.v[at + high])
		high++;
	(void)printf("offset=%" PRId64 " equal=%" PRId64 "\n", at, high - low);
	free(a.v);
	free(b.v);
	return 0;
}
