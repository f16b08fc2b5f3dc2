/* Who reaches which child's file, in every combination of holding it, an
 * emergency, a restriction, a family tie and a conflict; and finding one among
 * them: by name, other name, reference and date of birth, told apart from one
 * that is nearly called the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "store/caseload.h"
#include "store/childfile.h"
#include "store/looks.h"
#include "store/migrations.h"
#include "store/restriction.h"
#include "unit/rows.h"

static const struct account_id cora = {1};
static const struct child_id ann = {20};
static const int64_t now = 1000000;
static struct store *store;

static int
open_store(void **state)
{
	store = *state = rows_store();
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'c', 'Cora Sample', 'cora sample'),"
	    " (2, 'K-1', 'Ann Example', 'ann example'),"
	    " (3, 'K-2', 'Anne Exemple', 'anne exemple'),"
	    " (4, 'v', 'Vera Example', 'vera example'),"
	    " (5, 'K-3', 'Otto Invented', 'otto invented'),"
	    " (6, 'K-4', 'Ned Sample', 'ned sample'),"
	    " (7, 'm', 'Mo Sample', 'mo sample'),"
	    " (8, 'a', 'Ada Sample', 'ada sample');"
	    "INSERT INTO person_alias (person_id, alias, alias_folded) VALUES"
	    " (2, 'Nan Wŷn', 'nan wyn'), (2, 'Nannie', 'nannie');"
	    "INSERT INTO child (id, person_id, born_on, expected_on) VALUES"
	    " (20, 2, '2014-03-04', NULL), (30, 3, '2014-03-05', NULL),"
	    " (40, 5, NULL, '2027-05-01'), (50, 6, '2012-01-01', NULL);"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-2026-0147', 4);"
	    "INSERT INTO case_child VALUES (1, 20);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at,"
	    " coordinator_id) VALUES (1, 'm', 'M', 'marac', 'Northshire', 5, "
	    "7);"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id) VALUES (1, 'i1', 1, 1, 'discussion', 1);"
	    "INSERT INTO rendition (id, meeting_id, case_id, plan_hash,"
	    " object, samples, bytes, plain_hash, made_at) VALUES"
	    " (1, 1, 1, x'01', 'a.sealed', 48000, 1000, x'02', 5);"
	    "INSERT INTO rendition_key VALUES (1, x'01');"
	    "INSERT INTO case_recording VALUES (1, 1, 1);"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'cora', 1, 'caseworker', 'h', x'aa'),"
	    " (2, 'mo', 7, 'coordinator', 'h', x'aa'),"
	    " (3, 'ada', 8, 'administrator', 'h', x'aa')");
	return 0;
}

/* Every way to Ann's file: all, or nothing. */
static bool
reached(void)
{
	static const struct caseload_query queries[] = {{"ann", "", ""},
	    {"", "2014-03-04", ""}, {"", "", "K-1"}, {"nan wyn", "", ""}};
	struct caseload_child child = {.id = {0}}, *list;
	struct childfile file = {0};
	size_t count = 0;
	int ways = 0;

	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(caseload_list(store, cora, &queries[i], now,
				     &list, &count, NULL),
		    RC_OK);
		caseload_free(list, count);
		ways += count == 1;
	}
	ways += caseload_child(store, cora, ann, now, &child, NULL) == RC_OK;
	caseload_clear(&child);
	ways += childfile_read(store, cora, ann, now, &file, NULL) == RC_OK;
	childfile_clear(&file);
	assert_true(ways == 0 || ways == 6);
	return ways == 6;
}

static bool
hears(void)
{
	return childfile_may_hear(store, cora, ann, (struct rendition_id){1},
		   now, NULL) == RC_OK;
}

enum { HELD = 1, EMERGENCY = 2, OVER = 4 };

