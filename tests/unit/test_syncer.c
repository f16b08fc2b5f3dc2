/* What waits for the disk is done in order, one at a time, and each has its
 * result, while whoever gave it goes on. */
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

#include "recorder/syncer.h"
#include "unit/scratch.h"

struct gate {
	int ends[2];
	atomic_int entered;
	enum rc rc;
};

static void
gate_open(struct gate *g, enum rc rc)
{
	*g = (struct gate){.rc = rc};
	assert_int_equal(pipe(g->ends), 0);
}

static void
gate_close(struct gate *g)
{
	(void)close(g->ends[0]);
	(void)close(g->ends[1]);
}

/* Like a sync that ends when the disk says so. */
static enum rc
pass(void *what, struct error *err)
{
	struct gate *g = what;
	char one;

	atomic_fetch_add(&g->entered, 1);
	if (read(g->ends[0], &one, 1) != 1)
		return RC_IO;
	return g->rc == RC_OK ? RC_OK : error_set(err, g->rc, "refused");
}

static void
let_pass(struct gate *g)
{
	assert_int_equal(write(g->ends[1], "x", 1), 1);
}

static void
results_come_in_order_and_nobody_waits(void **state)
{
	struct syncer *s = NULL;
	struct syncer_result r;
	struct gate first, second;
	struct pollfd p;

	(void)state;
	gate_open(&first, RC_OK);
	gate_open(&second, RC_IO);
	assert_int_equal(syncer_open(&s, NULL), RC_OK);
	assert_false(syncer_next(s, true, &r)); /* nothing was given */
	syncer_give(s, 5, pass, &first);
	syncer_give(s, 6, pass, &second);
	assert_int_equal(syncer_pieces(s), 2);
	assert_false(syncer_next(s, false, &r)); /* and here we are */
	let_pass(&second);                       /* does not overtake */
	assert_false(syncer_next(s, false, &r));
	assert_int_equal(atomic_load(&second.entered), 0);
	let_pass(&first);
	p = (struct pollfd){.fd = syncer_fd(s), .events = POLLIN};
	assert_int_equal(poll(&p, 1, 10000), 1);
	assert_true(syncer_next(s, true, &r));
	assert_int_equal(r.kind, 5);
	assert_ptr_equal(r.what, &first);
	assert_int_equal(r.err.rc, RC_OK);
	assert_true(syncer_next(s, true, &r));
	assert_int_equal(r.kind, 6);
	assert_int_equal(r.err.rc, RC_IO);
	assert_string_equal(r.err.text, "refused");
	assert_int_equal(syncer_pieces(s), 0);
	assert_int_equal(poll(&p, 1, 0), 0);
	syncer_close(s);
	gate_close(&first);
	gate_close(&second);
}

static enum rc
count(void *what, struct error *err)
{
	(void)err;
	atomic_fetch_add((atomic_int *)what, 1);
	return RC_OK;
}

static void
closing_waits_for_all_that_was_given(void **state)
{
	struct syncer *s = NULL;
	atomic_int done = 0;

	(void)state;
	assert_int_equal(syncer_open(&s, NULL), RC_OK);
	for (int i = 0; i < SYNCER_ROOM; i++)
		syncer_give(s, 1, count, &done);
	syncer_close(s);
	assert_int_equal(atomic_load(&done), SYNCER_ROOM);
	syncer_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(results_come_in_order_and_nobody_waits),
	    cmocka_unit_test(closing_waits_for_all_that_was_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
