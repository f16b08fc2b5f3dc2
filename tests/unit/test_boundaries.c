/* Boundaries beside the marks, and what they take along. */
#include "unit/delivery.h"

#include "store/boundaries.h"

static struct store *store;
static const struct meeting_id meeting = {1};
static const struct releases_account olive = {{1}, {OLIVE}};

/* Two items, a "late", and a word of each. */
static int
begin(void **state)
{
	*state = store = rows_store();
	delivery_fill(store);
	rows_run(store,
	    "INSERT INTO agency (id, name) VALUES (1, 'Northshire Police');"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind)"
	    " VALUES (3, 'i3', 1, 3, 'actions_review');"
	    "INSERT INTO mark (id, recording_id, seq, kind, item_id, sample, "
	    "at,"
	    " supersedes, words) VALUES (10, 1, 10, 'item', 1, 1000, 0, 0, ''),"
	    " (11, 1, 11, 'item', 2, 2100, 0, 0, ''),"
	    " (12, 1, 12, 'edge', 2, 2000, 0, 11, ''),"
	    " (13, 1, 13, 'action', 1, 1900, 0, 0, 'Visit'),"
	    " (14, 1, 14, 'note', 2, 2500, 0, 0, 'Quiet');"
	    "INSERT INTO action (id, meeting_id, case_id, mark_id, text,"
	    " owner_agency_id, due_on) VALUES"
	    " (1, 1, 1, 13, 'Visit', 1, '2026-12-01')");
	return 0;
}

static void
move(struct mark_id mark, int64_t sample)
{
	struct error err = {0};

	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(boundaries_move(store, meeting, mark, sample,
			     "Pressed late", &olive, DELIVERY_NOW, &err),
	    RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
}

static void
the_journal_comes_back_with_what_was_moved(void **state)
{
	struct boundaries_mark *m = NULL;
	struct error err = {0};
	size_t count = 0;

	(void)state;
	move((struct mark_id){11}, 1800);
	move((struct mark_id){11}, 1850);
	assert_int_equal(
	    boundaries_marks(store, meeting, &m, &count, &err), RC_OK);
	assert_int_equal(count, 10);
	assert_string_equal(m[5].kind, "item");
	assert_int_equal(m[5].seq, 10);
	assert_int_equal(m[5].number, 1);
	assert_int_equal(m[5].moved, -1);
	assert_int_equal(m[6].number, 2);
	assert_int_equal(m[6].sample, 2100);
	assert_int_equal(m[6].moved, 1850); /* the newest */
	assert_int_equal(m[7].supersedes, 11);
	assert_true(m[8].words);
	assert_false(m[7].words);
	free(m);
	rows_are(store,
	    "SELECT to_sample, void_at IS NULL FROM boundary ORDER BY id",
	    "1800|0\n1850|1\n");
	rows_are(store, "SELECT who, what, which, why FROM audit_event",
	    "account:1|boundary.moved|meeting:1 row:1|Pressed late\n"
	    "account:1|boundary.moved|meeting:1 row:2|Pressed late\n");
	/* The mark itself is as it was. */
	rows_are(store, "SELECT sample FROM mark WHERE id = 11", "2100\n");
}

static enum rc
hand_over(int64_t mark, int64_t item, int64_t case_id)
{
	struct error err = {0};
	enum rc rc;

	assert_int_equal(store_begin(store, &err), RC_OK);
	rc = boundaries_hand_over(store, (struct mark_id){mark},
	    (struct item_id){item}, (struct case_id){case_id}, &err);
	assert_int_equal(store_commit(store, &err), RC_OK);
	return rc;
}

static void
words_and_their_action_go_to_the_other_item(void **state)
{
	(void)state;
	assert_int_equal(hand_over(13, 2, 2), RC_OK);
	rows_are(store,
	    "SELECT item_id, case_id FROM mark JOIN action ON mark_id = "
	    "mark.id",
	    "2|2\n");
	/* To one without a case: the action has nowhere to go. */
	assert_int_equal(hand_over(13, 3, 0), RC_NOTFOUND);
	rows_are(store,
	    "SELECT item_id, case_id FROM mark JOIN action ON mark_id = "
	    "mark.id",
	    "3|2\n");
	assert_int_equal(hand_over(14, 3, 0), RC_OK); /* a note has none */
}

static void
the_passages_go_and_the_marks_stay(void **state)
{
	struct error err = {0};

	(void)state;
	move((struct mark_id){11}, 1800);
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(boundaries_clear(store, meeting, &err), RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	rows_are(store, "SELECT count(*) FROM passage", "0\n");
	rows_are(store, "SELECT count(*) FROM mark", "10\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_journal_comes_back_with_what_was_moved),
	    TEST(words_and_their_action_go_to_the_other_item),
	    TEST(the_passages_go_and_the_marks_stay),
	};

	return cmocka_run_group_tests_name("boundaries", tests, NULL, NULL);
}
