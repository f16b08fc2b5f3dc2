/* One stream out of several microphones: added, aligned by when it was heard,
 * and going on whatever becomes of one of them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/mixing.h"
#include "recorder/pace.h"
#include "sound.h"

enum { BLOCK = FRAME_SAMPLES, RATE = 48000, MOST = 300 * RATE };

/* What is heard at a moment: samples of true time since START_NS. */
typedef int16_t voice(int64_t sample);

struct mike {
	voice *voice;
	double ppm;    /* its clock runs so much too slow */
	int64_t begin; /* true sample it was opened at */
	int64_t counted;
	int64_t error_ns; /* of what it believes of its time */
	int64_t lost;
};

static const int64_t start_ns = 9000000000000;
static struct mixing *m;
static int16_t out[MOST];
static size_t nout;
static int64_t out_ns; /* of the first */
static int64_t out_lost;

static int
setup(void **state)
{
	(void)state;
	nout = 0;
	out_lost = 0;
	return mixing_open(&m, 3, NULL) == RC_OK ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	mixing_close(m);
	return 0;
}

static int64_t
true_sample(const struct mike *k, int64_t counted)
{
	return k->begin + llrint((double)counted * (1 + k->ppm / 1e6));
}

static void
give(struct mike *k, size_t i)
{
	struct mic_block b = {.count = BLOCK, .lost = k->lost};

	k->counted += k->lost;
	k->lost = 0;
	for (int n = 0; n < BLOCK; n++)
		b.pcm[n] = k->voice(true_sample(k, k->counted + n));
	b.captured_ns =
	    start_ns + pace_ns(true_sample(k, k->counted)) + k->error_ns;
	b.mono_ns = b.captured_ns + 25000000;
	b.wall_ms = b.mono_ns / 1000000;
	k->counted += BLOCK;
	mixing_put(m, i, &b);
}

static void
take(void)
{
	struct mic_block b;

	while (mixing_take(m, &b)) {
		if (nout == 0)
			out_ns = b.captured_ns;
		else /* no time is missing, none comes twice */
			assert_true(llabs(b.captured_ns - out_ns -
					pace_ns((int64_t)nout + out_lost +
					    b.lost)) < 3000000);
		out_lost += b.lost;
		assert_true(nout + b.count <= MOST);
		memcpy(out + nout, b.pcm, b.count * 2);
		nout += b.count;
		assert_true(b.mono_ns >= b.captured_ns);
		if (nout > MOST - RATE) /* a long test looks at its end */
			nout = MOST;
	}
}

static int16_t
noise_a(int64_t n)
{
	uint32_t x = (uint32_t)n * 2654435761u;

	return (int16_t)((x >> 16) % 8001 - 4000);
}

static int16_t
noise_b(int64_t n)
{
	return noise_a(n + 123456789);
}

static int16_t
loud(int64_t n)
{
	return n % 2 == 0 ? 30000 : -30000;
}

static int16_t
silent(int64_t n)
{
	(void)n;
	return 0;
}

/* A click at each true second. */
static int16_t
clicks(int64_t n)
{
	int64_t at = n % RATE;

	return (int16_t)(at < 48 ? 12000 : 0);
}

static void
one_alone_goes_through_at_once_and_unaltered(void **state)
{
	struct mike a = {.voice = noise_a, .begin = 100};
	int64_t until;

	(void)state;
	mixing_join(m, 0, true);
	for (int i = 1; i <= 500; i++) {
		assert_true(mixing_wants(m, 0));
		give(&a, 0);
		take();
		assert_int_equal(nout, i * BLOCK);
	}
	assert_int_equal(out_ns, start_ns + pace_ns(100));
	for (int n = 0; n < 500 * BLOCK; n++)
		assert_int_equal(out[n], noise_a(100 + n));
	/* its losses are the stream's */
	a.lost = 4711;
	give(&a, 0);
	take();
	assert_int_equal(out_lost, 4711);
	until = true_sample(&a, a.counted);
	assert_int_equal(out[nout - 1], noise_a(until - 1));
}

static void
two_are_added_where_they_belong(void **state)
{
	struct mike a = {.voice = noise_a, .begin = 0};
	struct mike b = {.voice = noise_b, .begin = 313};

	(void)state;
	mixing_join(m, 0, true);
	mixing_join(m, 1, true);
	for (int i = 0; i < 500; i++) {
		give(&a, 0);
		/* one waits for the other */
		take();
		give(&b, 1);
		take();
	}
	assert_true(nout >= 498 * BLOCK);
	for (size_t n = 313; n < nout; n++)
		assert_int_equal(
		    out[n], noise_a((int64_t)n) + noise_b((int64_t)n));
	for (int n = 0; n < 313; n++)
		assert_int_equal(out[n], noise_a(n));
}

