#include "store/boundaries.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>

#include "store/deed.h"
#include "store/list.h"
#include "store/stmt.h"

static const char marks_sql[] =
    "SELECT k.id, k.seq, k.kind, coalesce(i.number, 0), i.id, k.sample,"
    " coalesce((SELECT b.to_sample FROM boundary b WHERE b.mark_id = k.id"
    "  AND b.void_at IS NULL ORDER BY b.id DESC LIMIT 1), -1),"
    " k.supersedes, k.words <> ''"
    " FROM recording r JOIN mark k ON k.recording_id = r.id"
    " LEFT JOIN agenda_item i ON i.id = k.item_id"
    " WHERE r.meeting_id = $meeting ORDER BY k.seq";

enum rc
boundaries_marks(struct store *store, struct meeting_id meeting,
    struct boundaries_mark **out, size_t *count, struct error *err)
{
	struct boundaries_mark *m;
	struct list list = {.size = sizeof(*m)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, marks_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((m = list_next(&list, &s, &rc, err)) != NULL) {
		m->id.v = stmt_int(&s, 0);
		m->seq = (uint32_t)stmt_int(&s, 1);
		(void)snprintf(
		    m->kind, sizeof(m->kind), "%s", stmt_text(&s, 2));
		m->number = (int)stmt_int(&s, 3);
		m->item.v = stmt_int(&s, 4);
		m->sample = stmt_int(&s, 5);
		m->moved = stmt_int(&s, 6);
		m->supersedes = (uint32_t)stmt_int(&s, 7);
		m->words = stmt_int(&s, 8) != 0;
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char void_sql[] = "UPDATE boundary SET void_at = $now"
			       " WHERE mark_id = $mark AND void_at IS NULL";

static const char move_sql[] =
    "INSERT INTO boundary (meeting_id, mark_id, to_sample, reason, moved_by,"
    " moved_at) VALUES ($meeting, $mark, $to, $reason, $by, $now)";

enum rc
boundaries_move(struct store *store, struct meeting_id meeting,
    struct mark_id mark, int64_t sample, const char *reason,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct deed deed = {.meeting = meeting};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, void_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$mark", mark.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;

	rc = stmt_open(&s, store, move_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$mark", mark.v);
	stmt_bind_int(&s, "$to", sample);
	stmt_bind_text(&s, "$reason", reason);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_insert(&s, rc, &deed.id, err)) != RC_OK)
		return rc;
	return deed_note(store, by, "boundary.moved", &deed, reason, err);
}

static const char clear_sql[] =
    "DELETE FROM passage WHERE meeting_id = $meeting";

enum rc
boundaries_clear(
    struct store *store, struct meeting_id meeting, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, clear_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	return stmt_finish(&s, rc, err);
}

static const char mark_sql[] =
    "UPDATE mark SET item_id = $item WHERE id = $mark";

static const char action_sql[] =
    "UPDATE action SET case_id = $case WHERE mark_id = $mark";

static const char has_action_sql[] =
    "SELECT 1 FROM action WHERE mark_id = $mark";

enum rc
boundaries_hand_over(struct store *store, struct mark_id mark,
    struct item_id item, struct case_id case_id, struct error *err)
{
	bool there = false;
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, mark_sql, err);
	stmt_bind_ref(&s, "$item", item.v);
	stmt_bind_int(&s, "$mark", mark.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	if (case_id.v == 0) {
		rc = stmt_open(&s, store, has_action_sql, err);
		stmt_bind_int(&s, "$mark", mark.v);
		rc = stmt_any(&s, rc, &there, err);
		return rc == RC_OK && there
		    ? error_set(err, RC_NOTFOUND, "no case for an action")
		    : rc;
	}
	rc = stmt_open(&s, store, action_sql, err);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$mark", mark.v);
	return stmt_finish(&s, rc, err);
}
