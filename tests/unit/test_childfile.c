/* Whose files a caseworker reads: those assigned, and of them none in whose
 * family they are, and no case they declared a conflict about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "store/childfile.h"
#include "unit/rows.h"

static const struct account_id cora = {1};
static const struct child_id ann = {20};
static const struct rendition_id audio = {1};
static const int64_t now = 1000;
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
	    " (5, 'w', 'Walter Invented', 'walter invented'),"
	    " (6, 'x', 'Xena Invented', 'xena invented');"
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
	    "INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, 1, 0, 15), (1, 2, 15, 48000);"
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
	    "INSERT INTO rendition_part (rendition_id, number, from_sample,"
	    " to_sample, plays_at) VALUES (1, 1, 0, 15, 0),"
	    " (2, 1, 15, 48000, 0);"
	    "INSERT INTO rendition_key VALUES (1, x'01'), (2, x'02');"
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
	static const struct caseload_query named = {"ann", "", ""};
	struct caseload_child child = {.id = {0}}, *list = NULL;
	struct childfile file = {0};
	size_t count = 0;
	int ways = 0;

	assert_int_equal(
	    caseload_list(store, cora, &named, now, &list, &count, NULL),
	    RC_OK);
	caseload_free(list, count);
	ways += count == 1;
	ways += caseload_child(store, cora, ann, now, &child, NULL) == RC_OK;
	caseload_clear(&child);
	ways += childfile_read(store, cora, ann, now, &file, NULL) == RC_OK;
	childfile_clear(&file);
	ways += childfile_may_hear(store, cora, ann, audio, now, NULL) == RC_OK;
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
			     (struct rendition_id){2}, now, NULL),
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

/* As store/dossier judges it for copies. */
static void
rule_03_no_file_near_another_case_of_the_family(void **state)
{
	(void)state;
	/* Ben is in a case of his own, too. */
	barred_by("INSERT INTO case_child VALUES (3, 30);"
		  "UPDATE marac_case SET victim_id = 6 WHERE id = 3;"
		  "INSERT INTO case_perpetrator VALUES (3, 1)");
	/* Ben is the victim of one. */
	barred_by("UPDATE marac_case SET victim_id = 3 WHERE id = 3;"
		  "INSERT INTO case_perpetrator VALUES (3, 1)");
	/* Walter, victim of Ann's second case, is a child with one, ... */
	barred_by("INSERT INTO child (id, person_id, born_on)"
		  " VALUES (40, 5, '2012-01-01');"
		  "UPDATE marac_case SET victim_id = 6 WHERE id = 3;"
		  "INSERT INTO case_child VALUES (3, 40);"
		  "INSERT INTO case_perpetrator VALUES (3, 1)");
	/* ... or hers. */
	barred_by("INSERT INTO child (id, person_id, born_on)"
		  " VALUES (40, 5, '2012-01-01');"
		  "INSERT INTO relationship (person_id, child_id, kind,"
		  " parental_responsibility, source_of_harm)"
		  " VALUES (1, 40, 'mother', 1, 'no')");
	/* Who is named in Ann's case says that Cora harmed them. */
	barred_by("INSERT INTO case_perpetrator VALUES (1, 6), (3, 1);"
		  "UPDATE marac_case SET victim_id = 6 WHERE id = 3");
}

static void
rule_03_strangers_are_not_family(void **state)
{
	(void)state;
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (7, 'o', 'Otto Invented', 'otto invented');"
	    "INSERT INTO child (id, person_id, born_on)"
	    " VALUES (40, 7, '2012-01-01');"
	    "INSERT INTO marac_case (id, reference, victim_id)"
	    " VALUES (4, 'NS-4', 6);"
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
	assert_int_equal(
	    childfile_read(store, cora, ann, now, &file, NULL), RC_OK);
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
	assert_int_equal(
	    childfile_read(store, cora, ann, now, &file, NULL), RC_OK);
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
	assert_int_equal(childfile_may_hear(store, cora, ann, audio, now, NULL),
	    RC_NOTFOUND);
	assert_int_equal(childfile_may_hear(store, cora, ann,
			     (struct rendition_id){2}, now, NULL),
	    RC_OK);
}

/* What Cora reads of case 1 now: marks' words, actions' words and moments. */
static void
reads(const char *want)
{
	struct childfile file = {0};
	struct buf got = {0};

	assert_int_equal(
	    childfile_read(store, cora, ann, now, &file, NULL), RC_OK);
	for (size_t i = 0; i < file.nmarks; i++)
		if (file.marks[i].case_id.v == 1)
			buf_printf(&got, "%s %s\n", file.marks[i].kind,
			    file.marks[i].words);
	for (size_t i = 0; i < file.nactions; i++)
		if (file.actions[i].case_id.v == 1)
			buf_printf(&got, "%s: %s by %s %lld\n",
			    file.actions[i].text, file.actions[i].owner,
			    file.actions[i].due_on,
			    (long long)file.actions[i].sample);
	assert_string_equal(buf_str(&got), want);
	buf_clear(&got);
	childfile_clear(&file);
}