static void
every_way_to_a_file(void **state)
{
	static const char *const restrictions[] = {"",
	    "INSERT INTO file_restriction (id, child_id, reason, set_by,"
	    " set_at, review_on) VALUES (1, 20, 'Why', 2, 5, '2027-01-01');"
	    "INSERT INTO file_reader VALUES (1, 1)",
	    "INSERT INTO file_restriction (id, child_id, reason, set_by,"
	    " set_at, review_on) VALUES (1, 20, 'Why', 2, 5, '2027-01-01');"
	    "INSERT INTO file_reader VALUES (1, 7)"};
	static const char *const ties[] = {"",
	    "INSERT INTO conflict VALUES (1, 1, 1, 5)",
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm)"
	    " VALUES (1, 20, 'aunt', 0, 'no')",
	    "INSERT INTO case_perpetrator VALUES (1, 1)"};

	(void)state;
	for (int how = 0; how < 8; how++)
		for (int r = 0; r < 3; r++)
			for (int tie = 0; tie < 4; tie++) {
				/* by hand, from the headers */
				bool held = (how & HELD) != 0;
				bool want = tie < 2 &&
				    (held ? r != 2
					  : (how & EMERGENCY) != 0 && r == 0 &&
						tie == 0);

				rows_run(store, "SAVEPOINT cell");
				if (held)
					rows_run(store,
					    "INSERT INTO child_assignment"
					    " VALUES (1, 20)");
				if ((how & EMERGENCY) != 0)
					rows_run(store,
					    "INSERT INTO emergency (account_id,"
					    " child_id, reason, at, ends_at)"
					    " VALUES (1, 20, 'x', 5, 1000001)");
				if ((how & OVER) != 0)
					rows_run(store,
					    "INSERT INTO emergency (account_id,"
					    " child_id, reason, at, ends_at)"
					    " VALUES (1, 20, 'x', 5, 1000000)");
				rows_run(store, restrictions[r]);
				rows_run(store, ties[tie]);
				if (reached() != want ||
				    hears() != (want && tie == 0))
					fail_msg("how %d, restriction %d, "
						 "tie %d",
					    how, r, tie);
				rows_run(store, "ROLLBACK TO cell");
				rows_run(store, "RELEASE cell");
			}
}

static void
rule_15_another_account_has_another_caseload(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO child_assignment VALUES (2, 20);"
	    "INSERT INTO emergency (account_id, child_id, reason, at, ends_at)"
	    " VALUES (2, 20, 'x', 5, 2000000)");
	assert_false(reached());
	rows_run(store, "INSERT INTO child_assignment VALUES (1, 20)");
	assert_true(reached());
	rows_run(store, "UPDATE account SET disabled_at = 5 WHERE id = 1");
	assert_false(reached());
}

/* "Ann Example=1" of each that is found, with what tells it apart. */
static void
finds(const struct caseload_query *query, const char *want)
{
	struct caseload_child *list = NULL;
	struct buf got = {0};
	size_t count = 0;

	assert_int_equal(
	    caseload_list(store, cora, query, now, &list, &count, NULL), RC_OK);
	for (size_t i = 0; i < count; i++)
		buf_printf(&got, "%s=%d;", list[i].name, (int)list[i].near);
	assert_string_equal(buf_str(&got), want);
	buf_clear(&got);
	caseload_free(list, count);
}

#define query(folded, born, reference) \
	(&(struct caseload_query){folded, born, reference})

static void
a_child_is_found_by_what_is_known(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO child_assignment VALUES (1, 20), (1, 30), (1, 40)");
	finds(NULL, "Ann Example=1;Anne Exemple=1;Otto Invented=0;");
	finds(query("ann", "", ""), "Ann Example=1;Anne Exemple=1;");
	finds(query("example ann", "", ""), "Ann Example=1;");
	finds(query("wyn", "", ""), "Ann Example=1;");
	finds(query("", "2014-03-05", ""), "Anne Exemple=1;");
	finds(query("", "2027-05-01", ""), "Otto Invented=0;");
	finds(query("ann", "2014-03-05", ""), "Anne Exemple=1;");
	finds(query("", "", "k-3"), "Otto Invented=0;");
	finds(query("", "", "ns-2026-0147"), "Ann Example=1;");
	finds(query("", "", "NS-2026-0148"), "");
	finds(query("ned", "", ""), ""); /* not hers */
	finds(query("", "2012-01-01", ""), "");
	finds(query("", "", "K-4"), "");
}

static void
nearly_the_same_name_is_told_apart(void **state)
{
	(void)state;
	rows_run(store, "INSERT INTO child_assignment VALUES (1, 20), (1, 40)");
	/* Somebody else's child with nearly that name is not told of. */
	finds(query("ann", "", ""), "Ann Example=0;");
	rows_run(store, "INSERT INTO child_assignment VALUES (1, 30)");
	finds(query("nannie", "", ""), "Ann Example=1;");
	rows_run(
	    store, "UPDATE child SET born_on = '2014-03-04' WHERE id = 30");
	finds(query("nannie", "", ""), "Ann Example=2;");
	/* By another name of either. */
	rows_run(store,
	    "UPDATE person SET name_folded = 'quite another' WHERE id = 3;"
	    "INSERT INTO person_alias (person_id, alias, alias_folded)"
	    " VALUES (3, 'Nani', 'nanie')");
	finds(query("ann example", "", ""), "Ann Example=2;");
	/* Nor one of whom the reader may not know. */
	rows_run(store,
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm)"
	    " VALUES (1, 30, 'aunt', 0, 'no')");
	finds(query("ann example", "", ""), "Ann Example=0;");
}

