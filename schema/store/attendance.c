#include "store/attendance.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "store/list.h"
#include "store/stmt.h"
#include "store/voiding.h"

static const char find_sql[] =
    "SELECT capacity, COALESCE(statement_signed_at, 0) FROM attendance"
    " WHERE meeting_id = $meeting AND person_id = $person";

/* What of ROW is new: RC_NOTFOUND all of it. */
static enum rc
compare(struct store *store, const struct attendance_row *row, bool *same,
    bool *capacity, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$person", row->person.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		*capacity = strcmp(stmt_text(&s, 0), row->capacity) != 0;
		*same = !*capacity && stmt_int(&s, 1) == row->signed_ms;
	}
	return stmt_close(&s, rc);
}

static const char add_sql[] =
    "INSERT INTO attendance (meeting_id, person_id, ref, capacity,"
    " statement_signed_at) SELECT $meeting, $person,"
    " COALESCE((SELECT MAX(ref) FROM attendance WHERE meeting_id = $meeting),"
    " 0) + 1, $capacity, $signed";

static const char change_sql[] =
    "UPDATE attendance SET capacity = $capacity,"
    " statement_signed_at = $signed"
    " WHERE meeting_id = $meeting AND person_id = $person";

enum rc
attendance_put(struct store *store, const struct attendance_row *row,
    enum upsert *what, struct error *err)
{
	struct stmt s;
	bool same = false;
	bool capacity = false;
	enum rc rc = compare(store, row, &same, &capacity, err);

	if (rc == RC_NOTFOUND)
		*what = UPSERT_ADDED;
	else if (rc != RC_OK)
		return rc;
	else
		*what = same ? UPSERT_SAME : UPSERT_CHANGED;
	if (same)
		return RC_OK;
	rc = stmt_open(
	    &s, store, *what == UPSERT_ADDED ? add_sql : change_sql, err);
	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_text(&s, "$capacity", row->capacity);
	stmt_bind_ref(&s, "$signed", row->signed_ms);
	rc = stmt_finish(&s, rc, err);
	if (rc == RC_OK && (capacity || *what == UPSERT_ADDED))
		rc = voiding_of_presence(store, row->meeting, row->person, err);
	return rc;
}

enum rc
attendance_would(struct store *store, const struct attendance_row *row,
    enum upsert *what, struct error *err)
{
	bool same = false;
	bool capacity = false;
	enum rc rc = compare(store, row, &same, &capacity, err);

	if (rc == RC_NOTFOUND) {
		*what = UPSERT_ADDED;
		return RC_OK;
	}
	*what = same ? UPSERT_SAME : UPSERT_CHANGED;
	return rc;
}

static const char numbered_sql[] =
    "SELECT 1 FROM agenda_item WHERE meeting_id = $meeting"
    " AND public_key IS NOT NULL";

static const char remove_sql[] =
    "DELETE FROM attendance WHERE meeting_id = $meeting"
    " AND person_id = $person";

enum rc
attendance_remove(struct store *store, struct meeting_id meeting,
    struct person_id person, struct error *err)
{
	bool numbered = false;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, numbered_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	if ((rc = stmt_any(&s, rc, &numbered, err)) != RC_OK)
		return rc;
	if (numbered)
		return error_set(err, RC_CONFLICT,
		    "the papers have their number, which a recorder may know; "
		    "leave them: who does not come is not in the room");
	rc = stmt_open(&s, store, remove_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$person", person.v);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK &&
	    stmt_changed(store) != 1)
		rc = error_set(err, RC_NOTFOUND, "they were not expected");
	rc = stmt_close(&s, rc);
	return rc == RC_OK ? voiding_of_presence(store, meeting, person, err)
			   : rc;
}

static const char conflict_sql[] =
    "INSERT INTO conflict (meeting_id, case_id, person_id, declared_at)"
    " VALUES ($meeting, $case, $person, $declared)"
    " ON CONFLICT (meeting_id, case_id, person_id) DO NOTHING";

enum rc
attendance_conflict(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t declared_ms,
    enum upsert *what, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, conflict_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$declared", declared_ms);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK)
		*what = stmt_changed(store) > 0 ? UPSERT_ADDED : UPSERT_SAME;
	rc = stmt_close(&s, rc);
	return rc == RC_OK && *what == UPSERT_ADDED
	    ? voiding_of_conflict(store, meeting, case_id, person, err)
	    : rc;
}

static const char exclude_sql[] =
    "INSERT INTO exclusion (meeting_id, person_id, from_sample, to_sample,"
    " reason) VALUES ($meeting, $person, $from, $to, $reason)";

enum rc
attendance_exclude(struct store *store, struct meeting_id meeting,
    struct person_id person, struct span span, const char *reason,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	if (span.from < 0 || span.from >= span.to)
		return error_set(
		    err, RC_INVALID, "the second time is not behind the first");
	rc = stmt_open(&s, store, exclude_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$from", span.from);
	stmt_bind_int(&s, "$to", span.to);
	stmt_bind_text(&s, "$reason", reason);
	rc = stmt_finish(&s, rc, err);
	return rc == RC_OK ? voiding_of_presence(store, meeting, person, err)
			   : rc;
}

static void
clear(void *item)
{
	struct attendance *one = item;

	free(one->name);
	free(one->agency);
	free(one->capacity);
}

void
attendance_free(struct attendance *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear(&list[i]);
	free(list);
}

static const char list_sql[] =
    "SELECT attendance.ref, person.name, COALESCE(agency.name, ''),"
    " attendance.capacity, attendance.person_id FROM attendance"
    " JOIN person ON person.id = attendance.person_id"
    " LEFT JOIN agency ON agency.id = person.agency_id"
    " WHERE attendance.meeting_id = $meeting ORDER BY attendance.ref";

enum rc
attendance_list(struct store *store, struct meeting_id meeting,
    struct attendance **out, size_t *count, struct error *err)
{
	struct attendance *one;
	struct list list = {.size = sizeof(*one), .clear = clear};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->ref = (int)stmt_int(&s, 0);
		one->person.v = stmt_int(&s, 4);
		if ((rc = stmt_copy(&s, 1, &one->name, err)) == RC_OK &&
		    (rc = stmt_copy(&s, 2, &one->agency, err)) == RC_OK)
			rc = stmt_copy(&s, 3, &one->capacity, err);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char clashes_sql[] =
    "SELECT case_id, person_id, declared_at FROM conflict"
    " WHERE meeting_id = $meeting ORDER BY case_id, person_id";

enum rc
attendance_clashes(struct store *store, struct meeting_id meeting,
    struct attendance_clash **out, size_t *count, struct error *err)
{
	struct attendance_clash *one;
	struct list list = {.size = sizeof(*one)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, clashes_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->case_id.v = stmt_int(&s, 0);
		one->person.v = stmt_int(&s, 1);
		one->declared_ms = stmt_int(&s, 2);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}
