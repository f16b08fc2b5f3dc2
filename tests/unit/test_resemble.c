/* Which names can be taken for each other; and that the short way to the answer
 * is the same as the whole distance of every pair of short names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/resemble.h"

enum { LONGEST = 12, ROUNDS = 300000 };

static void
names_that_can_be_taken_for_each_other(void **state)
{
	(void)state;
	assert_true(resemble_names("ann example", "ann example"));
	assert_true(resemble_names("ann example", "anne exemple"));
	assert_true(resemble_names("jon smith", "john smyth"));
	assert_true(resemble_names("mira", "mria"));
	assert_true(resemble_names("mira", "mir"));
	assert_false(resemble_names("mira", "mara b"));
	assert_false(resemble_names("mira", "nora"));
	assert_false(resemble_names("ann example", "anna exemples x"));
	assert_false(resemble_names("", "ab"));
}

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* By its definition: how the last letters of A[NA] and B[NB] came about. */
static int
slips(const char *a, int na, const char *b, int nb, int known[][LONGEST + 1])
{
	int n;

	if (na == 0 || nb == 0)
		return na + nb;
	if (known[na][nb] >= 0)
		return known[na][nb];
	n = slips(a, na - 1, b, nb - 1, known) + (a[na - 1] != b[nb - 1]);
	n = least(n, slips(a, na - 1, b, nb, known) + 1);
	n = least(n, slips(a, na, b, nb - 1, known) + 1);
	if (na > 1 && nb > 1 && a[na - 1] == b[nb - 2] &&
	    a[na - 2] == b[nb - 1])
		n = least(n, slips(a, na - 2, b, nb - 2, known) + 1);
	return known[na][nb] = n;
}

static int
random_name(char out[LONGEST + 1])
{
	int len = rand() % (LONGEST + 1);

	for (int i = 0; i < len; i++)
		out[i] = (char)('a' + rand() % 3);
	out[len] = '\0';
	return len;
}

/* NAME with one slip, or none where it does not fit. */
static int
slip(char *name, int len)
{
	int at = len > 0 ? rand() % len : 0;
	char c = (char)('a' + rand() % 4);

	switch (rand() % 4) {
	case 0:
		if (len == LONGEST)
			break;
		memmove(name + at + 1, name + at, (size_t)(len - at) + 1);
		name[at] = c;
		return len + 1;
	case 1:
		if (len == 0)
			break;
		memmove(name + at, name + at + 1, (size_t)(len - at));
		return len - 1;
	case 2:
		if (len > 0)
			name[at] = c;
		break;
	default:
		if (at + 1 < len) {
			c = name[at];
			name[at] = name[at + 1];
			name[at + 1] = c;
		}
	}
	return len;
}

static void
the_short_way_is_the_whole_distance(void **state)
{
	char a[LONGEST + 1], b[LONGEST + 1];
	int known[LONGEST + 1][LONGEST + 1];
	int like = 0;

	(void)state;
	srand(1);
	for (int round = 0; round < ROUNDS; round++) {
		int na = random_name(a), nb, n;
		bool want;

		if (round % 2 == 0) {
			nb = random_name(b);
		} else {
			memcpy(b, a, sizeof(b));
			nb = na;
			for (int i = rand() % 4; i > 0; i--)
				nb = slip(b, nb);
		}
		memset(known, -1, sizeof(known));
		n = slips(a, na, b, nb, known);
		want = n <= (na < 8 || nb < 8 ? 1 : 2);
		like += want;
		if (resemble_names(a, b) != want)
			fail_msg("'%s' and '%s' are %d apart", a, b, n);
	}
	/* Neither answer is rare here. */
	assert_in_range(like, ROUNDS / 5, ROUNDS * 4 / 5);
}

static void
a_long_name_is_compared_as_far_as_it_goes(void **state)
{
	char a[2 * RESEMBLE_MOST], b[2 * RESEMBLE_MOST];

	(void)state;
	memset(a, 'a', sizeof(a));
	memcpy(b, a, sizeof(b));
	a[sizeof(a) - 1] = b[sizeof(b) - 1] = '\0';
	memset(b + RESEMBLE_MOST, 'z', RESEMBLE_MOST - 1);
	assert_true(resemble_names(a, b));
	memset(b + RESEMBLE_MOST - 3, 'z', 3);
	assert_false(resemble_names(a, b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_that_can_be_taken_for_each_other),
	    cmocka_unit_test(the_short_way_is_the_whole_distance),
	    cmocka_unit_test(a_long_name_is_compared_as_far_as_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
