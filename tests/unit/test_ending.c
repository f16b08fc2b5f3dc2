/* Rule 19's clock begins at the meeting's end, however a clock was moved. */
#include "base/span.h"
#include "distributor/ending.h"
#include "unit/scratch.h"

#define HOUR ((int64_t)3600 * 1000)
#define DAY (24 * HOUR)
/* 2026-10-20 10:00 UTC */
#define BEGIN ((int64_t)1792490400000)

enum { ENTRIES = 5, AT_END = ENTRIES - 1 };

/* A meeting of four hours, an item an hour, and its end; MOVED is how far the
 * clock stood off from entry FROM on. */
static void
meeting(struct journal_entry *e, int from, int64_t moved)
{
	for (int i = 0; i < ENTRIES; i++)
		e[i] = (struct journal_entry){
		    .seq = (uint32_t)i + 1,
		    .kind = i == 0    ? JOURNAL_STARTED
			: i == AT_END ? JOURNAL_ENDED
				      : JOURNAL_ITEM,
		    .sample = (int64_t)i * 3600 * SPAN_RATE,
		    .wall_ms = BEGIN + i * HOUR + (i >= from ? moved : 0),
		};
}

static struct ending
find(const struct journal_entry *e, int64_t now_ms)
{
	struct ending end;

	ending_find(e, ENTRIES, &e[AT_END], now_ms, &end);
	return end;
}

static void
rule_19_a_clock_that_stays_is_believed(void **state)
{
	struct journal_entry e[ENTRIES];
	struct ending end;

	(void)state;
	meeting(e, ENTRIES, 0);
	e[2].wall_ms += 700; /* a sound card's drift in an hour */
	end = find(e, BEGIN + 5 * HOUR);
	assert_int_equal(end.at_ms, BEGIN + 4 * HOUR);
	assert_int_equal(end.moved_ms, 0);
	assert_int_equal(end.future_ms, 0);
}

static void
rule_19_a_moved_clock_never_lengthens_the_week(void **state)
{
	static const int64_t jumps[] = {HOUR, -HOUR, DAY, -DAY, 40 * DAY};
	struct journal_entry e[ENTRIES];

	(void)state;
	for (size_t i = 0; i < sizeof(jumps) / sizeof(*jumps); i++) {
		for (int from = 1; from < ENTRIES; from++) {
			struct ending end;

			meeting(e, from, jumps[i]);
			end = find(e, BEGIN + 100 * DAY);
			assert_true(end.at_ms <= BEGIN + 4 * HOUR);
			assert_int_equal(
			    end.moved_ms, jumps[i] > 0 ? jumps[i] : -jumps[i]);
		}
	}
}

static void
rule_19_no_meeting_ended_after_it_was_attached(void **state)
{
	struct journal_entry e[ENTRIES];
	struct ending end;

	(void)state;
	meeting(e, 0, DAY); /* wrong from the beginning: nobody can see it */
	end = find(e, BEGIN + 5 * HOUR);
	assert_int_equal(end.at_ms, BEGIN + 5 * HOUR);
	assert_int_equal(end.future_ms, DAY - HOUR);
	assert_int_equal(end.moved_ms, 0);
}

static void
what_was_said_behind_its_sample_does_not_count(void **state)
{
	struct journal_entry e[ENTRIES];

	(void)state;
	meeting(e, ENTRIES, 0);
	e[2].kind = JOURNAL_GAP;
	e[2].wall_ms += HOUR;
	e[3].kind = JOURNAL_JOIN; /* before the start: no sample */
	e[3].sample = -1;
	e[3].wall_ms = BEGIN - HOUR;
	assert_int_equal(find(e, BEGIN + 5 * HOUR).moved_ms, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rule_19_a_clock_that_stays_is_believed),
	    cmocka_unit_test(rule_19_a_moved_clock_never_lengthens_the_week),
	    cmocka_unit_test(rule_19_no_meeting_ended_after_it_was_attached),
	    cmocka_unit_test(what_was_said_behind_its_sample_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
