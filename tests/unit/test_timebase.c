/* The meeting's clock: rule 16's drop before a start, what is lost on the way,
 * and time that passes while no sound comes. */
#include "base/span.h"
#include "recorder/mic.h"
#include "recorder/pace.h"
#include "recorder/timebase.h"
#include "unit/scratch.h"

#define MS ((int64_t)1000000)

/* 20 ms that were heard at NS. */
static struct mic_block
heard(int64_t ns, int64_t lost)
{
	return (struct mic_block){
	    .count = 960, .captured_ns = ns, .lost = lost};
}

static size_t
take(struct timebase *t, const struct mic_block *b, int64_t *lost)
{
	size_t cut = timebase_take(t, b, 0, lost);

	timebase_went(t, b, b->count - cut);
	return cut;
}

static void
rule_16_what_was_heard_before_the_start_is_dropped(void **state)
{
	struct timebase t = {.fresh = true};
	struct mic_block b;
	int64_t lost;

	(void)state;
	timebase_drop_until(&t, 1000 * MS);
	/* before it, and within the 40 ms that a sound card may hold back */
	b = heard(900 * MS, 0);
	assert_int_equal(take(&t, &b, &lost), 960);
	b = heard(1010 * MS, 0);
	assert_int_equal(take(&t, &b, &lost), 960);
	assert_true(t.fresh);
	assert_int_equal(t.sample, 0);
	/* 10 ms of this one are early: 480 samples, and one for rounding */
	b = heard(1030 * MS, 0);
	assert_int_equal(take(&t, &b, &lost), 481);
	assert_false(t.fresh);
	assert_int_equal(t.sample, 960 - 481);
	b = heard(1050 * MS, 0);
	assert_int_equal(take(&t, &b, &lost), 0);
	assert_int_equal(t.sample, 960 - 481 + 960);
	assert_true(timebase_past_drop(&t));
}

static void
samples_lost_on_the_way_are_time_that_passed(void **state)
{
	struct timebase t = {
	    .anchored = true, .sample = 48000, .sample_ns = 1000 * MS};
	struct mic_block b = heard(1100 * MS, 4800);
	int64_t lost;

	(void)state;
	assert_int_equal(take(&t, &b, &lost), 0);
	assert_int_equal(lost, 4800);
	assert_int_equal(t.sample, 48000 + 4800 + 960);
	assert_int_equal(t.sample_ns, 1120 * MS);
}

static void
time_goes_on_while_no_sound_comes(void **state)
{
	struct timebase t = {.sample = 48000, .sample_ns = 1000 * MS};
	struct mic_block b = heard(3500 * MS, 0);
	int64_t lost;

	(void)state;
	assert_int_equal(timebase_now(&t, 2000 * MS, 0), 96000);
	/* never before what the journal says already */
	assert_int_equal(timebase_now(&t, 2000 * MS, 100000), 100000);
	assert_int_equal(take(&t, &b, &lost), 0);
	assert_int_equal(lost, 0);
	assert_int_equal(t.sample, 48000 + 120000 + 960);
	assert_int_equal(timebase_now(&t, 9000 * MS, 0), t.sample);
	/* and no later hour can overflow it */
	assert_int_equal(pace_samples((int64_t)30 * 24 * 3600 * 1000 * MS),
	    (int64_t)30 * 24 * 3600 * SPAN_RATE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		rule_16_what_was_heard_before_the_start_is_dropped),
	    cmocka_unit_test(samples_lost_on_the_way_are_time_that_passed),
	    cmocka_unit_test(time_goes_on_while_no_sound_comes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
