#include "store/alert.h"

#include <stdlib.h>

#include "store/list.h"
#include "store/stmt.h"

/* One of the two statements that add one. */
static enum rc
add(struct store *store, const char *sql, struct meeting_id meeting,
    int64_t at_ms, const char *text, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$at", at_ms);
	stmt_bind_ref(&s, "$meeting", meeting.v);
	stmt_bind_text(&s, "$text", text);
	return stmt_finish(&s, rc, err);
}

static const char add_sql[] =
    "INSERT INTO alert (at, meeting_id, text) VALUES ($at, $meeting, $text)";

enum rc
alert_add(struct store *store, struct meeting_id meeting, int64_t at_ms,
    const char *text, struct error *err)
{
	return add(store, add_sql, meeting, at_ms, text, err);
}

static const char once_sql[] =
    "INSERT INTO alert (at, meeting_id, text) SELECT $at, $meeting, $text "
    "WHERE NOT EXISTS (SELECT 1 FROM alert WHERE seen_at IS NULL "
    "AND text = $text)";

enum rc
alert_once(struct store *store, struct meeting_id meeting, int64_t at_ms,
    const char *text, struct error *err)
{
	return add(store, once_sql, meeting, at_ms, text, err);
}

static const char unseen_sql[] =
    "SELECT a.id, a.at, coalesce(m.ref, ''), a.text FROM alert a "
    "LEFT JOIN meeting m ON m.id = a.meeting_id WHERE a.seen_at IS NULL "
    "AND ($meeting = 0 OR a.meeting_id IS NULL OR a.meeting_id = $meeting) "
    "ORDER BY a.at, a.id";

void
alert_free(struct alert *alerts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(alerts[i].meeting);
		free(alerts[i].text);
	}
	free(alerts);
}

enum rc
alert_unseen(struct store *store, struct meeting_id meeting, struct alert **out,
    size_t *count, struct error *err)
{
	struct list list = {.size = sizeof(struct alert)};
	struct alert *alert;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, unseen_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((alert = list_next(&list, &s, &rc, err)) != NULL) {
		alert->id = stmt_int(&s, 0);
		alert->at_ms = stmt_int(&s, 1);
		if ((rc = stmt_copy(&s, 2, &alert->meeting, err)) == RC_OK)
			rc = stmt_copy(&s, 3, &alert->text, err);
	}
	*out = list.v;
	*count = list.count;
	return stmt_close(&s, rc);
}

static const char seen_sql[] =
    "UPDATE alert SET seen_at = $at WHERE id = $id AND seen_at IS NULL";

enum rc
alert_seen(struct store *store, int64_t id, int64_t at_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, seen_sql, err);

	stmt_bind_int(&s, "$id", id);
	stmt_bind_int(&s, "$at", at_ms);
	return stmt_finish(&s, rc, err);
}
