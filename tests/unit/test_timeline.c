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
read_moved(const struct line *lines, size_t count,
    const struct timeline_move *moves, size_t nmoves)
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
	r.rc =
	    timeline_read(e, count, moves, nmoves, &r.timeline, &r.odd, NULL);
	free(e);
	return r;
}

static struct read
read_lines(const struct line *lines, size_t count)
{
	return read_moved(lines, count, NULL, 0);
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

#define READ_MOVED(lines, moves)                                         \
	read_moved((lines), sizeof(lines) / sizeof((lines)[0]), (moves), \
	    sizeof(moves) / sizeof((moves)[0]))
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
a_boundary_moved_after_the_meeting_goes_to_either_side(void **state)
{
	static const struct line lines[] = {{JOURNAL_ITEM, 1, 0, 0},
	    {JOURNAL_ITEM, 2, 100, 0}, {JOURNAL_EDGE, 2, 90, 2},
	    {JOURNAL_ITEM, 3, 200, 0}, {JOURNAL_ENDED, 0, 300, 0}};
	static const struct timeline_move moves[] = {
	    {2, 40}, {2, 150}, {4, 180}};
	struct read r = READ_MOVED(lines, moves);

	(void)state;
	assert_int_equal(r.rc, RC_OK);
	assert_int_equal(r.odd.len, 0);
	stretch_is(&r, 0, 1, 0, 150); /* the last move, and before the edge */
	stretch_is(&r, 1, 2, 150, 180);
	stretch_is(&r, 2, 3, 180, 300);
	read_clear(&r);
}

/* Each wall on either side of item 2, which begins at 100. */
static void
rule_10_a_moved_boundary_crosses_nothing(void **state)
{
	static const enum journal_kind walls[] = {JOURNAL_OFF_RECORD,
	    JOURNAL_BREAK, JOURNAL_RESUMED, JOURNAL_CLOSED, JOURNAL_OPENED,
	    JOURNAL_GAP};
	static const struct timeline_move to[] = {
	    {3, 94}, {3, 95}, {3, 106}, {3, 107}};

	(void)state;
	for (size_t i = 0; i < sizeof(walls) / sizeof(walls[0]); i++) {
		const struct line lines[] = {{JOURNAL_ITEM, 1, 0, 0},
		    {walls[i], 1, 95, 0}, {JOURNAL_ITEM, 2, 100, 0},
		    {walls[i], 2, 106, 0}, {JOURNAL_ENDED, 0, 200, 0}};

		for (size_t j = 0; j < sizeof(to) / sizeof(to[0]); j++) {
			bool over = j == 0 || j == 3;
			struct read r = read_moved(lines, 5, &to[j], 1);

			assert_int_equal(r.rc, RC_OK);
			stretch_is(&r, 1, 2, over ? 100 : to[j].sample, 200);
			assert_int_equal(r.odd.len > 0, over);
			read_clear(&r);
		}
	}
}

static void
the_room_of_a_boundary_is_said(void **state)
{
	static const struct journal_entry e[] = {
	    {.seq = 1, .kind = JOURNAL_STARTED, .sample = 0},
	    {.seq = 2, .kind = JOURNAL_ITEM, .item = 1, .sample = 0},
	    {.seq = 3, .kind = JOURNAL_ITEM, .item = 2, .sample = 100},
	    {.seq = 4, .kind = JOURNAL_BREAK, .item = 2, .sample = 140},
	    {.seq = 5, .kind = JOURNAL_UNDONE, .sample = 141, .supersedes = 4},
	    {.seq = 6, .kind = JOURNAL_CLOSED, .item = 2, .sample = 170},
	    {.seq = 7, .kind = JOURNAL_ITEM, .item = 3, .sample = 200},
	    {.seq = 8, .kind = JOURNAL_EDGE, .sample = 190, .supersedes = 7},
	    {.seq = 9, .kind = JOURNAL_ENDED, .sample = 300}};
	struct timeline t = {0};
	struct buf odd = {0};
	struct span room;

	(void)state;
	assert_int_equal(timeline_read(e, 9, NULL, 0, &t, &odd, NULL), RC_OK);
	assert_int_equal(t.nbegins, 4);
	room = timeline_room(e, 9, &t, 1); /* item 2 */
	assert_int_equal(room.from, 0);
	assert_int_equal(room.to, 170);
	room = timeline_room(e, 9, &t, 2); /* item 3 */
	assert_int_equal(room.from, 170);
	assert_int_equal(room.to, 300);
	timeline_clear(&t);
	buf_clear(&odd);
}

/* Each takes back the one before it: every other one counts, in no time. */
static void
a_journal_made_to_be_slow_is_read_at_once(void **state)
{
	enum { MANY = 1000001 };
	struct journal_entry *e = calloc(MANY, sizeof(*e));
	bool *undone;

	(void)state;
	assert_non_null(e);
	for (uint32_t i = 0; i < MANY; i++)
		e[i] = (struct journal_entry){
		    .seq = 2 * i + 2, /* some are not there */
		    .kind = i == 0 ? JOURNAL_CLOSED : JOURNAL_UNDONE,
		    .supersedes = 2 * i};
	assert_non_null(undone = timeline_undone(e, MANY));
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(undone[i], i % 2 == 1);
	free(undone);
	e[MANY - 1].supersedes = 3; /* nothing */
	assert_non_null(undone = timeline_undone(e, MANY));
	assert_true(undone[0]);
	assert_false(undone[MANY - 1]);
	free(undone);
	free(e);
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
	    cmocka_unit_test(
		a_boundary_moved_after_the_meeting_goes_to_either_side),
	    cmocka_unit_test(rule_10_a_moved_boundary_crosses_nothing),
	    cmocka_unit_test(the_room_of_a_boundary_is_said),
	    cmocka_unit_test(a_journal_made_to_be_slow_is_read_at_once),
	    cmocka_unit_test(off_the_record_belongs_to_nobody),
	    cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
