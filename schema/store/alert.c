#include "store/alert.h"

#include "store/stmt.h"

static const char add_sql[] =
    "INSERT INTO alert (at, meeting_id, text) VALUES ($at, $meeting, $text)";

enum rc
alert_add(struct store *store, struct meeting_id meeting, int64_t at_ms,
    const char *text, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, add_sql, err);

	stmt_bind_int(&s, "$at", at_ms);
	stmt_bind_ref(&s, "$meeting", meeting.v);
	stmt_bind_text(&s, "$text", text);
	if (rc == RC_OK)
		rc = stmt_run(&s, err);
	return stmt_close(&s, rc);
}
