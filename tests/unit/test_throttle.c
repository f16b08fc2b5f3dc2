/* Tries run out, come back with time, and are nobody else's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "seal/box.h"
#include "share/heard.h"
#include "share/throttle.h"

static const int64_t second = 1000 * 1000 * 1000;

static int
open_throttle(void **state)
{
	struct throttle *t = NULL;

	assert_int_equal(box_init(NULL), RC_OK);
	assert_int_equal(throttle_open(&t, 3, 2000, NULL), RC_OK);
	*state = t;
	return 0;
}

static int
close_throttle(void **state)
{
	throttle_close(*state);
	return 0;
}

static void
tries_run_out_and_come_back(void **state)
{
	struct throttle *t = *state;

	assert_true(throttle_take(t, "a", 1, 0));
	assert_true(throttle_take(t, "a", 1, 0));
	assert_true(throttle_take(t, "a", 1, 0));
	assert_false(throttle_take(t, "a", 1, 0));
	assert_true(throttle_take(t, "b", 1, 0));
	assert_false(throttle_take(t, "a", 1, 2 * second - 1));
	assert_true(throttle_take(t, "a", 1, 2 * second));
	assert_false(throttle_take(t, "a", 1, 3 * second));
	/* Never more than the burst, however long nobody came. */
	assert_true(throttle_take(t, "a", 1, 9999 * second));
	assert_true(throttle_take(t, "a", 1, 9999 * second));
	assert_true(throttle_take(t, "a", 1, 9999 * second));
	assert_false(throttle_take(t, "a", 1, 9999 * second));
}

static void
a_right_try_is_given_back(void **state)
{
	struct throttle *t = *state;

	for (int i = 0; i < 50; i++) {
		assert_true(throttle_take(t, "a", 1, 0));
		throttle_give(t, "a", 1);
	}
	/* Giving back what was not taken adds nothing. */
	throttle_give(t, "a", 1);
	throttle_give(t, "never", 5);
	assert_true(throttle_take(t, "a", 1, 0));
	assert_true(throttle_take(t, "a", 1, 0));
	assert_true(throttle_take(t, "a", 1, 0));
	assert_false(throttle_take(t, "a", 1, 0));
}

/* A flood of keys in a fixed table: the one that used up its tries is not
 * forgotten for those that tried once. */
static void
a_flood_does_not_forget_the_guilty(void **state)
{
	struct throttle *t = *state;
	char key[32];

	for (int i = 0; i < 3; i++)
		assert_true(throttle_take(t, "guilty", 6, 0));
	for (int i = 0; i < 100000; i++) {
		int n = snprintf(key, sizeof(key), "flood %d", i);

		assert_true(throttle_take(t, key, (size_t)n, 0));
	}
	assert_false(throttle_take(t, "guilty", 6, 0));
}

static void
hearing_is_known_by_session_and_copy(void **state)
{
	struct sessions_hash a = {{1, 2, 3}}, b = {{1, 2, 4}};
	struct heard *h = NULL;

	(void)state;
	assert_int_equal(heard_open(&h, NULL), RC_OK);
	assert_false(heard_has(h, &a, 'c', 1));
	heard_put(h, &a, 'c', 1);
	assert_true(heard_has(h, &a, 'c', 1));
	assert_false(heard_has(h, &a, 'r', 1));
	assert_false(heard_has(h, &a, 'c', 2));
	assert_false(heard_has(h, &b, 'c', 1));
	heard_close(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		tries_run_out_and_come_back, open_throttle, close_throttle),
	    cmocka_unit_test_setup_teardown(
		a_right_try_is_given_back, open_throttle, close_throttle),
	    cmocka_unit_test_setup_teardown(a_flood_does_not_forget_the_guilty,
		open_throttle, close_throttle),
	    cmocka_unit_test(hearing_is_known_by_session_and_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
