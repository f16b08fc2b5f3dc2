/* Who may restrict a child's file at the pages, or end that, in every standing to
 * the child; who is offered as a reader; and what a job says of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "store/restriction.h"
#include "unit/rows.h"

/* 2026-11-23T12:00Z */
static const int64_t now = 1795435200000;
static const struct account_id mo = {2};
static struct store *store;

static int
open_store(void **state)
{
	store = *state = rows_store();
	rows_run(store,
	    "INSERT INTO agency (id, name) VALUES (1, 'Health');"
	    "INSERT INTO person (id, ref, name, name_folded, agency_id) VALUES"
	    " (1, 'c', 'Cora Sample', 'cora sample', 1),"
	    " (2, 'm', 'Mo Sample', 'mo sample', NULL),"
	    " (3, 'K-1', 'Ann Example', 'ann example', NULL),"
	    " (4, 'v', 'Vera Example', 'vera example', NULL),"
	    " (5, 'K-2', 'Ben Example', 'ben example', NULL),"
	    " (6, 'o', 'Other Sample', 'other sample', NULL);"
	    "INSERT INTO child (id, person_id, born_on) VALUES"
	    " (20, 3, '2014-03-04'), (30, 5, '2015-03-04');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-1', 4);"
	    "INSERT INTO case_child VALUES (1, 20), (1, 30);"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'cora', 1, 'caseworker', 'h', x'aa'),"
	    " (2, 'mo', 2, 'coordinator', 'h', x'aa'),"
	    " (3, 'other', 6, 'coordinator', 'h', x'aa');"
	    /* another coordinates: being one alone is nothing to the child */
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " coordinator_id) VALUES (1, 'm', 'M', 'marac', 'North', 5, 6);"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id) VALUES (1, 'i1', 1, 1, 'discussion', 1)");
	return 0;
}

static int
close_store(void **state)
{
	(void)state;
	store_close(store);
	return 0;
}

/* Whose files Mo may restrict, of CHILD or of CASE: "Ann Example=0;" */
static void
theirs(int64_t child, int64_t case_id, const char *want)
{
	struct restriction_file *list = NULL;
	struct buf got = {0};
	size_t count = 0;

	assert_int_equal(restriction_files(store, mo, (struct child_id){child},
			     (struct case_id){case_id}, &list, &count, NULL),
	    RC_OK);
	for (size_t i = 0; i < count; i++)
		buf_printf(
		    &got, "%s=%d;", list[i].name, (int)list[i].restriction);
	assert_string_equal(buf_str(&got), want);
	buf_clear(&got);
	restriction_files_free(list, count);
}

static void
rule_15_only_who_has_to_do_with_the_child(void **state)
{
	(void)state;
	theirs(20, 0, "");
	theirs(0, 1, "");
	/* One who holds the file. */
	rows_run(store, "INSERT INTO child_assignment VALUES (2, 20)");
	theirs(20, 0, "Ann Example=0;");
	theirs(30, 0, "");
	theirs(0, 1, "Ann Example=0;");
	/* Restricted: only while it is open to them ... */
	rows_run(store,
	    "INSERT INTO file_restriction (id, child_id, reason, set_by,"
	    " set_at, review_on) VALUES (7, 20, 'Leaks', 3, 5, '2027-01-01')");
	theirs(20, 0, "");
	rows_run(store, "INSERT INTO file_reader VALUES (7, 2)");
	theirs(20, 0, "Ann Example=7;");
	/* ... or if they set it, ... */
	rows_run(store,
	    "DELETE FROM file_reader;"
	    "UPDATE file_restriction SET set_by = 2");
	theirs(20, 0, "Ann Example=7;");
	/* ... or look after a meeting. */
	rows_run(store,
	    "UPDATE file_restriction SET set_by = 3;"
	    "UPDATE meeting SET coordinator_id = 2");
	theirs(20, 0, "Ann Example=7;");
	theirs(0, 1, "Ann Example=7;Ben Example=0;");
	theirs(0, 2, "");
	theirs(99, 0, "");
	rows_run(
	    store, "UPDATE file_restriction SET lifted_by = 2, lifted_at = 6");
	theirs(20, 0, "Ann Example=0;");
}

static void
rules_3_and_14_not_family_nor_conflict_nor_another_role(void **state)
{
	(void)state;
	rows_run(store, "UPDATE meeting SET coordinator_id = 2");
	theirs(0, 1, "Ann Example=0;Ben Example=0;");
	rows_run(store, "INSERT INTO conflict VALUES (1, 1, 2, 5)");
	theirs(0, 1, "");
	rows_run(store,
	    "DELETE FROM conflict;"
	    "INSERT INTO case_perpetrator VALUES (1, 2)");
	theirs(0, 1, "");
	rows_run(store, "DELETE FROM case_perpetrator");
	theirs(0, 1, "Ann Example=0;Ben Example=0;");
	/* The verbs' other role, an administrator, sees no child at the pages;
	 * a chair and a caseworker may not by the verb either. */
	rows_run(store,
	    "INSERT INTO child_assignment VALUES (2, 20);"
	    "UPDATE meeting SET chair_id = 2");
	for (int i = 0; i < 3; i++) {
		static const char *const roles[] = {
		    "UPDATE account SET role = 'chair' WHERE id = 2",
		    "UPDATE account SET role = 'administrator' WHERE id = 2",
		    "UPDATE account SET role = 'caseworker' WHERE id = 2"};

		rows_run(store, roles[i]);
		theirs(0, 1, "");
	}
	rows_run(store,
	    "UPDATE account SET role = 'coordinator', disabled_at = 5"
	    " WHERE id = 2");
	theirs(0, 1, "");
}

