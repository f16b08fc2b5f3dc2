#include "store/handout.h"

#include <assert.h>
#include <stdio.h>

#include "store/stmt.h"

static const char put_sql[] =
    "INSERT INTO meeting_papers (meeting_id, body, made_at) "
    "VALUES ($meeting, $body, $now) "
    "ON CONFLICT (meeting_id) DO UPDATE SET body = excluded.body, "
    "made_at = excluded.made_at, fetched_at = NULL, fetched_by = NULL";

enum rc
handout_put(struct store *store, struct meeting_id meeting, const void *papers,
    size_t len, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, put_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_blob(&s, "$body", papers, len);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

static const char get_sql[] =
    "SELECT m.id, p.body FROM meeting m "
    "JOIN meeting_papers p ON p.meeting_id = m.id "
    "WHERE m.ref = $ref AND NOT EXISTS (SELECT 1 FROM recording r "
    "WHERE r.meeting_id = m.id)";

enum rc
handout_get(struct store *store, const char *ref, struct meeting_id *meeting,
    struct buf *out, struct error *err)
{
	const void *body;
	struct stmt s;
	size_t len;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_text(&s, "$ref", ref);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		meeting->v = stmt_int(&s, 0);
		body = stmt_blob(&s, 1, &len);
		buf_put(out, body, len);
		rc = buf_check(out, err);
	}
	return stmt_close(&s, rc);
}

static const char meeting_sql[] =
    "SELECT m.id FROM meeting m "
    "JOIN meeting_papers p ON p.meeting_id = m.id WHERE m.public_id = $public";

enum rc
handout_meeting(struct store *store, const char *public_id,
    struct meeting_id *meeting, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, meeting_sql, err);

	stmt_bind_text(&s, "$public", public_id);
	return stmt_value(&s, rc, &meeting->v, err);
}

static const char fetched_sql[] =
    "UPDATE meeting_papers SET fetched_at = $now, fetched_by = $device "
    "WHERE meeting_id = $meeting";

enum rc
handout_fetched(struct store *store, struct meeting_id meeting, int64_t device,
    int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, fetched_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$device", device);
	stmt_bind_int(&s, "$meeting", meeting.v);
	return stmt_finish(&s, rc, err);
}

static const char state_sql[] =
    "SELECT p.body, p.made_at, coalesce(p.fetched_at, 0), coalesce(d.name, '') "
    "FROM meeting_papers p LEFT JOIN device d ON d.id = p.fetched_by "
    "WHERE p.meeting_id = $meeting";

enum rc
handout_state(struct store *store, struct meeting_id meeting,
    struct handout_state *out, struct buf *body, struct error *err)
{
	const void *data;
	struct stmt s;
	size_t len;
	enum rc rc = stmt_open(&s, store, state_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		data = stmt_blob(&s, 0, &len);
		buf_put(body, data, len);
		out->made_ms = stmt_int(&s, 1);
		out->fetched_ms = stmt_int(&s, 2);
		(void)snprintf(
		    out->device, sizeof(out->device), "%s", stmt_text(&s, 3));
		rc = buf_check(body, err);
	}
	return stmt_close(&s, rc);
}
