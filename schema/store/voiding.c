#include "store/voiding.h"

#include <stddef.h>

#include "base/clock.h"
#include "store/stmt.h"
#include "store/withholding.h"

/* Whose; 0 is not asked for by the statement. */
struct whose {
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
	struct child_id child;
};

/* Run SQL, with those of W bound that are not 0. */
static enum rc
run(struct store *store, const char *sql, const struct whose *w,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$now", clock_wall_ms());
	if (w->meeting.v != 0)
		stmt_bind_int(&s, "$meeting", w->meeting.v);
	if (w->case_id.v != 0)
		stmt_bind_int(&s, "$case", w->case_id.v);
	if (w->person.v != 0)
		stmt_bind_int(&s, "$person", w->person.v);
	if (w->child.v != 0)
		stmt_bind_int(&s, "$child", w->child.v);
	return stmt_finish(&s, rc, err);
}

/* The decisions and the exceptions, by two statements. */
static enum rc
both(struct store *store, const char *decisions, const char *exceptions,
    const struct whose *w, struct error *err)
{
	enum rc rc = run(store, decisions, w, err);

	return rc == RC_OK ? run(store, exceptions, w, err) : rc;
}

static const char person_sql[] =
    "UPDATE decision SET void_at = $now"
    " WHERE person_id = $person AND void_at IS NULL";

static const char person_exception_sql[] =
    "UPDATE exception SET void_at = $now"
    " WHERE person_id = $person AND void_at IS NULL";

enum rc
voiding_of_person(
    struct store *store, struct person_id person, struct error *err)
{
	return both(store, person_sql, person_exception_sql,
	    &(struct whose){.person = person}, err);
}

static const char relation_sql[] =
    "UPDATE decision SET void_at = $now"
    " WHERE person_id = $person AND void_at IS NULL AND case_id IN"
    " (SELECT case_id FROM case_child WHERE child_id = $child)";

static const char relation_exception_sql[] =
    "UPDATE exception SET void_at = $now"
    " WHERE person_id = $person AND void_at IS NULL AND case_id IN"
    " (SELECT case_id FROM case_child WHERE child_id = $child)";

/* Proposed anew, by whoever proposed it. */
static const char relation_anew_sql[] =
    "INSERT INTO withheld_passage (meeting_id, case_id, person_id,"
    " from_sample, to_sample, reason, proposed_by, proposed_at)"
    " SELECT meeting_id, case_id, person_id, from_sample, to_sample, reason,"
    " proposed_by, $now FROM withheld_passage"
    " WHERE person_id = $person AND void_at IS NULL"
    " AND approved_by IS NOT NULL AND case_id IN"
    " (SELECT case_id FROM case_child WHERE child_id = $child)";

static const char relation_old_sql[] =
    "UPDATE withheld_passage SET void_at = $now"
    " WHERE person_id = $person AND void_at IS NULL"
    " AND approved_by IS NOT NULL AND case_id IN"
    " (SELECT case_id FROM case_child WHERE child_id = $child)";

enum rc
voiding_of_relation(struct store *store, struct person_id person,
    struct child_id child, struct error *err)
{
	struct whose w = {.person = person, .child = child};
	enum rc rc = both(store, relation_sql, relation_exception_sql, &w, err);

	return rc == RC_OK
	    ? both(store, relation_anew_sql, relation_old_sql, &w, err)
	    : rc;
}

static const char case_sql[] = "UPDATE decision SET void_at = $now"
			       " WHERE case_id = $case AND void_at IS NULL";

static const char case_exception_sql[] =
    "UPDATE exception SET void_at = $now"
    " WHERE case_id = $case AND void_at IS NULL";

static const char case_release_sql[] =
    "UPDATE case_release SET void_at = $now WHERE case_id = $case"
    " AND meeting_id IN (SELECT meeting_id FROM agenda_item"
    "  WHERE case_id = $case) AND void_at IS NULL";

