/* Whose files a caseworker reads: those assigned, and of them none in whose
 * family they are, and no case they declared a conflict about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/childfile.h"
#include "unit/rows.h"

static const struct account_id cora = {1};
static const struct child_id ann = {20};
static const struct rendition_id audio = {1};
static struct store *store;

/* Ann and her brother Ben are in case 1, Ann alone in case 2 (another victim);
 * each was heard.  Vera, victim of case 1, had case 3 before, about nobody's
 * child. */
static int
open_store(void **state)
{
	store = *state = rows_store();
	rows_run(store,
	    "INSERT INTO agency (id, name) VALUES (1, 'Sample Police');"
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'c', 'Cora Sample', 'cora sample'),"
	    " (2, 'a', 'Ann Example', 'ann example'),"
	    " (3, 'b', 'Ben Example', 'ben example'),"
	    " (4, 'v', 'Vera Example', 'vera example'),"
	    " (5, 'w', 'Walter Invented', 'walter invented');"
	    "INSERT INTO child (id, person_id, born_on) VALUES"
	    " (20, 2, '2012-01-01'), (30, 3, '2015-01-01');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-1', 4), (2, 'NS-2', 5), (3, 'NS-3', 4);"
	    "INSERT INTO case_child VALUES (1, 20), (1, 30), (2, 20);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (1, 'm', 'M', 'marac', 'Northshire', 5);"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES (1, 'i1', 1, 1, 'discussion', 1,"
	    " 'heard'), (2, 'i2', 1, 2, 'discussion', 2, 'heard');"
	    "INSERT INTO device VALUES (1, 'Sample device', x'01', 0);"
	    "INSERT INTO recording (id, meeting_id, device_id, folder,"
	    " journal_hash, attached_at) VALUES (1, 1, 1, 'm1', x'00', 0);"
	    "INSERT INTO mark (recording_id, seq, kind, item_id, sample, at,"
	    " words) VALUES (1, 1, 'risk', 1, 10, 0, 'One'),"
	    " (1, 2, 'risk', 2, 20, 0, 'Two');"
	    "INSERT INTO action (meeting_id, case_id, text, owner_agency_id,"
	    " due_on) VALUES (1, 1, 'One', 1, '2026-12-04'),"
	    " (1, 2, 'Two', 1, '2026-12-04');"
	    "INSERT INTO rendition (id, meeting_id, case_id, plan_hash,"
	    " object, samples, bytes, plain_hash, made_at) VALUES"
	    " (1, 1, 1, x'01', 'a.sealed', 48000, 1000, x'02', 5),"
	    " (2, 1, 2, x'02', 'b.sealed', 48000, 1000, x'02', 5);"
	    "INSERT INTO case_recording VALUES (1, 1, 1), (1, 2, 2);"
	    "INSERT INTO file_note (child_id, case_id, meeting_id, kind, at,"
	    " text) VALUES (20, 1, 1, 'recording', 5, 'One'),"
	    " (20, 2, 1, 'recording', 6, 'Two');"
	    "INSERT INTO link_key VALUES (1, 5, NULL);"
	    "INSERT INTO parcel (id, meeting_id, person_id, selector,"
	    " link_key, secret_hash, made_at, expires_at) VALUES"
	    " (1, 1, 5, x'00', 1, x'01', 5, 1000);"
	    "INSERT INTO copy (id, rendition_id, parcel_id, meeting_id,"
	    " case_id, person_id, basis, made_at) VALUES"
	    " (1, 1, 1, 1, 1, 5, 'x', 5), (2, 2, 1, 1, 2, 5, 'x', 5);"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'cora', 1, 'caseworker', 'h', x'aa');"
	    "INSERT INTO child_assignment VALUES (1, 20)");
	return 0;
}

/* Can Cora find Ann's file, read it and hear case 1?  All, or nothing. */
static bool
hers(void)
{
	struct childfile_child child = {0}, *list = NULL;
	struct childfile file = {0};
	size_t count = 0;
	int ways = 0;

	assert_int_equal(
	    childfile_list(store, cora, "ann", &list, &count, NULL), RC_OK);
	childfile_list_free(list, count);
	ways += count == 1;
	ways += childfile_child(store, cora, ann, &child, NULL) == RC_OK;
	childfile_child_clear(&child);
	ways += childfile_read(store, cora, ann, &file, NULL) == RC_OK;
	childfile_clear(&file);
	ways += childfile_may_hear(store, cora, ann, audio, NULL) == RC_OK;
	assert_true(ways == 0 || ways == 4);
	return ways == 4;
}

