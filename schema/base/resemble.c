#include "base/resemble.h"

#include <stdlib.h>
#include <string.h>

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/*
 * Is the distance of Damerau and Levenshtein (optimal string alignment) at most
 * MOST?  |NA - NB| is.  Only cells so near the diagonal can be that little; what
 * stands beside them is FAR.
 */
static bool
within(const char *a, int na, const char *b, int nb, int most)
{
	const int far = most + 1;
	int rows[3][RESEMBLE_MOST + 2];
	int *before = rows[0], *last = rows[1], *row = rows[2];

	for (int j = 0; j <= least(nb, far); j++)
		last[j] = j;
	for (int i = 1; i <= na; i++) {
		int from = i > most ? i - most : 1, to = least(i + most, nb);
		int *free_row = before, best;

		best = row[from - 1] = from == 1 ? least(i, far) : far;
		for (int j = from; j <= to; j++) {
			int changed = last[j - 1] + (a[i - 1] != b[j - 1]);

			row[j] = least(changed, least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
			best = least(best, row[j]);
		}
		row[to + 1] = far;
		/* Nor is the row below less, by a swap from the row above
		 * either: that was MOST at the least. */
		if (best > most)
			return false;
		before = last;
		last = row;
		row = free_row;
	}
	return last[nb] <= most;
}

struct resemble
resemble_of(const char *name, size_t len)
{
	struct resemble r = {.name = name, .len = (int)len};

	if (len > RESEMBLE_MOST)
		r.len = RESEMBLE_MOST;
	for (int i = 0; i < r.len; i++)
		r.letters |= UINT64_C(1) << ((unsigned char)name[i] & 63);
	return r;
}

/* Are more than MOST of OF's letters nowhere in IN? */
static bool
lacks(uint64_t of, uint64_t in, int most)
{
	uint64_t rest = of & ~in;

	for (; rest != 0 && most > 0; most--)
		rest &= rest - 1;
	return rest != 0;
}

bool
resemble_each(const struct resemble *a, const struct resemble *b)
{
	int most = a->len < 8 || b->len < 8 ? 1 : 2;

	/* One slip brings one letter in, or takes one away. */
	if (abs(a->len - b->len) > most ||
	    lacks(a->letters, b->letters, most) ||
	    lacks(b->letters, a->letters, most))
		return false;
	return within(a->name, a->len, b->name, b->len, most);
}

bool
resemble_names(const char *a, const char *b)
{
	const struct resemble x = resemble_of(a, strlen(a));
	const struct resemble y = resemble_of(b, strlen(b));

	return resemble_each(&x, &y);
}
