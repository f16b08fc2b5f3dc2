/* "Break glass": whom it opens a file for, and whom never (rules 3, 4 and 14);
 * tries run out; who is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "store/caseload.h"
#include "store/emergency.h"
#include "unit/rows.h"

static const struct account_id cora = {1};
static const int64_t now = (int64_t)100 * 24 * 3600 * 1000;
static struct store *store;

static int
open_store(void **state)
{
	store = *state = rows_store();
	rows_run(store,
	    "INSERT INTO agency (id, name) VALUES (1, 'Sample Services');"
	    "INSERT INTO person (id, ref, name, name_folded, agency_id) VALUES"
	    " (1, 'c', 'Cora Sample', 'cora sample', 1),"
	    " (2, 'K-1', 'Ann Example', 'ann example', NULL),"
	    " (4, 'v', 'Vera Example', 'vera example', NULL),"
	    " (5, 'K-2', 'Ann Example', 'ann example', NULL),"
	    " (7, 'm', 'Mo Sample', 'mo sample', NULL),"
	    " (8, 'h', 'Holly Sample', 'holly sample', NULL);"
	    "INSERT INTO person_alias (person_id, alias, alias_folded) VALUES"
	    " (2, 'Nan Wŷn', 'nan wyn');"
	    "INSERT INTO child (id, person_id, born_on) VALUES"
	    " (20, 2, '2014-03-04');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-1', 4);"
	    "INSERT INTO case_child VALUES (1, 20);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " coordinator_id, chair_id)"
	    " VALUES (1, 'm', 'M', 'marac', 'Northshire', 5, 7, 8);"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id) VALUES (1, 'i1', 1, 1, 'discussion', 1);"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'cora', 1, 'caseworker', 'h', x'aa'),"
	    " (2, 'mo', 7, 'coordinator', 'h', x'aa'),"
	    " (3, 'holly', 8, 'chair', 'h', x'aa')");
	return 0;
}

static enum emergency_answer
ask(const char *folded, const char *born, const char *reference, int64_t at)
{
	const struct emergency_try try = {
	    .account = cora,
	    .folded = folded,
	    .born_on = born,
	    .reference = reference,
	    .reason = "At the door",
	};
	struct child_id child = {0};
	struct emergency_id id = {0};
	enum emergency_answer answer = 0;
	struct error err = {0};

	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    emergency_ask(store, &try, at, &answer, &id, &child, &err), RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	/* A refusal names no child, to nobody. */
	assert_int_equal(child.v,
	    answer == EMERGENCY_GRANTED || answer == EMERGENCY_HELD ? 20 : 0);
	return answer;
}

static bool
has_file(int64_t at)
{
	struct caseload_child child = {.id = {0}};
	enum rc rc = caseload_child(
	    store, cora, (struct child_id){20}, at, &child, NULL);

	caseload_clear(&child);
	return rc == RC_OK;
}

static void
it_opens_for_four_hours(void **state)
{
	(void)state;
	assert_false(has_file(now));
	assert_int_equal(
	    ask("ann example", "2014-03-04", "", now), EMERGENCY_GRANTED);
	assert_true(has_file(now));
	assert_true(has_file(now + 4 * 3600 * 1000 - 1));
	assert_false(has_file(now + 4 * 3600 * 1000));
	/* They have it: that is not another. */
	assert_int_equal(
	    ask("ann example", "2014-03-04", "", now + 1), EMERGENCY_HELD);
	rows_are(store, "SELECT account_id, child_id, reason FROM emergency",
	    "1|20|At the door\n");
}