static void
two_that_are_too_loud_saturate(void **state)
{
	struct mike a = {.voice = loud}, b = {.voice = loud};

	(void)state;
	mixing_join(m, 0, true);
	mixing_join(m, 1, true);
	for (int i = 0; i < 10; i++) {
		give(&a, 0);
		give(&b, 1);
		take();
	}
	assert_true(nout > 0);
	for (size_t n = 0; n < nout; n++)
		assert_int_equal(out[n], n % 2 == 0 ? 32767 : -32768);
}

static void
the_others_go_on_without_one(void **state)
{
	struct mike a = {.voice = noise_a}, b = {.voice = noise_b};
	size_t before;

	(void)state;
	mixing_join(m, 0, true);
	mixing_join(m, 1, true);
	for (int i = 0; i < 50; i++) {
		give(&a, 0);
		give(&b, 1);
		take();
	}
	/* the leader stops: half a second later the other leads */
	before = nout;
	for (int i = 0; i < MIXING_HOLD / BLOCK; i++) {
		give(&b, 1);
		take();
		assert_int_equal(nout, before);
	}
	for (int i = 0; i < 50; i++) {
		give(&b, 1);
		take();
	}
	assert_true(nout >= before + 48 * BLOCK);
	for (size_t n = before; n < nout; n++)
		assert_int_equal(out[n], noise_b((int64_t)n));
	/* it is back, with what it held back: that comes too late */
	while (a.counted < b.counted) {
		give(&a, 0);
		take();
	}
	before = nout;
	for (int i = 0; i < 50; i++) {
		give(&b, 1);
		give(&a, 0);
		take();
	}
	assert_true(nout >= before + 49 * BLOCK);
	for (size_t n = before; n < nout; n++)
		assert_int_equal(
		    out[n], noise_a((int64_t)n) + noise_b((int64_t)n));
}

static void
when_one_leaves_nobody_waits_for_it(void **state)
{
	struct mike a = {.voice = noise_a}, b = {.voice = noise_b};
	size_t before;

	(void)state;
	mixing_join(m, 0, true);
	mixing_join(m, 1, true);
	for (int i = 0; i < 50; i++) {
		give(&a, 0);
		give(&b, 1);
		take();
	}
	before = nout;
	mixing_join(m, 0, false);
	give(&b, 1);
	take();
	assert_int_equal(nout, before + BLOCK);
	/* from another stream, a second later */
	a = (struct mike){.voice = noise_a, .begin = 100 * BLOCK + 77};
	for (int i = 0; i < 49; i++)
		give(&b, 1), take();
	mixing_join(m, 0, true);
	for (int i = 0; i < 20; i++) {
		give(&a, 0);
		give(&b, 1);
		take();
	}
	before = 100 * BLOCK + 77;
	assert_true(nout > before + 15 * BLOCK);
	for (size_t n = 50 * BLOCK; n < before; n++)
		assert_int_equal(out[n], noise_b((int64_t)n));
	for (size_t n = before; n < nout; n++)
		assert_int_equal(
		    out[n], noise_a((int64_t)n) + noise_b((int64_t)n));
}

static void
what_one_loses_is_its_own_silence(void **state)
{
	struct mike a = {.voice = noise_a}, b = {.voice = noise_b};

	(void)state;
	mixing_join(m, 0, true);
	mixing_join(m, 1, true);
	for (int i = 0; i < 100; i++) {
		if (i == 50)
			a.lost = 3 * BLOCK;
		if (i < 50 || i >= 53)
			give(&a, 0);
		give(&b, 1);
		take();
	}
	assert_int_equal(out_lost, 0);
	for (size_t n = 0; n < nout; n++) {
		bool hole = n >= 50 * BLOCK && n < 53 * BLOCK;

		assert_int_equal(out[n],
		    (hole ? 0 : noise_a((int64_t)n)) + noise_b((int64_t)n));
	}
}

