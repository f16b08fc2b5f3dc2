/* The n-th allocation fails, for every n, SQLite's own among them: nothing
 * crashes or leaks, nothing is half done, and the next try goes through. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "store/audit.h"
#include "store/note.h"
#include "store/standing.h"
#include "store/stmt.h"
#include "unit/rows.h"
#include "unit/scratch.h"
#include "unit/starve.h"

static sqlite3_mem_methods theirs;

static void *
their_malloc(int size)
{
	return starve_now() ? NULL : theirs.xMalloc(size);
}

static void *
their_realloc(void *p, int size)
{
	return starve_now() ? NULL : theirs.xRealloc(p, size);
}

static char dir[SCRATCH_PATH];
static struct store *store; /* opened with all the memory it wants */

static enum rc
open_and_close(struct error *err)
{
	struct store *one = NULL;
	enum rc rc = store_open(&one, dir, STORE_SHARE, err);

	store_close(one);
	return rc;
}

static enum rc
make_in_memory(struct error *err)
{
	struct store *one = NULL;
	enum rc rc = store_open_memory(&one, err);

	store_close(one);
	return rc;
}

/* A note in the file and its audit event, or neither. */
static enum rc
note_and_audit(struct error *err)
{
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK ||
	    (rc = note_add(store, NOTE_RECORDING, (struct case_id){1},
		 (struct meeting_id){1}, (struct copy_id){0}, 1, "Words.",
		 err)) != RC_OK ||
	    (rc = audit_add(store, "program:test", "x", "y", "", err)) !=
		RC_OK ||
	    (rc = store_commit(store, err)) != RC_OK)
		(void)error_prefix(err, "test");
	store_rollback(store);
	return rc;
}

static enum rc
ask(struct error *err)
{
	struct entitlement e = {0};
	enum rc rc = standing_ask(store, (struct meeting_id){1},
	    (struct case_id){1}, (struct person_id){7}, 1, &e, err);

	if (rc == RC_OK && (e.outcome != OUTCOME_PART || e.spans.count != 2))
		rc = error_set(err, RC_INVALID, "a wrong answer");
	entitle_clear(&e);
	return rc;
}

static enum rc
count_line(void *to, const struct standing_line *line, struct error *err)
{
	int *lines = to;

	(void)err;
	*lines += line->today->outcome != 0;
	return RC_OK;
}

static enum rc
table(struct error *err)
{
	int lines = 0;
	enum rc rc = standing_table(store, (struct meeting_id){1},
	    (struct person_id){0}, 1, count_line, &lines, err);

	if (rc == RC_OK && lines != 3)
		rc = error_set(err, RC_INVALID, "%d lines", lines);
	return rc;
}

static enum rc
people(struct error *err)
{
	struct person_id *found = NULL;
	size_t count = 0;
	enum rc rc = standing_people(store, (struct meeting_id){1},
	    (struct case_id){1}, &found, &count, err);

	if (rc == RC_OK && count != 3)
		rc = error_set(err, RC_INVALID, "%zu people", count);
	free(found);
	return rc;
}

static enum rc
verify(struct error *err)
{
	struct buf found = {0};
	enum rc rc = audit_verify(store, &found, err);

	buf_clear(&found);
	return rc;
}