static void
whom_they_want_they_must_know(void **state)
{
	static const struct {
		const char *folded, *born, *reference;
		enum emergency_answer want;
	} tries[] = {
	    {"nan wyn", "2014-03-04", "", EMERGENCY_GRANTED},
	    {"ann example", "2014-03-04", "K-1", EMERGENCY_GRANTED},
	    {"ann example", "2014-03-04", "NS-1", EMERGENCY_GRANTED},
	    {"ann", "2014-03-04", "", EMERGENCY_REFUSED},
	    {"ann exampl", "2014-03-04", "", EMERGENCY_REFUSED},
	    {"ann example", "2014-03-05", "", EMERGENCY_REFUSED},
	    {"ann example", "2014-03-04", "K-2", EMERGENCY_REFUSED},
	    {"cora sample", "2014-03-04", "", EMERGENCY_REFUSED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		rows_run(store, "DELETE FROM emergency");
		if (ask(tries[i].folded, tries[i].born, tries[i].reference,
			now) != tries[i].want)
			fail_msg("try %zu", i);
	}
	/* Two of one name and one birthday: which is meant? */
	rows_run(store,
	    "DELETE FROM emergency;"
	    "INSERT INTO child (id, person_id, born_on)"
	    " VALUES (30, 5, '2014-03-04')");
	assert_int_equal(
	    ask("ann example", "2014-03-04", "", now), EMERGENCY_REFUSED);
	assert_int_equal(
	    ask("ann example", "2014-03-04", "K-1", now), EMERGENCY_GRANTED);
}

/* Refused, and over when it comes to be so afterwards. */
static void
refused_by(const char *row)
{
	assert_int_equal(
	    ask("ann example", "2014-03-04", "", now), EMERGENCY_GRANTED);
	assert_true(has_file(now));
	rows_run(store, row);
	if (has_file(now))
		fail_msg("still open: %s", row);
	rows_run(store, "DELETE FROM emergency");
	if (ask("ann example", "2014-03-04", "", now) != EMERGENCY_REFUSED)
		fail_msg("not refused: %s", row);
	rows_are(store, "SELECT child_id, ends_at FROM emergency", "-|-\n");
	rows_run(store,
	    "DELETE FROM emergency; DELETE FROM conflict;"
	    "DELETE FROM relationship; DELETE FROM case_perpetrator;"
	    "DELETE FROM file_reader; DELETE FROM file_restriction;"
	    "UPDATE marac_case SET victim_id = 4");
}

static void
rule_03_04_and_14_never_for_these(void **state)
{
	(void)state;
	refused_by("INSERT INTO conflict VALUES (1, 1, 1, 5)");
	refused_by("INSERT INTO case_perpetrator VALUES (1, 1)");
	refused_by("UPDATE marac_case SET victim_id = 1");
	refused_by("INSERT INTO relationship (person_id, child_id, kind,"
		   " parental_responsibility, source_of_harm)"
		   " VALUES (1, 20, 'aunt', 0, 'no')");
	refused_by("INSERT INTO relationship (person_id, child_id, kind,"
		   " parental_responsibility, source_of_harm)"
		   " VALUES (1, 20, 'mother', 1, 'unknown')");
	/* A restricted file, also when the restriction names them. */
	refused_by("INSERT INTO file_restriction (id, child_id, reason,"
		   " set_by, set_at, review_on)"
		   " VALUES (1, 20, 'x', 2, 5, '2027-01-01');"
		   "INSERT INTO file_reader VALUES (1, 1)");
}

static void
tries_run_out(void **state)
{
	enum { HOUR = 3600 * 1000 };

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(ask("nobody", "2014-03-04", "", now + i),
		    EMERGENCY_REFUSED);
	assert_int_equal(
	    ask("ann example", "2014-03-04", "", now + 5), EMERGENCY_OFTEN);
	assert_int_equal(ask("ann example", "2014-03-04", "", now + HOUR - 1),
	    EMERGENCY_OFTEN);
	/* An hour after the first, one is free again. */
	assert_int_equal(
	    ask("nobody", "2014-03-04", "", now + HOUR), EMERGENCY_REFUSED);
	assert_int_equal(
	    ask("ann example", "2014-03-04", "", now + HOUR), EMERGENCY_OFTEN);
	rows_are(store, "SELECT count(*) FROM emergency", "6\n");
}

static void
only_a_caseworker_asks(void **state)
{
	static const char *const others[] = {
	    "UPDATE account SET role = 'administrator' WHERE id = 1",
	    "UPDATE account SET role = 'coordinator' WHERE id = 1",
	    "UPDATE account SET role = 'chair' WHERE id = 1",
	    "UPDATE account SET role = 'caseworker', disabled_at = 5"};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const struct emergency_try try = {
		    cora, "ann example", "2014-03-04", "", "At the door"};
		struct child_id child = {0};
		struct emergency_id id = {0};
		enum emergency_answer answer = 0;
		struct error err = {0};

		rows_run(store, others[i]);
		assert_int_equal(store_begin(store, &err), RC_OK);
		assert_int_equal(
		    emergency_ask(store, &try, now, &answer, &id, &child, &err),
		    RC_DENIED);
		store_rollback(store);
	}
	rows_are(store, "SELECT count(*) FROM emergency", "0\n");
}