static void
rule_14_a_case_with_a_conflict_finds_nobody(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO child_assignment VALUES (1, 20);"
	    "INSERT INTO conflict VALUES (1, 1, 1, 5)");
	finds(query("", "", "NS-2026-0147"), "");
	finds(query("", "", "K-1"), "Ann Example=0;");
}

/* Who restricts ------------------------------------------------------------- */

static enum rc
by(const char *login, struct restriction_by *out)
{
	struct error err = {0};

	return restriction_by(store, login, (struct person_id){2}, out, &err);
}

static void
a_file_is_restricted_by_who_may(void **state)
{
	struct restriction_by out = {.account = {0}};

	(void)state;
	assert_int_equal(by("mo", &out), RC_OK);
	assert_int_equal(out.child.v, 20);
	assert_int_equal(by("ada", &out), RC_OK);
	assert_int_equal(by("cora", &out), RC_DENIED);
	assert_int_equal(by("nobody", &out), RC_NOTFOUND);
	rows_run(store, "INSERT INTO conflict VALUES (1, 1, 7, 5)");
	assert_int_equal(by("mo", &out), RC_DENIED);
	rows_run(store, "INSERT INTO case_perpetrator VALUES (1, 8)");
	assert_int_equal(by("ada", &out), RC_DENIED);
}

static void
a_restriction_is_set_reviewed_and_lifted(void **state)
{
	const struct person_id reader = {1};
	struct restriction_by mo = {.account = {0}};
	struct caseload_child child = {.id = {0}};
	struct error err = {0};

	(void)state;
	rows_run(store, "INSERT INTO child_assignment VALUES (1, 20)");
	assert_int_equal(by("mo", &mo), RC_OK);
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    restriction_lift(store, &mo, "No", now, &err), RC_NOTFOUND);
	assert_int_equal(
	    restriction_review(store, &mo, "No", "2027-01-01", now, &err),
	    RC_NOTFOUND);
	assert_int_equal(restriction_set(store, &mo, &reader, 1, "Leaks",
			     "2027-01-01", now, &err),
	    RC_OK);
	assert_int_equal(restriction_set(store, &mo, &reader, 1, "Leaks",
			     "2027-01-01", now, &err),
	    RC_CONFLICT);
	assert_int_equal(
	    restriction_review(store, &mo, "Still", "2027-02-02", now, &err),
	    RC_OK);
	assert_int_equal(
	    caseload_child(store, cora, ann, now, &child, &err), RC_OK);
	assert_string_equal(child.restricted, "Leaks");
	assert_string_equal(child.restricter, "Mo Sample");
	assert_string_equal(child.review_on, "2027-02-02");
	caseload_clear(&child);
	rows_run(store, "DELETE FROM file_reader");
	assert_false(reached());
	assert_int_equal(
	    restriction_lift(store, &mo, "Over", now, &err), RC_OK);
	assert_true(reached());
	assert_int_equal(store_commit(store, &err), RC_OK);
	rows_are(store, "SELECT who, what, which, why FROM audit_event",
	    "account:2|file.restricted|child:20|Leaks\n"
	    "account:2|file.restriction-reviewed|child:20|Still\n"
	    "account:2|file.restriction-lifted|child:20|Over\n");
}

/* Who looked ----------------------------------------------------------------- */

/* The times of what READER sees of who looked at Ann's file. */
static void
sees(struct account_id reader, const char *want)
{
	struct looks_one *list = NULL;
	struct buf got = {0};
	size_t count = 0;

	assert_int_equal(
	    looks_list(store, ann, reader, &list, &count, NULL), RC_OK);
	for (size_t i = 0; i < count; i++)
		buf_printf(&got, "%lld %s %s;", (long long)list[i].at_ms,
		    list[i].login, list[i].why);
	assert_string_equal(buf_str(&got), want);
	buf_clear(&got);
	looks_free(list, count);
}

static void
rule_14_who_listened_to_a_case_with_a_conflict(void **state)
{
	const struct sessions_hash session = {{7}};
	struct error err = {0};

	(void)state;
	rows_run(store,
	    "INSERT INTO session (id_hash, csrf, account_id, made_at, seen_at,"
	    " ends_at) VALUES"
	    " (x'"
	    "0700000000000000000000000000000000000000000000000000000000000000',"
	    " x'', 1, 5, 5, 5000000)");
	assert_int_equal(store_begin(store, &err), RC_OK);
	assert_int_equal(
	    sessions_open_file(store, &session, ann, "Visit", 1, &err), RC_OK);
	assert_int_equal(
	    looks_add(store, LOOKS_OPENED, ann, cora, "Visit", 1, &err), RC_OK);
	assert_int_equal(looks_heard(store, (struct rendition_id){1}, ann, cora,
			     &session, 2, &err),
	    RC_OK);
	/* Before a release: of every child of the case, with no reason. */
	assert_int_equal(
	    looks_heard(store, (struct rendition_id){1}, (struct child_id){0},
		(struct account_id){2}, &(struct sessions_hash){{8}}, 3, &err),
	    RC_OK);
	assert_int_equal(store_commit(store, &err), RC_OK);
	sees((struct account_id){0}, "3 mo ;2 cora Visit;1 cora Visit;");
	sees(cora, "3 mo ;2 cora Visit;1 cora Visit;");
	rows_run(store, "INSERT INTO conflict VALUES (1, 1, 1, 5)");
	sees(cora, "1 cora Visit;");
}

