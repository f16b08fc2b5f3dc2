/* Lines in children's files (rule 23). */
#include <stdlib.h>

#include "store/note.h"
#include "unit/rows.h"

static struct store *store;

static void
sql(const char *text)
{
	rows_run(store, text);
}

/* A case of two siblings, one without children, and a copy. */
static int
open_store(void **state)
{
	*state = store = rows_store();
	sql("INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'V', 'Vera Example', 'vera example'),"
	    " (2, 'A', 'Ann Example', 'ann example'),"
	    " (3, 'B', 'Bob Example', 'bob example')");
	sql("INSERT INTO child (id, person_id, born_on) VALUES"
	    " (20, 2, '2015-01-01'), (30, 3, '2017-01-01')");
	sql("INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-1', 1), (2, 'NS-2', 1)");
	sql("INSERT INTO case_child VALUES (1, 20), (1, 30)");
	sql("INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (1, 'm', 'M', 'marac', 'Northshire', 0)");
	sql("INSERT INTO link_key VALUES (1, 0, NULL)");
	sql("INSERT INTO parcel (id, meeting_id, person_id, selector,"
	    " link_key, secret_hash, made_at, expires_at)"
	    " VALUES (1, 1, 1, x'01', 1, x'02', 0, 9)");
	sql("INSERT INTO copy (id, parcel_id, meeting_id, case_id, person_id,"
	    " basis, made_at) VALUES (7, 1, 1, 1, 1, 'x', 0)");
	return 0;
}

static enum rc
add(enum note_kind kind, int64_t case_id, int64_t copy)
{
	struct error err = {0};
	enum rc rc;

	assert_int_equal(store_begin(store, &err), RC_OK);
	rc = note_add(store, kind, (struct case_id){case_id},
	    (struct meeting_id){1}, (struct copy_id){copy}, 1234, "Words.",
	    &err);
	if (rc == RC_OK)
		assert_int_equal(store_commit(store, &err), RC_OK);
	store_rollback(store);
	return rc;
}

static void
notes_are(const char *want)
{
	rows_are(store,
	    "SELECT child_id, case_id, meeting_id, copy_id, kind, at, text"
	    " FROM file_note ORDER BY id",
	    want);
}

static void
rule_23_every_child_of_the_case_gets_the_note(void **state)
{
	(void)state;
	assert_int_equal(add(NOTE_COPY_SENT, 1, 7), RC_OK);
	notes_are("20|1|1|7|copy sent|1234|Words.\n"
		  "30|1|1|7|copy sent|1234|Words.\n");
}

static void
rule_23_a_note_about_a_copy_has_a_copy_and_another_none(void **state)
{
	(void)state;
	assert_int_equal(add(NOTE_COPY_MADE, 1, 0), RC_INVALID);
	assert_int_equal(add(NOTE_COPY_OPENED, 1, 0), RC_INVALID);
	assert_int_equal(add(NOTE_COPY_COLLECTED, 1, 0), RC_INVALID);
	assert_int_equal(add(NOTE_COPY_WITHDRAWN, 1, 0), RC_INVALID);
	assert_int_equal(add(NOTE_COPY_BOUNCED, 1, 0), RC_INVALID);
	assert_int_equal(add(NOTE_RECORDING, 1, 7), RC_INVALID);
	assert_int_equal(add(0, 1, 0), RC_INVALID);
	assert_int_equal(add(NOTE_COPY_MADE, 1, 8), RC_CONFLICT); /* none */
	notes_are("");
	assert_int_equal(add(NOTE_RECORDING, 1, 0), RC_OK);
	notes_are("20|1|1|-|recording|1234|Words.\n"
		  "30|1|1|-|recording|1234|Words.\n");
}

static void
a_case_without_children_has_no_file(void **state)
{
	(void)state;
	assert_int_equal(add(NOTE_DECISION, 2, 0), RC_OK);
	notes_are("");
}

#define a_test(name) cmocka_unit_test_setup_teardown(name, open_store, rows_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    a_test(rule_23_every_child_of_the_case_gets_the_note),
	    a_test(rule_23_a_note_about_a_copy_has_a_copy_and_another_none),
	    a_test(a_case_without_children_has_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
