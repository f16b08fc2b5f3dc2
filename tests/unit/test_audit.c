/* The chain of audit events (rule 18). */
#include <stdlib.h>
#include <string.h>

#include "store/audit.h"
#include "unit/rows.h"

static struct store *store;

static void
sql(const char *text)
{
	rows_run(store, text);
}

/* A store with ten events. */
static int
open_store(void **state)
{
	struct error err = {0};

	*state = store = rows_store();
	for (int i = 0; i < 10; i++) {
		assert_int_equal(store_begin(store, &err), RC_OK);
		assert_int_equal(audit_add(store, "account:3", "copy.made",
				     i % 2 == 0 ? "copy:17" : "copy:18",
				     i == 0 ? "" : "words", &err),
		    RC_OK);
		assert_int_equal(store_commit(store, &err), RC_OK);
	}
	return 0;
}

static void
verifies_(enum rc want, const char *named, int line)
{
	struct error err = {0};
	struct buf found = {0};
	enum rc rc = audit_verify(store, &found, &err);

	if (rc != want || strstr(buf_str(&found), named) == NULL)
		fail_msg("line %d: %s \"%s\" %s", line, error_name(rc),
		    buf_str(&found), err.text);
	buf_clear(&found);
}
#define verifies() verifies_(RC_OK, "", __LINE__)
#define goes_red(named) verifies_(RC_DAMAGED, named, __LINE__)

static void
a_check_ends_when_its_time_is_up(void **state)
{
	struct error err = {0};
	struct buf named = {0};
	int64_t seen = -1;

	(void)state;
	for (int i = 0; i < 90; i++) {
		assert_int_equal(store_begin(store, &err), RC_OK);
		assert_int_equal(
		    audit_add(store, "account:3", "x", "y", "", &err), RC_OK);
		assert_int_equal(store_commit(store, &err), RC_OK);
	}
	assert_int_equal(
	    audit_verify_until(store, 0, &seen, &named, &err), RC_BUSY);
	assert_in_range(seen, 1, 99);
	assert_int_equal(
	    audit_verify_until(store, INT64_MAX, &seen, &named, &err), RC_OK);
	assert_int_equal(seen, 100);
	/* What was wrong before then is said all the same. */
	sql("UPDATE audit_event SET why = 'x' WHERE seq = 2");
	assert_int_equal(
	    audit_verify_until(store, 0, &seen, &named, &err), RC_DAMAGED);
	buf_clear(&named);
}

static void
a_chain_as_written_verifies(void **state)
{
	struct error err = {0};

	(void)state;
	verifies();
	/* A deed that was undone leaves no event, and the next fits. */
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    audit_add(store, "account:3", "x", "y", "z", &err), RC_OK);
	store_rollback(store);
	verifies();
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    audit_add(store, "account:4", "x", "y", "z", &err), RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	verifies();
}

static void
an_empty_chain_verifies(void **state)
{
	struct error err = {0};
	struct buf found = {0};
	struct store *empty = NULL;

	(void)state;
	assert_int_equal(store_open_memory(&empty, &err), RC_OK);
	assert_int_equal(audit_verify(empty, &found, &err), RC_OK);
	store_close(empty);
	buf_clear(&found);
}

static void
the_head_can_be_noted_elsewhere(void **state)
{
	struct error err = {0};
	struct buf out = {0};

	(void)state;
	sql("UPDATE audit_head SET count = 1, hash = x''");
	assert_int_equal(audit_head(store, &out, &err), RC_OK);
	assert_string_equal(buf_str(&out), "1 event, the last one none");
	buf_reset(&out);
	sql("UPDATE audit_head SET count = 12, hash = x'00ff1a'");
	assert_int_equal(audit_head(store, &out, &err), RC_OK);
	assert_string_equal(buf_str(&out), "12 events, the last one 00ff1a");
	buf_clear(&out);
}

