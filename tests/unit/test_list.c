/* The rows of a statement as an array: all of them, or none and no memory. */
#include <stdlib.h>

#include "base/id.h"
#include "store/list.h"
#include "unit/rows.h"

static const char many_sql[] =
    "WITH RECURSIVE n (v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n"
    " WHERE v < $most) SELECT v FROM n WHERE v <= $most";

struct item {
	int64_t v;
	char *owned;
	char zero[3];
};

static struct store *store;
static int cleared;

static int
begin(void **state)
{
	*state = store = rows_store();
	cleared = 0;
	return 0;
}

static void
clear(void *item)
{
	struct item *one = item;

	free(one->owned);
	cleared++;
}

/* MOST rows into LIST, the one at FAIL refused by the loop's body. */
static enum rc
fill(struct list *list, int64_t most, int64_t fail)
{
	struct error err = {0};
	struct item *item;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, many_sql, &err);

	stmt_bind_int(&s, "$most", most);
	while ((item = list_next(list, &s, &rc, &err)) != NULL) {
		assert_int_equal(item->zero[0] + item->zero[2], 0);
		assert_null(item->owned);
		memset(item, 'x', sizeof(*item));
		item->v = stmt_int(&s, 0);
		item->owned = strdup("owned");
		if (item->v == fail)
			rc = RC_DAMAGED;
	}
	return stmt_close(&s, rc);
}

static void
every_row_is_an_item(void **state)
{
	static const int64_t counts[] = {0, 1, 8, 9, 1000};

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		struct list list = {.size = sizeof(struct item)};
		struct item *v;
		size_t count = 99;

		assert_int_equal(fill(&list, counts[i], -1), RC_OK);
		v = list_take(&list, RC_OK, &count);
		assert_int_equal(count, counts[i]);
		assert_true((v == NULL) == (count == 0));
		for (size_t k = 0; k < count; k++) {
			assert_int_equal(v[k].v, k + 1);
			free(v[k].owned);
		}
		free(v);
	}
}

static void
a_failure_leaves_nothing_and_ends_the_loop(void **state)
{
	struct list list = {.size = sizeof(struct item), .clear = clear};
	size_t count = 99;
	enum rc rc = fill(&list, 100, 20);

	(void)state;
	assert_int_equal(rc, RC_DAMAGED);
	assert_int_equal(list.count, 20);
	assert_null(list_take(&list, rc, &count));
	assert_int_equal(count, 0);
	assert_int_equal(cleared, 20);

	/* Nor does a statement that never opened step. */
	rc = RC_BUSY;
	assert_null(list_next(&list, NULL, &rc, NULL));
	assert_null(list_add(&list, &rc, NULL));
	assert_int_equal(rc, RC_BUSY);
}

static void
rows_that_are_not_an_item_each(void **state)
{
	struct list list = {.size = sizeof(struct item)};
	enum rc rc = RC_OK;
	size_t count = 0;
	struct item *v;

	(void)state;
	for (int i = 0; i < 20; i++) {
		v = list_add(&list, &rc, NULL);
		assert_non_null(v);
		assert_true(v->v == 0 && v->owned == NULL);
		memset(v, 'x', sizeof(*v));
		v->v = i;
	}
	v = list_take(&list, rc, &count);
	assert_int_equal(count, 20);
	assert_int_equal(v[0].v, 0);
	assert_int_equal(v[19].v, 19);
	free(v);
}

static void
ids_are_the_first_column(void **state)
{
	struct error err = {0};
	struct copy_id *ids;
	struct stmt s;
	size_t count = 0;
	enum rc rc = stmt_open(&s, store, many_sql, &err);

	(void)state;
	stmt_bind_int(&s, "$most", 30);
	ids = list_ids(&s, &rc, &count, &err);
	assert_int_equal(rc, RC_OK);
	assert_int_equal(count, 30);
	assert_int_equal(ids[29].v, 30);
	free(ids);

	rc = stmt_open(&s, store, many_sql, &err);
	assert_null(list_ids(&s, &rc, &count, &err)); /* $most is not bound */
	assert_int_equal(rc, RC_INVALID);
	assert_int_equal(count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		every_row_is_an_item, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		a_failure_leaves_nothing_and_ends_the_loop, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		rows_that_are_not_an_item_each, begin, rows_end),
	    cmocka_unit_test_setup_teardown(
		ids_are_the_first_column, begin, rows_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
