/* timeline: which item was on when, whatever was pressed late or taken back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "distributor/timeline.h"

/* Samples here are small numbers; only their order matters. */
struct line {
	enum journal_kind kind;
	int item;
	int64_t sample;
	uint32_t supersedes;
};

struct read {
	struct timeline timeline;
	struct buf odd;
	enum rc rc;
};

static struct read
read_lines(const struct line *lines, size_t count)
{
	struct journal_entry *e = calloc(count, sizeof(*e));
	struct read r = {0};

	assert_non_null(e);
	for (size_t i = 0; i < count; i++)
		e[i] = (struct journal_entry){
		    .seq = (uint32_t)i + 1,
		    .kind = lines[i].kind,
		    .item = (uint16_t)lines[i].item,
		    .sample = lines[i].sample,
		    .supersedes = lines[i].supersedes,
		};
	r.rc = timeline_read(e, count, &r.timeline, &r.odd, NULL);
	free(e);
	return r;
}

static void
read_clear(struct read *r)
{
	timeline_clear(&r->timeline);
	buf_clear(&r->odd);
}

static void
stretch_is(const struct read *r, size_t at, int item, int64_t from, int64_t to)
{
	assert_true(at < r->timeline.count);
	assert_int_equal(r->timeline.v[at].item, item);
	assert_int_equal(r->timeline.v[at].span.from, from);
	assert_int_equal(r->timeline.v[at].span.to, to);
}

#define READ(lines) read_lines((lines), sizeof(lines) / sizeof((lines)[0]))

static void
items_follow_each_other_and_come_back(void **state)
{
	static const struct line lines[] = {{JOURNAL_ANNOUNCED, 0, -1, 0},
	    {JOURNAL_STARTED, 0, 0, 0}, {JOURNAL_ITEM, 1, 0, 0},
	    {JOURNAL_ITEM, 2, 100, 0}, {JOURNAL_ITEM, 1, 250, 0},
	    {JOURNAL_ENDED, 0, 300, 0}};
	struct read r = READ(lines);

	(void)state;
	assert_int_equal(r.rc, RC_OK);
	assert_int_equal(r.timeline.count, 3);
	stretch_is(&r, 0, 1, 0, 100);
	stretch_is(&r, 1, 2, 100, 250);
	stretch_is(&r, 2, 1, 250, 300);
	assert_int_equal(timeline_item(&r.timeline, 99), 1);
	assert_int_equal(timeline_item(&r.timeline, 100), 2);
	assert_int_equal(timeline_item(&r.timeline, 299), 1);
	assert_int_equal(timeline_item(&r.timeline, 300), 0);
	assert_int_equal(r.odd.len, 0);
	read_clear(&r);
}

static void
the_last_edge_that_stands_counts(void **state)
{
	static const struct line lines[] = {{JOURNAL_ITEM, 1, 0, 0}, /* 1 */
	    {JOURNAL_ITEM, 2, 100, 0},                               /* 2 */
	    {JOURNAL_EDGE, 2, 90, 2},                                /* 3 */
	    {JOURNAL_EDGE, 2, 80, 2},                                /* 4 */
	    {JOURNAL_EDGE, 2, 70, 2},                                /* 5 */
	    {JOURNAL_UNDONE, 2, 120, 5},                             /* 6 */
	    {JOURNAL_ENDED, 0, 200, 0}};
	struct read r = READ(lines);

	(void)state;
	assert_int_equal(r.rc, RC_OK);
	stretch_is(&r, 0, 1, 0, 80);
	stretch_is(&r, 1, 2, 80, 200);
	read_clear(&r);
}

static void
what_was_taken_back_is_no_wall(void **state)
{
	static const struct line lines[] = {{JOURNAL_ITEM, 1, 0, 0},
	    {JOURNAL_CLOSED, 1, 50, 0}, {JOURNAL_UNDONE, 1, 51, 2},
	    {JOURNAL_ITEM, 2, 100, 0}, {JOURNAL_EDGE, 2, 40, 4},
	    {JOURNAL_ENDED, 0, 200, 0}};
	static const struct line again[] = {{JOURNAL_ITEM, 1, 0, 0},
	    {JOURNAL_CLOSED, 1, 50, 0}, {JOURNAL_UNDONE, 1, 51, 2},
	    {JOURNAL_UNDONE, 1, 52, 3}, {JOURNAL_ITEM, 2, 100, 0},
	    {JOURNAL_EDGE, 2, 40, 5}, {JOURNAL_ENDED, 0, 200, 0}};
	struct read r = READ(lines);

	(void)state;
	assert_int_equal(r.rc, RC_OK);
	stretch_is(&r, 1, 2, 40, 200);
	assert_int_equal(r.odd.len, 0);
	read_clear(&r);
	/* the taking back was itself taken back: it is one again */
	r = READ(again);
	assert_int_equal(r.rc, RC_OK);
	stretch_is(&r, 1, 2, 100, 200);
	assert_true(r.odd.len > 0);
	read_clear(&r);
}

static void
an_item_taken_back_leaves_the_one_before(void **state)
{
	static const struct line lines[] = {{JOURNAL_ITEM, 1, 0, 0},
	    {JOURNAL_ITEM, 2, 100, 0}, {JOURNAL_UNDONE, 2, 101, 2},
	    {JOURNAL_ITEM, 3, 150, 0}, {JOURNAL_ENDED, 0, 200, 0}};
	struct read r = READ(lines);

	(void)state;
	assert_int_equal(r.timeline.count, 2);
	stretch_is(&r, 0, 1, 0, 150);
	stretch_is(&r, 1, 3, 150, 200);
	read_clear(&r);
}