/* Case 1 from 0:00 to 10:00; marks at 1:00, 3:00 and 9:00, an action from the
 * second, an action from no mark. */
static void
ten_minutes(void)
{
	rows_run(store,
	    "DELETE FROM action; DELETE FROM mark;"
	    "UPDATE passage SET to_sample = 28800000 WHERE item_id = 1;"
	    "UPDATE rendition_part SET to_sample = 28800000"
	    " WHERE rendition_id = 1;"
	    "INSERT INTO mark (id, recording_id, seq, kind, item_id, sample,"
	    " at, words) VALUES (1, 1, 1, 'risk', 1, 2880000, 0, 'Early'),"
	    " (2, 1, 2, 'action', 1, 8640000, 0, 'Closed'),"
	    " (3, 1, 3, 'note', 1, 25920000, 0, 'Late');"
	    "INSERT INTO action (meeting_id, case_id, mark_id, text,"
	    " owner_agency_id, due_on) VALUES"
	    " (1, 1, 2, 'Closed', 1, '2026-12-04'),"
	    " (1, 1, NULL, 'Whenever', 1, '2026-12-05')");
}

/* What the file reads when 2:30 to 4:00 is not heard. */
static const char without_the_middle[] =
    "risk Early\nnote Late\n"
    "Words are withheld: Sample Police by 2026-12-04 -1\n"
    "Words are withheld: Sample Police by 2026-12-05 -1\n";

static void
rule_10_no_words_from_what_was_cut_out(void **state)
{
	(void)state;
	ten_minutes();
	reads("risk Early\naction Closed\nnote Late\n"
	      "Closed: Sample Police by 2026-12-04 8640000\n"
	      "Whenever: Sample Police by 2026-12-05 -1\n");
	rows_run(store,
	    "UPDATE rendition_part SET to_sample = 7200000"
	    " WHERE rendition_id = 1;"
	    "INSERT INTO rendition_part (rendition_id, number, from_sample,"
	    " to_sample, plays_at) VALUES (1, 2, 11520000, 28800000, 7224000)");
	reads(without_the_middle);
}

static void
rule_11_no_words_about_a_withheld_passage(void **state)
{
	(void)state;
	ten_minutes();
	rows_run(store,
	    "UPDATE rendition_part SET to_sample = 7200000"
	    " WHERE rendition_id = 1;"
	    "INSERT INTO rendition_part (rendition_id, number, from_sample,"
	    " to_sample, plays_at, silent) VALUES"
	    " (1, 2, 7200000, 11520000, 7200000, 1),"
	    " (1, 3, 11520000, 28800000, 11520000, 0)");
	reads(without_the_middle);
	/* What sounds in two adjacent parts is one stretch. */
	rows_run(store, "UPDATE rendition_part SET silent = 0");
	reads("risk Early\naction Closed\nnote Late\n"
	      "Closed: Sample Police by 2026-12-04 8640000\n"
	      "Whenever: Sample Police by 2026-12-05 -1\n");
}

static void
rule_10_no_words_while_nothing_plays(void **state)
{
	static const char *const nothing[] = {
	    "DELETE FROM case_recording WHERE case_id = 1",
	    "DELETE FROM rendition_key WHERE rendition_id = 1",
	    "DELETE FROM rendition_part WHERE rendition_id = 1",
	    /* Another case's sound is none of this one's. */
	    "UPDATE passage SET item_id = 2 WHERE item_id = 1",
	};

	(void)state;
	ten_minutes();
	for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++) {
		rows_run(store, "SAVEPOINT one");
		rows_run(store, nothing[i]);
		reads("Words are withheld: Sample Police by 2026-12-04 -1\n"
		      "Words are withheld: Sample Police by 2026-12-05 -1\n");
		rows_run(store, "ROLLBACK TO one");
		rows_run(store, "RELEASE one");
	}
}

int
main(void)
{
#define with_store(f) cmocka_unit_test_setup_teardown(f, open_store, rows_end)
	const struct CMUnitTest tests[] = {
	    with_store(rule_15_only_what_is_assigned),
	    with_store(rule_03_no_file_of_ones_own_family),
	    with_store(rule_03_no_file_near_another_case_of_the_family),
	    with_store(rule_03_strangers_are_not_family),
	    with_store(rule_14_nothing_of_a_case_with_a_conflict),
	    with_store(rule_10_no_words_from_what_was_cut_out),
	    with_store(rule_11_no_words_about_a_withheld_passage),
	    with_store(rule_10_no_words_while_nothing_plays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
