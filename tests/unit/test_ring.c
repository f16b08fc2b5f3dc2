/* The lock-free ring: nothing lost, nothing twice, nothing out of order,
 * between two threads (run under the thread sanitizer too). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/ring.h"

enum { BLOCKS = 7, ROUNDS = 200000 };

struct block {
	int64_t number;
	int64_t again[15];
};

static void *
put_all(void *data)
{
	struct ring *ring = data;

	for (int64_t n = 1; n <= ROUNDS;) {
		struct block *b = ring_room(ring);

		if (b == NULL) {
			(void)sched_yield();
			continue;
		}
		b->number = n;
		for (int i = 0; i < 15; i++)
			b->again[i] = n;
		ring_put(ring);
		n++;
	}
	return NULL;
}

static void
two_threads(void **state)
{
	struct ring *ring = NULL;
	struct error err;
	pthread_t thread;

	(void)state;
	assert_int_equal(
	    ring_open(&ring, BLOCKS, sizeof(struct block), &err), RC_OK);
	assert_int_equal(pthread_create(&thread, NULL, put_all, ring), 0);
	for (int64_t n = 1; n <= ROUNDS;) {
		const struct block *b = ring_front(ring);

		if (b == NULL) {
			(void)sched_yield();
			continue;
		}
		assert_int_equal(b->number, n);
		for (int i = 0; i < 15; i++)
			assert_int_equal(b->again[i], n);
		ring_took(ring);
		n++;
	}
	(void)pthread_join(thread, NULL);
	assert_null(ring_front(ring));
	ring_close(ring);
}

static void
full_refuses_and_taken_is_wiped(void **state)
{
	struct ring *ring = NULL;
	struct error err;
	char *first, *p;

	(void)state;
	assert_int_equal(ring_open(&ring, 2, 8, &err), RC_OK);
	first = ring_room(ring);
	memcpy(first, "secret!", 8);
	ring_put(ring);
	assert_non_null(ring_room(ring));
	ring_put(ring);
	assert_null(ring_room(ring));
	assert_string_equal(ring_front(ring), "secret!");
	ring_took(ring);
	p = ring_room(ring);
	assert_ptr_equal(p, first);
	assert_memory_equal(p, "\0\0\0\0\0\0\0\0", 8);
	ring_close(ring);
	ring_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(two_threads),
	    cmocka_unit_test(full_refuses_and_taken_is_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
