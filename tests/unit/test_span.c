/* Set arithmetic of spans, against a bitmap that cannot be wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"

enum { LINE = 64 };

static void
paint(const struct span_list *list, bool line[LINE])
{
	memset(line, 0, LINE * sizeof(*line));
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0)
			assert_true(list->v[i].from > list->v[i - 1].to);
		assert_true(list->v[i].from < list->v[i].to);
		for (int64_t s = list->v[i].from; s < list->v[i].to; s++)
			line[s] = true;
	}
}

static void
random_list(struct span_list *list, bool line[LINE])
{
	struct error err;

	memset(line, 0, LINE * sizeof(*line));
	for (int n = rand() % 8; n > 0; n--) {
		struct span s = {rand() % LINE, rand() % LINE};

		assert_int_equal(span_add(list, s, &err), RC_OK);
		for (int64_t at = s.from; at < s.to; at++)
			line[at] = true;
	}
}

static void
every_operation_equals_the_bitmap(void **state)
{
	struct error err;

	(void)state;
	srand(1);
	for (int round = 0; round < 20000; round++) {
		struct span_list a = {0}, b = {0}, out = {0};
		bool la[LINE], lb[LINE], lo[LINE], covered = true;
		int64_t count = 0;

		random_list(&a, la);
		random_list(&b, lb);
		paint(&a, lo);
		assert_memory_equal(la, lo, sizeof(la));
		for (int i = 0; i < LINE; i++)
			count += la[i];
		assert_int_equal(span_samples(&a), count);

		assert_int_equal(span_subtract(&a, &b, &out, &err), RC_OK);
		paint(&out, lo);
		for (int i = 0; i < LINE; i++)
			assert_int_equal(lo[i], la[i] && !lb[i]);
		span_clear(&out);

		assert_int_equal(span_intersect(&a, &b, &out, &err), RC_OK);
		paint(&out, lo);
		for (int i = 0; i < LINE; i++)
			assert_int_equal(lo[i], la[i] && lb[i]);
		span_clear(&out);

		assert_int_equal(span_union(&a, &b, &out, &err), RC_OK);
		paint(&out, lo);
		for (int i = 0; i < LINE; i++)
			assert_int_equal(lo[i], la[i] || lb[i]);
		span_clear(&out);

		for (int i = 0; i < LINE; i++)
			covered = covered && (!lb[i] || la[i]);
		assert_int_equal(span_covers(&a, &b), covered);
		span_clear(&a);
		span_clear(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_operation_equals_the_bitmap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