static void
rule_18_an_edited_event_is_found_in_every_column(void **state)
{
	(void)state;
	sql("UPDATE audit_event SET why = 'other' WHERE seq = 4");
	goes_red("event 4 was changed");
	sql("UPDATE audit_event SET why = 'words' WHERE seq = 4");
	verifies();
	sql("UPDATE audit_event SET who = 'account:4' WHERE seq = 10");
	goes_red("event 10 was changed");
	sql("UPDATE audit_event SET who = 'account:3' WHERE seq = 10");
	sql("UPDATE audit_event SET what = 'copy.mad' WHERE seq = 1");
	goes_red("event 1 was changed");
	sql("UPDATE audit_event SET what = 'copy.made' WHERE seq = 1");
	sql("UPDATE audit_event SET which = 'copy:19' WHERE seq = 2");
	goes_red("event 2 was changed");
	sql("UPDATE audit_event SET which = 'copy:18' WHERE seq = 2");
	sql("UPDATE audit_event SET at = at + 1 WHERE seq = 7");
	goes_red("event 7 was changed");
	sql("UPDATE audit_event SET at = at - 1 WHERE seq = 7");
	sql("UPDATE audit_event SET hash = x'00' WHERE seq = 5");
	goes_red("event 5 was changed");
}

static void
rule_18_words_cannot_move_from_one_column_to_the_next(void **state)
{
	(void)state;
	sql("UPDATE audit_event SET what = 'copy.madec', which = 'opy:18'"
	    " WHERE seq = 4");
	goes_red("event 4 was changed");
}

static void
rule_18_a_deleted_event_is_missed(void **state)
{
	(void)state;
	sql("DELETE FROM audit_event WHERE seq = 6");
	goes_red("event 6 is missing");
	/* The gap closed up: its number or its hash is wrong. */
	sql("UPDATE audit_event SET seq = seq - 1 WHERE seq > 6");
	goes_red("event 6 was changed");
}

static void
rule_18_a_deleted_first_event_is_missed(void **state)
{
	(void)state;
	sql("DELETE FROM audit_event WHERE seq = 1");
	goes_red("event 1 is missing");
}

static void
rule_18_a_cut_tail_shows(void **state)
{
	(void)state;
	sql("DELETE FROM audit_event WHERE seq = 10");
	goes_red("event 10 is missing");
	sql("DELETE FROM audit_event WHERE seq > 3");
	goes_red("event 4 is missing");
	/* With the head's count put back too, but not its hash. */
	sql("UPDATE audit_head SET count = 3");
	goes_red("head was changed");
	sql("DELETE FROM audit_event");
	goes_red("event 1 is missing");
	sql("UPDATE audit_head SET count = 0");
	goes_red("head was changed");
}

static void
rule_18_swapped_events_show(void **state)
{
	(void)state;
	sql("UPDATE audit_event SET seq = 100 WHERE seq = 3");
	sql("UPDATE audit_event SET seq = 3 WHERE seq = 4");
	sql("UPDATE audit_event SET seq = 4 WHERE seq = 100");
	goes_red("event 3 was changed");
}

static void
rule_18_an_inserted_event_shows(void **state)
{
	(void)state;
	sql("INSERT INTO audit_event SELECT 11, at, who, what, which, why,"
	    " hash FROM audit_event WHERE seq = 10");
	goes_red("event 11 was changed");
	sql("DELETE FROM audit_event WHERE seq = 11");
	verifies();
	/* One before the first, where nobody counts. */
	sql("INSERT INTO audit_event SELECT 0, at, who, what, which, why,"
	    " hash FROM audit_event WHERE seq = 1");
	goes_red("event 1 is missing");
}

static void
rule_18_a_missing_or_changed_head_shows(void **state)
{
	struct error err = {0};

	(void)state;
	sql("UPDATE audit_head SET hash = x'00'");
	goes_red("head was changed");
	sql("UPDATE audit_head SET count = 11");
	goes_red("event 11 is missing");
	sql("DELETE FROM audit_head");
	goes_red("head is missing");
	/* And nothing is written behind it. */
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    audit_add(store, "account:4", "x", "y", "z", &err), RC_DAMAGED);
	store_rollback(store);
}

#define a_test(name) cmocka_unit_test_setup_teardown(name, open_store, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    a_test(a_check_ends_when_its_time_is_up),
	    a_test(a_chain_as_written_verifies),
	    cmocka_unit_test(an_empty_chain_verifies),
	    a_test(the_head_can_be_noted_elsewhere),
	    a_test(rule_18_an_edited_event_is_found_in_every_column),
	    a_test(rule_18_words_cannot_move_from_one_column_to_the_next),
	    a_test(rule_18_a_deleted_event_is_missed),
	    a_test(rule_18_a_deleted_first_event_is_missed),
	    a_test(rule_18_a_cut_tail_shows),
	    a_test(rule_18_swapped_events_show),
	    a_test(rule_18_an_inserted_event_shows),
	    a_test(rule_18_a_missing_or_changed_head_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