static void
barred_by(const char *row)
{
	if (!hers())
		fail_msg("barred before: %s", row);
	rows_run(store, "SAVEPOINT one");
	rows_run(store, row);
	if (hers())
		fail_msg("not barred by: %s", row);
	rows_run(store, "ROLLBACK TO one");
	rows_run(store, "RELEASE one");
}

static void
rule_15_only_what_is_assigned(void **state)
{
	(void)state;
	barred_by("DELETE FROM child_assignment");
	barred_by("UPDATE account SET disabled_at = 1");
	rows_run(store, "INSERT INTO child_assignment VALUES (1, 30)");
	assert_int_equal(childfile_may_hear(store, cora, (struct child_id){30},
			     (struct rendition_id){2}, NULL),
	    RC_NOTFOUND);
}

static void
rule_03_no_file_of_ones_own_family(void **state)
{
	(void)state;
	barred_by("INSERT INTO relationship (person_id, child_id, kind,"
		  " parental_responsibility, source_of_harm)"
		  " VALUES (1, 20, 'step-parent', 0, 'unknown')");
	barred_by("INSERT INTO relationship (person_id, child_id, kind,"
		  " parental_responsibility, source_of_harm)"
		  " VALUES (1, 20, 'aunt', 0, 'no')");
	barred_by("INSERT INTO relationship (person_id, child_id, kind,"
		  " parental_responsibility, source_of_harm)"
		  " VALUES (1, 30, 'mother', 1, 'no')");
	barred_by("INSERT INTO case_perpetrator VALUES (1, 1)");
	barred_by("INSERT INTO case_perpetrator VALUES (2, 1)");
	/* Another case of the same victim. */
	barred_by("INSERT INTO case_perpetrator VALUES (3, 1)");
	barred_by("UPDATE marac_case SET victim_id = 1 WHERE id = 2");
	barred_by("UPDATE child SET person_id = 1 WHERE id = 20");
}

static void
rule_03_strangers_are_not_family(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO child (id, person_id, born_on)"
	    " VALUES (40, 5, '2012-01-01');"
	    "INSERT INTO marac_case (id, reference, victim_id)"
	    " VALUES (4, 'NS-4', 3);"
	    "INSERT INTO case_child VALUES (4, 40);"
	    "INSERT INTO case_perpetrator VALUES (4, 1);"
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm)"
	    " VALUES (1, 40, 'mother', 1, 'yes'), (4, 20, 'mother', 1, 'no')");
	assert_true(hers());
}

static void
rule_14_nothing_of_a_case_with_a_conflict(void **state)
{
	struct childfile file = {0};

	(void)state;
	assert_int_equal(childfile_read(store, cora, ann, &file, NULL), RC_OK);
	assert_int_equal(file.nmeetings, 2);
	assert_int_equal(file.nmarks, 2);
	assert_int_equal(file.nactions, 2);
	assert_int_equal(file.ncopies, 2);
	assert_int_equal(file.nnotes, 2);
	childfile_clear(&file);

	/* Walter's conflict is not hers. */
	rows_run(store,
	    "INSERT INTO conflict VALUES (1, 1, 1, 5),"
	    " (1, 2, 5, 5)");
	assert_int_equal(childfile_read(store, cora, ann, &file, NULL), RC_OK);
	assert_int_equal(file.nmeetings, 1);
	assert_int_equal(file.meetings[0].case_id.v, 2);
	assert_int_equal(file.nmarks, 1);
	assert_string_equal(file.marks[0].words, "Two");
	assert_int_equal(file.nactions, 1);
	assert_string_equal(file.actions[0].text, "Two");
	assert_int_equal(file.ncopies, 1);
	assert_int_equal(file.copies[0].case_id.v, 2);
	assert_int_equal(file.nnotes, 1);
	assert_string_equal(file.notes[0].text, "Two");
	childfile_clear(&file);
	assert_int_equal(
	    childfile_may_hear(store, cora, ann, audio, NULL), RC_NOTFOUND);
	assert_int_equal(childfile_may_hear(
			     store, cora, ann, (struct rendition_id){2}, NULL),
	    RC_OK);
}

int
main(void)
{
#define with_store(f) cmocka_unit_test_setup_teardown(f, open_store, rows_end)
	const struct CMUnitTest tests[] = {
	    with_store(rule_15_only_what_is_assigned),
	    with_store(rule_03_no_file_of_ones_own_family),
	    with_store(rule_03_strangers_are_not_family),
	    with_store(rule_14_nothing_of_a_case_with_a_conflict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
