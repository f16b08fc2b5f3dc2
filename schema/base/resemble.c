#include "base/resemble.h"

#include <stdlib.h>
#include <string.h>

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* The distance of Damerau and Levenshtein (optimal string alignment). */
static int
distance(const char *a, int na, const char *b, int nb)
{
	int rows[3][RESEMBLE_MOST + 1];
	int *before = rows[0], *last = rows[1], *row = rows[2];

	for (int j = 0; j <= nb; j++)
		last[j] = j;
	for (int i = 1; i <= na; i++) {
		int *free_row = before;

		row[0] = i;
		for (int j = 1; j <= nb; j++) {
			int changed = last[j - 1] + (a[i - 1] != b[j - 1]);

			row[j] = least(changed, least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = free_row;
	}
	return last[nb];
}

bool
resemble_names(const char *a, const char *b)
{
	int na = (int)strnlen(a, RESEMBLE_MOST);
	int nb = (int)strnlen(b, RESEMBLE_MOST);
	int most = na < 8 || nb < 8 ? 1 : 2;

	if (abs(na - nb) > most)
		return false;
	return distance(a, na, b, nb) <= most;
}
