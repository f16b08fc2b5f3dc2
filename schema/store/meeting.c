#include "store/meeting.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "seal/box.h"
#include "store/stmt.h"

void
meeting_clear(struct meeting *meeting)
{
	free(meeting->ref);
	free(meeting->type);
	free(meeting->area);
	free(meeting->venue);
	*meeting = (struct meeting){0};
}

static const char find_sql[] = "SELECT id FROM meeting WHERE ref = $ref";

enum rc
meeting_find(struct store *store, const char *ref, struct meeting_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_text(&s, "$ref", ref);
	if ((rc = stmt_value(&s, rc, &id->v, err)) == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "no meeting is called '%s'; import meetings first", ref);
	return rc;
}

static const char get_sql[] =
    "SELECT public_id, ref, type, area, planned_at, COALESCE(started_at, 0),"
    " venue, COALESCE(chair_id, 0), COALESCE(coordinator_id, 0) FROM meeting "
    "WHERE id = $id";

enum rc
meeting_get(struct store *store, struct meeting_id id, struct meeting *meeting,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_NOTFOUND)
		(void)error_set(
		    err, rc, "there is no meeting %lld", (long long)id.v);
	if (rc == RC_OK) {
		(void)snprintf(
		    meeting->public_id, PUBLIC_ID_TEXT, "%s", stmt_text(&s, 0));
		meeting->planned_ms = stmt_int(&s, 4);
		meeting->started_ms = stmt_int(&s, 5);
		meeting->chair.v = stmt_int(&s, 7);
		meeting->coordinator.v = stmt_int(&s, 8);
	}
	if (rc == RC_OK &&
	    (rc = stmt_copy(&s, 1, &meeting->ref, err)) == RC_OK &&
	    (rc = stmt_copy(&s, 2, &meeting->type, err)) == RC_OK &&
	    (rc = stmt_copy(&s, 3, &meeting->area, err)) == RC_OK)
		rc = stmt_copy(&s, 6, &meeting->venue, err);
	if (rc == RC_OK)
		meeting->id = id;
	else
		meeting_clear(meeting);
	return stmt_close(&s, rc);
}

static const char add_sql[] =
    "INSERT INTO meeting (public_id, ref, type, area, venue, planned_at,"
    " chair_id, coordinator_id) VALUES ($public, $ref, $type, $area, $venue,"
    " $planned, $chair, $coordinator)";

static enum rc
add(struct store *store, const struct meeting_row *row, struct meeting_id *id,
    struct error *err)
{
	char public_id[PUBLIC_ID_TEXT];
	struct stmt s;
	enum rc rc = stmt_open(&s, store, add_sql, err);

	box_random_id(public_id);
	stmt_bind_text(&s, "$public", public_id);
	stmt_bind_text(&s, "$ref", row->ref);
	stmt_bind_text(&s, "$type", row->type);
	stmt_bind_text(&s, "$area", row->area);
	stmt_bind_text(&s, "$venue", row->venue);
	stmt_bind_int(&s, "$planned", row->planned_ms);
	stmt_bind_ref(&s, "$chair", row->chair.v);
	stmt_bind_ref(&s, "$coordinator", row->coordinator.v);
	return stmt_insert(&s, rc, &id->v, err);
}

static const char retyped_sql[] =
    "SELECT 1 FROM meeting WHERE ref = $ref AND started_at IS NOT NULL"
    " AND type <> $type";

static enum rc
retyped(struct store *store, const struct meeting_row *row, struct error *err)
{
	bool any = false;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, retyped_sql, err);

	stmt_bind_text(&s, "$ref", row->ref);
	stmt_bind_text(&s, "$type", row->type);
	if ((rc = stmt_any(&s, rc, &any, err)) == RC_OK && any)
		rc = error_set(err, RC_CONFLICT,
		    "the meeting was recorded as another type; that stays");
	return rc;
}

static const char change_sql[] =
    "UPDATE meeting SET type = $type, area = $area, venue = $venue,"
    " planned_at = $planned, chair_id = $chair, coordinator_id = $coordinator"
    " WHERE ref = $ref AND (type IS DISTINCT FROM $type"
    "  OR area IS DISTINCT FROM $area"
    "  OR venue IS DISTINCT FROM $venue"
    "  OR planned_at IS DISTINCT FROM $planned"
    "  OR chair_id IS DISTINCT FROM $chair"
    "  OR coordinator_id IS DISTINCT FROM $coordinator)";

static enum rc
change(struct store *store, const struct meeting_row *row, enum upsert *what,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, change_sql, err);

	stmt_bind_text(&s, "$ref", row->ref);
	stmt_bind_text(&s, "$type", row->type);
	stmt_bind_text(&s, "$area", row->area);
	stmt_bind_text(&s, "$venue", row->venue);
	stmt_bind_int(&s, "$planned", row->planned_ms);
	stmt_bind_ref(&s, "$chair", row->chair.v);
	stmt_bind_ref(&s, "$coordinator", row->coordinator.v);
	return upsert_finish(&s, rc, true, what, err);
}

enum rc
meeting_put(struct store *store, const struct meeting_row *row,
    struct meeting_id *id, enum upsert *what, struct error *err)
{
	enum rc rc = meeting_find(store, row->ref, id, err);

	if (rc == RC_NOTFOUND) {
		*what = UPSERT_ADDED;
		return add(store, row, id, err);
	}
	if (rc == RC_OK && (rc = retyped(store, row, err)) == RC_OK)
		rc = change(store, row, what, err);
	return rc;
}

enum rc
meeting_would(struct store *store, const struct meeting_row *row,
    enum upsert *what, struct error *err)
{
	struct meeting_id id = {0};
	enum rc rc = meeting_find(store, row->ref, &id, err);

	*what = rc == RC_NOTFOUND ? UPSERT_ADDED : UPSERT_CHANGED;
	if (rc == RC_NOTFOUND)
		return RC_OK;
	return rc == RC_OK ? retyped(store, row, err) : rc;
}