static void
another_takes_over_without_overlap(void **state)
{
	struct mike a = {.voice = noise_a};
	struct mike b = {.voice = noise_b, .begin = 40 * BLOCK + 500};

	(void)state;
	mixing_join(m, 0, true);
	for (int i = 0; i < 50; i++)
		give(&a, 0), take();
	mixing_join(m, 0, false);
	mixing_join(m, 1, true);
	for (int i = 0; i < 50; i++)
		give(&b, 1), take();
	/* what both heard came from the first */
	for (size_t n = 0; n < nout; n++)
		assert_int_equal(out[n],
		    n < 50 * BLOCK ? noise_a((int64_t)n) : noise_b((int64_t)n));
	assert_int_equal(nout, 90 * BLOCK + 500);
}

/* Where the first click at or after FROM is in OUT; -1: there is none. */
static int64_t
click(size_t from)
{
	for (; from < nout; from++) {
		if (out[from] > 6000)
			return (int64_t)from;
	}
	return -1;
}

/* A second follower's clock is PPM wrong, for S seconds: how far its clicks are
 * from where they belong, at most, after the first 15 s. */
static double
worst_ms(double ppm, int64_t error_ns, int seconds)
{
	struct mike a = {.voice = silent};
	struct mike b = {.voice = clicks, .ppm = ppm, .error_ns = error_ns};
	int64_t blocks = (int64_t)seconds * RATE / BLOCK, worst = 0, seen = 0;

	nout = 0;
	mixing_join(m, 0, true);
	mixing_join(m, 1, true);
	for (int64_t i = 0; i < blocks; i++) {
		give(&a, 0);
		while (true_sample(&b, b.counted) < a.counted)
			give(&b, 1);
		if (i == 200)
			b.error_ns = 0;
		take();
	}
	for (int64_t at = 15 * RATE; (at = click((size_t)at)) >= 0;
	     at += RATE / 2) {
		int64_t off = (at + RATE / 2) % RATE - RATE / 2;

		seen++;
		worst = llabs(off) > worst ? llabs(off) : worst;
	}
	assert_true(seen >= seconds - 17);
	return (double)worst * 1000 / RATE;
}

static void
clocks_that_differ_stay_together(void **state)
{
	static const double ppms[] = {-200, -30, 0, 100, 200};

	(void)state;
	for (size_t i = 0; i < sizeof(ppms) / sizeof(ppms[0]); i++) {
		double ms = worst_ms(ppms[i], 0, 120);

		print_message("%.0f ppm: %.2f ms apart at most\n", ppms[i], ms);
		/* 2 ms, the second it is averaged over, a sample of rounding */
		assert_true(ms < 2.5);
		mixing_join(m, 0, false);
		mixing_join(m, 1, false);
		mixing_close(m);
		(void)setup(NULL);
	}
}

static void
a_wrong_first_guess_is_put_right(void **state)
{
	static const int64_t errors_ms[] = {-90, -40, 10, 60, 90};

	(void)state;
	for (size_t i = 0; i < sizeof(errors_ms) / sizeof(errors_ms[0]); i++) {
		double ms = worst_ms(0, errors_ms[i] * 1000000, 60);

		assert_true(ms < 2.5);
		mixing_close(m);
		(void)setup(NULL);
	}
}

static void
a_backlog_is_mixed_as_it_was_heard(void **state)
{
	struct mike a = {.voice = noise_a}, b = {.voice = noise_b};
	int64_t left[2] = {150, 150};

	(void)state;
	mixing_join(m, 0, true);
	mixing_join(m, 1, true);
	/* three seconds wait in both pipes: what is wanted is read */
	while (left[0] + left[1] > 0) {
		bool any = false;

		if (left[0] > 0 && mixing_wants(m, 0))
			give(&a, 0), left[0]--, any = true;
		if (left[1] > 0 && mixing_wants(m, 1))
			give(&b, 1), left[1]--, any = true;
		take();
		assert_true(any);
	}
	assert_int_equal(nout, 150 * BLOCK);
	for (size_t n = 0; n < nout; n++)
		assert_int_equal(
		    out[n], noise_a((int64_t)n) + noise_b((int64_t)n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		one_alone_goes_through_at_once_and_unaltered, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		two_are_added_where_they_belong, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		two_that_are_too_loud_saturate, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		the_others_go_on_without_one, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		when_one_leaves_nobody_waits_for_it, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		what_one_loses_is_its_own_silence, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		another_takes_over_without_overlap, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		clocks_that_differ_stay_together, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_wrong_first_guess_is_put_right, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_backlog_is_mixed_as_it_was_heard, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