/* Of the rows that note_and_audit writes; both are the same number. */
static int
rows(void)
{
	int notes = -1, events = -2;
	sqlite3_stmt *s = NULL;

	assert_int_equal(sqlite3_prepare_v2(store_handle(store),
			     "SELECT (SELECT count(*) FROM file_note),"
			     " (SELECT count FROM audit_head)",
			     -1, &s, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	notes = sqlite3_column_int(s, 0);
	events = sqlite3_column_int(s, 1);
	(void)sqlite3_finalize(s);
	assert_int_equal(notes, events);
	return notes;
}

struct work {
	const char *name;
	enum rc (*run)(struct error *err);
	unsigned stride; /* of the allocations one in so many is failed */
};

static const struct work works[] = {
    {"open and close", open_and_close, 7},
    {"make in memory", make_in_memory, 101},
    {"note and audit", note_and_audit, 1},
    {"ask", ask, 1},
    {"table", table, 1},
    {"people", people, 1},
    {"verify", verify, 1},
};

static void
goes_without_memory(void **state)
{
	const struct work *work = *state;
	unsigned n = 0, tolerated = 0;
	int done = rows();
	enum rc rc;

	do {
		struct error err = {0};

		/* Nothing prepared: preparing is what takes memory. */
		stmt_cache_clear(store_cache(store));
		n += work->stride;
		starve_countdown = n;
		starve_happened = false;
		rc = work->run(&err);
		starve_countdown = 0;
		if (rc == RC_OK) {
			tolerated += starve_happened;
			done += work->run == note_and_audit;
		} else if (rc != RC_NOMEM || err.text[0] == '\0') {
			fail_msg("%s, allocation %u: %s: %s", work->name, n,
			    error_name(rc), err.text);
		}
		assert_int_equal(rows(), done); /* all or nothing */
	} while (starve_happened);
	print_message("%s: %u allocations, %u of them not missed\n", work->name,
	    n - 1, tolerated);
	assert_true(n > 20);
}

static int
make(void **state)
{
	struct error err = {0};

	(void)state;
	scratch_make(dir);
	assert_int_equal(store_create(dir, &err), RC_OK);
	assert_int_equal(store_open(&store, dir, STORE_TOOL, &err), RC_OK);
	rows_run(store,
	    "INSERT INTO person (id, ref, name, name_folded) VALUES"
	    " (1, 'vera', 'Vera Example', 'vera example'),"
	    " (2, 'ann', 'Ann Example', 'ann example'),"
	    " (7, 'olive', 'Olive Sample', 'olive sample');"
	    "INSERT INTO child (id, person_id, born_on) VALUES"
	    " (20, 2, '2015-01-01');"
	    "INSERT INTO marac_case (id, reference, victim_id) VALUES"
	    " (1, 'NS-1', 1);"
	    "INSERT INTO case_child VALUES (1, 20);"
	    "INSERT INTO meeting (id, public_id, ref, type, area, planned_at)"
	    " VALUES (1, 'm', 'M', 'marac', 'Northshire', 0);"
	    "INSERT INTO attendance (id, meeting_id, person_id, ref, capacity)"
	    " VALUES (70, 1, 7, 1, 'core');"
	    "INSERT INTO agenda_item (id, public_id, meeting_id, number, kind,"
	    " case_id, status) VALUES (1, 'i', 1, 1, 'discussion', 1, 'heard');"
	    "INSERT INTO passage (meeting_id, item_id, from_sample, to_sample)"
	    " VALUES (1, 1, 1000, 2000);"
	    "INSERT INTO device VALUES (1, 'Sample device', x'01', 0);"
	    "INSERT INTO recording (id, meeting_id, device_id, folder,"
	    " journal_hash, attached_at) VALUES (1, 1, 1, 'm', x'00', 0);"
	    "INSERT INTO mark (recording_id, seq, kind, attendance_id, sample,"
	    " at) VALUES (1, 1, 'join', 70, -1, 0),"
	    " (1, 2, 'closed', NULL, 1400, 0),"
	    " (1, 3, 'opened', NULL, 1500, 0),"
	    " (1, 4, 'off-record', NULL, 2500, 0);"
	    "INSERT INTO account (id, login, person_id, role, password_hash,"
	    " totp_sealed) VALUES (1, 'a', 7, 'chair', '', x''),"
	    " (2, 'b', 1, 'chair', '', x'');"
	    "INSERT INTO relationship (person_id, child_id, kind,"
	    " parental_responsibility, source_of_harm) VALUES"
	    " (1, 20, 'mother', 1, 'unknown');"
	    "INSERT INTO exclusion (meeting_id, person_id, from_sample,"
	    " to_sample, reason) VALUES (1, 2, 1700, 1800, 'why');"
	    "INSERT INTO withheld_passage (meeting_id, case_id, from_sample,"
	    " to_sample, reason, proposed_by, proposed_at, approved_by,"
	    " approved_at) VALUES (1, 1, 1100, 1150, 'why', 1, 0, 2, 0);"
	    "INSERT INTO decision (meeting_id, case_id, person_id, verdict,"
	    " reason, proposed_by, proposed_at) VALUES"
	    " (1, 1, 2, 'send', 'why', 1, 0);"
	    "INSERT INTO case_release (meeting_id, case_id, released_by,"
	    " released_at) VALUES (1, 1, 1, 0)");
	return 0;
}

static int
unmake(void **state)
{
	(void)state;
	store_close(store);
	scratch_remove(dir);
	return 0;
}

int
main(void)
{
	struct CMUnitTest tests[sizeof(works) / sizeof(*works)];
	sqlite3_mem_methods ours;

	for (size_t i = 0; i < sizeof(works) / sizeof(*works); i++)
		tests[i] = (struct CMUnitTest){works[i].name,
		    goes_without_memory, NULL, NULL, (void *)&works[i]};
	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &theirs) != SQLITE_OK)
		return 1;
	ours = theirs;
	ours.xMalloc = their_malloc;
	ours.xRealloc = their_realloc;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) != SQLITE_OK)
		return 1;
	return cmocka_run_group_tests(tests, make, unmake);
}
