/* When a block was heard, what went missing, how two clocks run apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "recorder/pace.h"
#include "sound.h"

enum { BLOCK = 960, RATE = 48000, MS = 1000000 };

/* A sound card: its clock is PPM wrong, its blocks come up to 50 ms late. */
struct card {
	struct pace pace;
	int64_t counted; /* samples, as capture counts them */
	double lost_s;   /* seconds of sound it never counted */
	double ppm;      /* too slow */
	int64_t late_ns; /* all blocks from now on */
	uint32_t random;
	int64_t heard_ns; /* of the last block, in truth */
	struct pace_block got;
};

static const int64_t start_ns = 7000000000000;

static void
block(struct card *c, bool overflow)
{
	double counted_s = (double)(c->counted + BLOCK) / RATE;
	int64_t end_ns = start_ns +
	    (int64_t)((counted_s * (1 + c->ppm / 1e6) + c->lost_s) * 1e9);
	/* every tenth comes at once: a machine is not always busy */
	int64_t late = c->counted / BLOCK % 10 == 0
	    ? 0
	    : (int64_t)(sound_random(&c->random) % 50) * MS;

	c->got = pace_block(
	    &c->pace, c->counted, BLOCK, end_ns + late + c->late_ns, overflow);
	c->heard_ns = end_ns - 20 * MS;
	c->counted += BLOCK;
}

static int64_t
blocks(struct card *c, int n)
{
	int64_t lost = 0;

	for (int i = 0; i < n; i++) {
		block(c, false);
		lost += c->got.lost;
	}
	return lost;
}

static int64_t
off_ms(const struct card *c)
{
	return llabs(c->got.captured_ns - c->heard_ns) / MS;
}

static void
a_late_reading_is_no_late_sound(void **state)
{
	struct card c = {.random = 1};

	(void)state;
	assert_int_equal(blocks(&c, 50 * 600), 0);
	assert_int_equal(off_ms(&c), 0);
	assert_int_equal(c.pace.drift_ppm, 0);
}

static void
a_jump_of_the_counter_is_lost_samples(void **state)
{
	struct card c = {.random = 2};

	(void)state;
	assert_int_equal(blocks(&c, 100), 0);
	c.counted += 5 * BLOCK;
	block(&c, false);
	assert_int_equal(c.got.lost, 5 * BLOCK);
	assert_int_equal(blocks(&c, 500), 0);
	assert_int_equal(off_ms(&c), 0);
}

static void
what_the_card_lost_the_clock_tells(void **state)
{
	struct card c = {.random = 3};

	(void)state;
	assert_int_equal(blocks(&c, 100), 0);
	/* a flag without a loss */
	block(&c, true);
	assert_int_equal(c.got.lost, 0);
	assert_int_equal(blocks(&c, 99), 0);
	c.lost_s += 0.3;
	block(&c, true);
	assert_in_range(c.got.lost, RATE * 3 / 10 - 48, RATE * 3 / 10 + 48);
	assert_int_equal(blocks(&c, 500), 0);
	assert_int_equal(off_ms(&c), 0);
}

static void
a_source_that_skips_without_a_word_is_found_out(void **state)
{
	struct card c = {.random = 4};
	int64_t lost;

	(void)state;
	assert_int_equal(blocks(&c, 100), 0);
	c.lost_s += 0.700;
	lost = blocks(&c, 100);
	assert_in_range(lost, RATE * 7 / 10 - 48, RATE * 7 / 10 + 48);
	assert_int_equal(blocks(&c, 500), 0);
	assert_int_equal(off_ms(&c), 0);
	/* just too little to tell from a busy machine, and just enough */
	c.lost_s += 0.149;
	assert_int_equal(blocks(&c, 100), 0);
	c.lost_s -= 0.149;
	assert_int_equal(blocks(&c, 100), 0);
	c.lost_s += 0.151;
	lost = blocks(&c, 100);
	assert_in_range(lost, RATE * 15 / 100 - 48, RATE * 16 / 100);
}

static void
half_a_second_of_a_busy_machine_is_no_skip(void **state)
{
	struct card c = {.random = 5};

	(void)state;
	assert_int_equal(blocks(&c, 100), 0);
	for (int i = 0; i < 20; i++) {
		c.late_ns = 500 * MS;
		assert_int_equal(blocks(&c, 25), 0);
		c.late_ns = 0;
		assert_int_equal(blocks(&c, 25), 0);
	}
	assert_int_equal(off_ms(&c), 0);
}

static void
a_clock_that_is_wrong_is_measured(void **state)
{
	static const double ppms[] = {-400, -100, -20, 0, 20, 100, 180};

	(void)state;
	for (size_t i = 0; i < sizeof(ppms) / sizeof(ppms[0]); i++) {
		struct card c = {.random = 6, .ppm = ppms[i]};

		/* not before it can be told from a busy machine */
		assert_int_equal(blocks(&c, 50 * 119), 0);
		assert_int_equal(c.pace.drift_ppm, 0);
		assert_int_equal(blocks(&c, 50 * 3600), 0);
		assert_in_range(
		    c.pace.drift_ppm + 1000, ppms[i] + 998, ppms[i] + 1002);
		assert_in_range(off_ms(&c), 0, 1);
	}
}

static void
a_clock_that_is_far_too_slow_is_no_gap(void **state)
{
	static const double ppms[] = {250, 300, 500, 1000};

	(void)state;
	for (size_t i = 0; i < sizeof(ppms) / sizeof(ppms[0]); i++) {
		struct card c = {.random = 8, .ppm = ppms[i]};
		int64_t lost;

		assert_int_equal(blocks(&c, 50 * 7200), 0);
		assert_in_range(off_ms(&c), 0, 1);
		/* and a gap is one all the same, and once */
		c.lost_s += 0.2;
		lost = blocks(&c, 100);
		assert_in_range(lost, RATE * 2 / 10 - 96, RATE * 2 / 10 + 96);
		assert_int_equal(blocks(&c, 50 * 3600), 0);
		assert_in_range(off_ms(&c), 0, 1);
	}
}

static void
what_is_missing_is_no_drift(void **state)
{
	struct card c = {.random = 7};

	(void)state;
	(void)blocks(&c, 50 * 300);
	c.lost_s += 1;
	(void)blocks(&c, 50 * 300);
	c.lost_s += 0.5;
	block(&c, true);
	(void)blocks(&c, 50 * 300);
	assert_in_range(c.pace.drift_ppm + 10, 9, 11);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_late_reading_is_no_late_sound),
	    cmocka_unit_test(a_jump_of_the_counter_is_lost_samples),
	    cmocka_unit_test(what_the_card_lost_the_clock_tells),
	    cmocka_unit_test(a_source_that_skips_without_a_word_is_found_out),
	    cmocka_unit_test(half_a_second_of_a_busy_machine_is_no_skip),
	    cmocka_unit_test(a_clock_that_is_wrong_is_measured),
	    cmocka_unit_test(a_clock_that_is_far_too_slow_is_no_gap),
	    cmocka_unit_test(what_is_missing_is_no_drift),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