static void
rule_10_an_edge_crosses_nothing(void **state)
{
	static const enum journal_kind walls[] = {JOURNAL_OFF_RECORD,
	    JOURNAL_BREAK, JOURNAL_RESUMED, JOURNAL_CLOSED, JOURNAL_OPENED,
	    JOURNAL_GAP};

	(void)state;
	for (size_t i = 0; i < sizeof(walls) / sizeof(walls[0]); i++) {
		const struct line lines[] = {{JOURNAL_ITEM, 1, 0, 0},
		    {walls[i], 1, 95, 0}, {JOURNAL_RESUMED, 1, 95, 0},
		    {JOURNAL_ITEM, 2, 100, 0}, {JOURNAL_EDGE, 2, 94, 4},
		    {JOURNAL_ENDED, 0, 200, 0}};
		const struct line up_to[] = {{JOURNAL_ITEM, 1, 0, 0},
		    {walls[i], 1, 95, 0}, {JOURNAL_RESUMED, 1, 95, 0},
		    {JOURNAL_ITEM, 2, 100, 0}, {JOURNAL_EDGE, 2, 95, 4},
		    {JOURNAL_ENDED, 0, 200, 0}};
		struct read r = READ(lines);

		stretch_is(&r, 1, 2, 100, 200);
		assert_true(r.odd.len > 0);
		read_clear(&r);
		r = READ(up_to);
		stretch_is(&r, 1, 2, 95, 200);
		assert_int_equal(r.odd.len, 0);
		read_clear(&r);
	}
}

static void
an_edge_does_not_pass_the_item_before(void **state)
{
	static const struct line lines[] = {{JOURNAL_ITEM, 1, 0, 0},
	    {JOURNAL_ITEM, 2, 50, 0}, {JOURNAL_ITEM, 3, 100, 0},
	    {JOURNAL_EDGE, 3, 49, 3}, {JOURNAL_ENDED, 0, 200, 0}};
	static const struct line whole[] = {{JOURNAL_ITEM, 1, 0, 0},
	    {JOURNAL_ITEM, 2, 50, 0}, {JOURNAL_ITEM, 3, 100, 0},
	    {JOURNAL_EDGE, 3, 50, 3}, {JOURNAL_ENDED, 0, 200, 0}};
	struct read r = READ(lines);

	(void)state;
	stretch_is(&r, 2, 3, 100, 200);
	assert_true(r.odd.len > 0);
	read_clear(&r);
	r = READ(whole); /* nothing is left of item 2 */
	assert_int_equal(r.timeline.count, 2);
	stretch_is(&r, 0, 1, 0, 50);
	stretch_is(&r, 1, 3, 50, 200);
	read_clear(&r);
}

static void
off_the_record_belongs_to_nobody(void **state)
{
	static const struct line lines[] = {{JOURNAL_ITEM, 1, 0, 0},
	    {JOURNAL_OFF_RECORD, 1, 20, 0}, {JOURNAL_BREAK, 1, 30, 0},
	    {JOURNAL_ITEM, 2, 35, 0}, {JOURNAL_RESUMED, 2, 40, 0},
	    {JOURNAL_BREAK, 2, 60, 0}, {JOURNAL_SEGMENT_BEGUN, 2, 70, 0},
	    {JOURNAL_OFF_RECORD, 2, 90, 0}, {JOURNAL_ENDED, 0, 99, 0}};
	struct read r = READ(lines);

	(void)state;
	assert_int_equal(r.timeline.off.count, 3);
	assert_int_equal(r.timeline.off.v[0].from, 20);
	assert_int_equal(r.timeline.off.v[0].to, 40);
	assert_int_equal(r.timeline.off.v[1].from, 60);
	assert_int_equal(r.timeline.off.v[1].to, 70);
	assert_int_equal(r.timeline.off.v[2].from, 90);
	assert_int_equal(r.timeline.off.v[2].to, 99);
	read_clear(&r);
}

static void
what_makes_no_sense_is_refused(void **state)
{
	static const struct line backwards[] = {{JOURNAL_ITEM, 1, 50, 0},
	    {JOURNAL_ITEM, 2, 40, 0}, {JOURNAL_ENDED, 0, 99, 0}};
	static const struct line early[] = {
	    {JOURNAL_ITEM, 1, 50, 0}, {JOURNAL_ENDED, 0, 49, 0}};
	static const struct line endless[] = {{JOURNAL_ITEM, 1, 50, 0}};
	struct read r = READ(backwards);

	(void)state;
	assert_int_equal(r.rc, RC_INVALID);
	read_clear(&r);
	r = READ(early);
	assert_int_equal(r.rc, RC_INVALID);
	read_clear(&r);
	r = READ(endless);
	assert_int_equal(r.rc, RC_INVALID);
	read_clear(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(items_follow_each_other_and_come_back),
	    cmocka_unit_test(the_last_edge_that_stands_counts),
	    cmocka_unit_test(what_was_taken_back_is_no_wall),
	    cmocka_unit_test(an_item_taken_back_leaves_the_one_before),
	    cmocka_unit_test(rule_10_an_edge_crosses_nothing),
	    cmocka_unit_test(an_edge_does_not_pass_the_item_before),
	    cmocka_unit_test(off_the_record_belongs_to_nobody),
	    cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
