/* The drawn outline of a cut: where a tape's peaks land, that silence is flat,
 * and that nothing of a stretch shows which reaches out of what may be heard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "distributor/outline.h"
#include "recording/peaks.h"

enum { P = PEAKS_SAMPLES };

static uint8_t first[] = {10, 20, 30, 40}, second[] = {50, 60};

/* Four stretches from 100 P on, then two from 104 P. */
static struct tape tapes[] = {
    {.start = 100 * P, .samples = 4 * P, .peaks = first, .npeaks = 4},
    {.start = 104 * P, .samples = 2 * P, .peaks = second, .npeaks = 2},
};

static void
draws(struct splice_part *parts, size_t nparts, int64_t samples,
    const uint8_t *want, size_t count)
{
	const struct splice splice = {
	    .parts = parts, .nparts = nparts, .samples = samples};
	struct buf out = {0};

	assert_int_equal(outline_draw(tapes, 2, &splice, &out, NULL), RC_OK);
	assert_int_equal(out.len, count);
	assert_memory_equal(out.data, want, count);
	buf_clear(&out);
}

static void
a_whole_tape_is_its_peaks(void **state)
{
	struct splice_part part = {{100 * P, 106 * P}, 0, false};

	(void)state;
	draws(&part, 1, 6 * P, (const uint8_t[]){10, 20, 30, 40, 50, 60}, 6);
}

static void
rule_01_an_edge_tells_nothing_of_the_neighbour(void **state)
{
	/* One sample of the second stretch is missing: its peak may be there. */
	struct splice_part late = {{101 * P + 1, 104 * P}, 0, false};
	struct splice_part early = {{100 * P, 103 * P - 1}, 0, false};

	(void)state;
	/* 30 and 40 begin a sample early, so touch the column before, too */
	draws(&late, 1, 3 * P - 1, (const uint8_t[]){30, 40, 40}, 3);
	draws(&early, 1, 3 * P - 1, (const uint8_t[]){10, 20, 0}, 3);
}

static void
rule_11_what_is_withheld_is_flat(void **state)
{
	struct splice_part parts[] = {
	    {{100 * P, 101 * P}, 0, false},
	    {{101 * P, 103 * P}, P, true},
	    {{103 * P, 104 * P}, 3 * P, false},
	};

	(void)state;
	draws(parts, 3, 4 * P, (const uint8_t[]){10, 0, 0, 40}, 4);
}

static void
two_parts_stand_where_they_play(void **state)
{
	struct splice_part parts[] = {
	    {{105 * P, 106 * P}, 0, false},
	    {{100 * P, 101 * P}, 5 * P, false},
	};
	uint8_t *kept = tapes[1].peaks;

	(void)state;
	draws(parts, 2, 6 * P, (const uint8_t[]){60, 0, 0, 0, 0, 10}, 6);
	/* a tape without peaks, and a last column that is not full */
	tapes[1].peaks = NULL;
	draws(parts, 2, 5 * P + 1, (const uint8_t[]){0, 0, 0, 0, 0, 10}, 6);
	tapes[1].peaks = kept;
	draws(parts, 2, 0, NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_whole_tape_is_its_peaks),
	    cmocka_unit_test(rule_01_an_edge_tells_nothing_of_the_neighbour),
	    cmocka_unit_test(rule_11_what_is_withheld_is_flat),
	    cmocka_unit_test(two_parts_stand_where_they_play),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