/* The persons who are told of the one emergency there is. */
static void
tells(const char *want)
{
	struct person_id *people = NULL;
	struct buf got = {0};
	size_t count = 0;

	assert_int_equal(emergency_people(store, (struct emergency_id){1},
			     &people, &count, NULL),
	    RC_OK);
	for (size_t i = 0; i < count; i++)
		buf_printf(&got, "%lld;", (long long)people[i].v);
	assert_string_equal(buf_str(&got), want);
	buf_clear(&got);
	free(people);
}

static void
rule_14_told_is_who_may_know(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("ann example", "2014-03-04", "", now), EMERGENCY_GRANTED);
	tells("7;");
	rows_run(store, "INSERT INTO conflict VALUES (1, 1, 7, 5)");
	tells("8;"); /* the chair, then */
	rows_run(store, "DELETE FROM conflict");
	rows_run(store, "INSERT INTO case_perpetrator VALUES (1, 7), (1, 8)");
	tells("");
}

/* What ACCOUNT sees: "child by". */
static void
lists(int64_t account, const char *want)
{
	struct emergency_one *list = NULL;
	struct buf got = {0};
	size_t count = 0;

	assert_int_equal(emergency_list(store, (struct account_id){account},
			     now - 1, &list, &count, NULL),
	    RC_OK);
	for (size_t i = 0; i < count; i++)
		buf_printf(&got, "%s by %s: %s;", list[i].name, list[i].by,
		    list[i].reason);
	assert_string_equal(buf_str(&got), want);
	buf_clear(&got);
	emergency_free(list, count);
}

static void
rule_03_and_14_what_is_listed(void **state)
{
	(void)state;
	assert_int_equal(
	    ask("nobody", "2014-03-04", "", now), EMERGENCY_REFUSED);
	assert_int_equal(
	    ask("ann example", "2014-03-04", "", now + 1), EMERGENCY_GRANTED);
	lists(2,
	    "Ann Example by Cora Sample (Sample Services): At the door;"
	    " by Cora Sample (Sample Services): ;");
	rows_run(store, "INSERT INTO case_perpetrator VALUES (1, 7)");
	lists(2, " by Cora Sample (Sample Services): ;");
	lists(3,
	    "Ann Example by Cora Sample (Sample Services): At the door;"
	    " by Cora Sample (Sample Services): ;");
	rows_run(store, "UPDATE meeting SET chair_id = NULL");
	lists(3, " by Cora Sample (Sample Services): ;");
}

int
main(void)
{
#define with_store(f) cmocka_unit_test_setup_teardown(f, open_store, rows_end)
	const struct CMUnitTest tests[] = {
	    with_store(it_opens_for_four_hours),
	    with_store(whom_they_want_they_must_know),
	    with_store(rule_03_04_and_14_never_for_these),
	    with_store(tries_run_out),
	    with_store(only_a_caseworker_asks),
	    with_store(rule_14_told_is_who_may_know),
	    with_store(rule_03_and_14_what_is_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