static const char case_anew_sql[] =
    "INSERT INTO withheld_passage (meeting_id, case_id, person_id,"
    " from_sample, to_sample, reason, proposed_by, proposed_at)"
    " SELECT meeting_id, case_id, person_id, from_sample, to_sample, reason,"
    " proposed_by, $now FROM withheld_passage"
    " WHERE case_id = $case AND void_at IS NULL AND approved_by IS NOT NULL";

static const char case_old_sql[] =
    "UPDATE withheld_passage SET void_at = $now"
    " WHERE case_id = $case AND void_at IS NULL AND approved_by IS NOT NULL";

enum rc
voiding_of_case(struct store *store, struct case_id case_id, struct error *err)
{
	struct whose w = {.case_id = case_id};
	enum rc rc = both(store, case_sql, case_exception_sql, &w, err);

	if (rc == RC_OK)
		rc = run(store, case_release_sql, &w, err);
	return rc == RC_OK ? both(store, case_anew_sql, case_old_sql, &w, err)
			   : rc;
}

static const char presence_sql[] =
    "UPDATE decision SET void_at = $now WHERE meeting_id = $meeting"
    " AND person_id = $person AND void_at IS NULL";

static const char presence_exception_sql[] =
    "UPDATE exception SET void_at = $now WHERE meeting_id = $meeting"
    " AND person_id = $person AND void_at IS NULL";

enum rc
voiding_of_presence(struct store *store, struct meeting_id meeting,
    struct person_id person, struct error *err)
{
	return both(store, presence_sql, presence_exception_sql,
	    &(struct whose){.meeting = meeting, .person = person}, err);
}

static const char conflict_sql[] =
    "UPDATE decision SET void_at = $now WHERE meeting_id = $meeting"
    " AND case_id = $case AND person_id = $person AND void_at IS NULL";

static const char conflict_exception_sql[] =
    "UPDATE exception SET void_at = $now WHERE meeting_id = $meeting"
    " AND case_id = $case AND person_id = $person AND void_at IS NULL";

enum rc
voiding_of_conflict(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, struct error *err)
{
	return both(store, conflict_sql, conflict_exception_sql,
	    &(struct whose){meeting, case_id, person, {0}}, err);
}

static const char boundary_sql[] =
    "UPDATE decision SET void_at = $now WHERE meeting_id = $meeting"
    " AND case_id = $case AND void_at IS NULL";

static const char boundary_exception_sql[] =
    "UPDATE exception SET void_at = $now WHERE meeting_id = $meeting"
    " AND case_id = $case AND void_at IS NULL";

enum rc
voiding_of_boundary(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct error *err)
{
	struct whose w = {.meeting = meeting, .case_id = case_id};
	enum rc rc = both(store, boundary_sql, boundary_exception_sql, &w, err);

	if (rc == RC_OK)
		rc = voiding_of_release(store, meeting, case_id, err);
	return rc == RC_OK
	    ? withholding_reopen(store, meeting, case_id, clock_wall_ms(), err)
	    : rc;
}

static const char sound_sql[] =
    "UPDATE decision SET void_at = $now WHERE meeting_id = $meeting"
    " AND case_id = $case AND void_at IS NULL"
    " AND verdict = 'send' AND approved_by IS NOT NULL";

static const char sound_of_person_sql[] =
    "UPDATE decision SET void_at = $now WHERE meeting_id = $meeting"
    " AND case_id = $case AND person_id = $person AND void_at IS NULL"
    " AND verdict = 'send' AND approved_by IS NOT NULL";

enum rc
voiding_of_sound(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, struct error *err)
{
	return run(store, person.v == 0 ? sound_sql : sound_of_person_sql,
	    &(struct whose){meeting, case_id, person, {0}}, err);
}

static const char release_sql[] =
    "UPDATE case_release SET void_at = $now WHERE meeting_id = $meeting"
    " AND case_id = $case AND void_at IS NULL";

enum rc
voiding_of_release(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct error *err)
{
	return run(store, release_sql,
	    &(struct whose){.meeting = meeting, .case_id = case_id}, err);
}