static void
rule_03_and_14_who_oversees_a_file(void **state)
{
	const struct account_id mo = {2};
	char name[64];

	(void)state;
	assert_int_equal(
	    looks_oversees(store, mo, ann, name, sizeof(name), NULL), RC_OK);
	assert_string_equal(name, "Ann Example");
	/* No caseworker and no administrator does. */
	assert_int_equal(
	    looks_oversees(store, cora, ann, name, sizeof(name), NULL),
	    RC_NOTFOUND);
	assert_int_equal(looks_oversees(store, (struct account_id){3}, ann,
			     name, sizeof(name), NULL),
	    RC_NOTFOUND);
	static const char *const bars[] = {
	    "INSERT INTO conflict VALUES (1, 1, 7, 5)",
	    "INSERT INTO case_perpetrator VALUES (1, 7)",
	    "UPDATE account SET disabled_at = 5 WHERE id = 2",
	    "UPDATE account SET role = 'administrator' WHERE id = 2",
	    "UPDATE meeting SET coordinator_id = 8"};
	for (size_t i = 0; i < 5; i++) {
		rows_run(store, "SAVEPOINT one");
		rows_run(store, bars[i]);
		if (looks_oversees(store, mo, ann, name, sizeof(name), NULL) !=
		    RC_NOTFOUND)
			fail_msg("%s", bars[i]);
		rows_run(store, "ROLLBACK TO one");
		rows_run(store, "RELEASE one");
	}
	/* Where no meeting has a coordinator, each is. */
	rows_run(store, "UPDATE meeting SET coordinator_id = NULL");
	assert_int_equal(
	    looks_oversees(store, mo, ann, name, sizeof(name), NULL), RC_OK);
}

/* What the migration takes over from the audit. */
static void
who_looked_before_there_was_a_table(void **state)
{
	const char *text = NULL;
	struct buf sql = {0};

	(void)state;
	for (size_t i = 0; i < migrations_count; i++)
		if (strstr(migrations_files[i].name, "-files.sql") != NULL)
			text = (const char *)migrations_files[i].text;
	assert_non_null(text);
	for (const char *at = text;
	     (at = strstr(at, "INSERT INTO file_look")) != NULL;
	     at = strchr(at, ';'))
		buf_put(&sql, at, (size_t)(strchr(at, ';') - at) + 1);
	rows_run(store,
	    "INSERT INTO case_child VALUES (1, 30);"
	    "INSERT INTO audit_event (seq, at, who, what, which, why, hash)"
	    " VALUES (1, 1, 'account:1', 'file.opened', 'child:20', 'Visit',"
	    " x''), (2, 2, 'account:1', 'recording.heard',"
	    " 'rendition:1 of child:20', '', x''), (3, 3, 'account:2',"
	    " 'recording.heard', 'rendition:3 of case:1', '', x''),"
	    " (4, 4, 'recipient:1', 'copy.heard', 'copy:20', '', x''),"
	    " (5, 5, 'account:1', 'file.opened', 'child:99', 'Gone', x'')");
	rows_run(store, buf_str(&sql));
	rows_are(store,
	    "SELECT child_id, account_id, kind, case_id, why, at"
	    " FROM file_look ORDER BY at, child_id",
	    "20|1|opened|-|Visit|1\n20|1|heard|-||2\n"
	    "20|2|heard|1||3\n30|2|heard|1||3\n");
	buf_clear(&sql);
}

int
main(void)
{
#define with_store(f) cmocka_unit_test_setup_teardown(f, open_store, rows_end)
	const struct CMUnitTest tests[] = {
	    with_store(every_way_to_a_file),
	    with_store(rule_15_another_account_has_another_caseload),
	    with_store(a_child_is_found_by_what_is_known),
	    with_store(nearly_the_same_name_is_told_apart),
	    with_store(rule_14_a_case_with_a_conflict_finds_nobody),
	    with_store(a_file_is_restricted_by_who_may),
	    with_store(a_restriction_is_set_reviewed_and_lifted),
	    with_store(rule_14_who_listened_to_a_case_with_a_conflict),
	    with_store(rule_03_and_14_who_oversees_a_file),
	    with_store(who_looked_before_there_was_a_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