static void
readers_are_those_who_hold_it(void **state)
{
	struct restriction_holder *list = NULL;
	size_t count = 0;

	(void)state;
	rows_run(store,
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (4, 'cora2', 1, 'caseworker', 'h', x'aa'),"
	    " (5, 'vera', 4, 'caseworker', 'h', x'aa');"
	    "INSERT INTO child_assignment VALUES (1, 20), (4, 20), (2, 20),"
	    " (3, 30), (5, 20)");
	assert_int_equal(restriction_holders(
			     store, (struct child_id){20}, &list, &count, NULL),
	    RC_OK);
	assert_int_equal(count, 2); /* not the mother; Cora once */
	assert_string_equal(list[0].name, "Cora Sample (Health)");
	assert_int_equal(list[0].person.v, 1);
	assert_string_equal(list[1].name, "Mo Sample");
	restriction_holders_free(list, count);
	rows_run(store, "UPDATE account SET disabled_at = 5");
	assert_int_equal(restriction_holders(
			     store, (struct child_id){20}, &list, &count, NULL),
	    RC_OK);
	assert_int_equal(count, 0);
	restriction_holders_free(list, count);
}

static void
a_wish_comes_back_as_it_went(void **state)
{
	struct person_id readers[] = {{4}, {1}, {INT64_MAX}};
	struct restriction_wish wish = {"2027-01-02", readers, 3, "Leaks: 1 2"};
	struct restriction_wish got = {.count = 0};
	struct buf words = {0};

	(void)state;
	restriction_wish_write(&wish, &words);
	assert_int_equal(
	    restriction_wish_read(buf_str(&words), now, &got, NULL), RC_OK);
	assert_string_equal(got.review_on, "2027-01-02");
	assert_string_equal(got.reason, "Leaks: 1 2");
	assert_int_equal(got.count, 3);
	assert_true(got.readers[0].v == 4 && got.readers[1].v == 1 &&
	    got.readers[2].v == INT64_MAX);
	restriction_wish_clear(&got);
	buf_clear(&words);
	/* To lift it takes a reason alone. */
	wish = (struct restriction_wish){.reason = "Over"};
	restriction_wish_write(&wish, &words);
	assert_int_equal(
	    restriction_wish_read(buf_str(&words), now, &got, NULL), RC_OK);
	assert_true(*got.review_on == '\0' && got.count == 0);
	assert_string_equal(got.reason, "Over");
	restriction_wish_clear(&got);
	buf_clear(&words);
}

static void
a_wish_that_is_none_is_refused(void **state)
{
	static const char *const wrong[] = {"", "2027-01-02", "2027-01-02\n",
	    "\n", "2027-01-02 4", "2026-11-23\nToday", "2020-01-01\nLong ago",
	    "2027-02-30\nNo day", "2027-1-2\nShort", "next week!\nNo day",
	    "2027-01-02  4\nx", "2027-01-02 4 \nx", "2027-01-02 -4\nx",
	    "2027-01-02 0\nx", "2027-01-02 4,5\nx", "2027-01-024\nx",
	    "2027-01-02 4\nTwo\nlines", "2027-01-02 4\nA\ttab",
	    "2027-01-02 4\n\xff"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct restriction_wish got = {.count = 0};

		if (restriction_wish_read(wrong[i], now, &got, NULL) !=
		    RC_INVALID)
			fail_msg("'%s' is a wish", wrong[i]);
		restriction_wish_clear(&got);
	}
}

static void
a_review_is_on_a_day_to_come_in_london(void **state)
{
	/* 2026-07-01T23:30Z is 2 July in London */
	const int64_t summer = 1782948600000;

	(void)state;
	assert_false(restriction_due("2026-07-02", summer));
	assert_true(restriction_due("2026-07-03", summer));
	assert_false(restriction_due(NULL, summer));
	assert_false(restriction_due("", summer));
	assert_false(restriction_due("2026-07-03T10:00Z", summer));
}

#define with_store(test) \
	cmocka_unit_test_setup_teardown(test, open_store, close_store)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    with_store(rule_15_only_who_has_to_do_with_the_child),
	    with_store(rules_3_and_14_not_family_nor_conflict_nor_another_role),
	    with_store(readers_are_those_who_hold_it),
	    cmocka_unit_test(a_wish_comes_back_as_it_went),
	    cmocka_unit_test(a_wish_that_is_none_is_refused),
	    cmocka_unit_test(a_review_is_on_a_day_to_come_in_london),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
