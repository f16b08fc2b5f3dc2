#include "store/holds.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/deed.h"
#include "store/impartial.h"
#include "store/list.h"
#include "store/stmt.h"

static const char same_sql[] =
    "SELECT 1 FROM safety_hold WHERE released_at IS NULL"
    " AND coalesce(meeting_id, 0) = $meeting"
    " AND coalesce(case_id, 0) = $case"
    " AND coalesce(person_id, 0) = $person";

static const char place_sql[] =
    "INSERT INTO safety_hold (meeting_id, case_id, person_id, reason,"
    " placed_by, placed_at) VALUES ($meeting, $case, $person, $reason, $by,"
    " $now)";

enum rc
holds_place(struct store *store, const struct holds_what *what,
    const char *reason, const struct releases_account *by, int64_t now_ms,
    struct hold_id *id, struct error *err)
{
	bool held = false;
	struct deed deed = {what->meeting, what->case_id, what->person, 0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if (what->meeting.v == 0 && what->person.v == 0)
		return error_set(err, RC_INVALID,
		    "a hold is about a meeting, a person or a copy");
	if ((rc = impartial_stop(store, by, &deed, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, same_sql, err);
	stmt_bind_int(&s, "$meeting", what->meeting.v);
	stmt_bind_int(&s, "$case", what->case_id.v);
	stmt_bind_int(&s, "$person", what->person.v);
	if ((rc = stmt_any(&s, rc, &held, err)) != RC_OK)
		return rc;
	if (held)
		return error_set(err, RC_CONFLICT, "it is on hold already");
	rc = stmt_open(&s, store, place_sql, err);
	stmt_bind_ref(&s, "$meeting", what->meeting.v);
	stmt_bind_ref(&s, "$case", what->case_id.v);
	stmt_bind_ref(&s, "$person", what->person.v);
	stmt_bind_text(&s, "$reason", reason);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_insert(&s, rc, &id->v, err)) != RC_OK)
		return rc;
	deed.id = id->v;
	return deed_note(store, by, "hold.placed", &deed, reason, err);
}

static const char which_sql[] =
    "SELECT meeting_id, case_id, person_id FROM safety_hold"
    " WHERE id = $id AND released_at IS NULL";

static const char release_sql[] =
    "UPDATE safety_hold SET released_at = $now, released_by = $by,"
    " released_why = $reason WHERE id = $id";

enum rc
holds_release(struct store *store, struct hold_id id, const char *reason,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct deed about = {.id = id.v};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, which_sql, err);
	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		about.meeting.v = stmt_int(&s, 0);
		about.case_id.v = stmt_int(&s, 1);
		about.person.v = stmt_int(&s, 2);
	} else if (rc == RC_NOTFOUND)
		rc = error_set(err, rc,
		    "there is no hold %lld, or it has ended", (long long)id.v);
	if ((rc = stmt_close(&s, rc)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, release_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_text(&s, "$reason", reason);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	return deed_add(store, by, "hold.released", &about, reason, err);
}

static const char of_sql[] =
    "SELECT id, meeting_id, case_id, person_id FROM safety_hold"
    " WHERE released_at IS NULL"
    " AND (meeting_id = $meeting OR meeting_id IS NULL) ORDER BY id";

enum rc
holds_of(struct store *store, struct meeting_id meeting, struct holds_row **out,
    size_t *count, struct error *err)
{
	struct holds_row *row;
	struct list list = {.size = sizeof(*row)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, of_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((row = list_next(&list, &s, &rc, err)) != NULL) {
		row->id.v = stmt_int(&s, 0);
		row->what.meeting.v = stmt_int(&s, 1);
		row->what.case_id.v = stmt_int(&s, 2);
		row->what.person.v = stmt_int(&s, 3);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char why_sql[] =
    "SELECT a.login, h.reason FROM safety_hold h"
    " JOIN account a ON a.id = h.placed_by WHERE h.id = $id";

enum rc
holds_why(struct store *store, struct hold_id id, char **out, struct error *err)
{
	struct buf text = {0};
	struct stmt s;
	char *why;
	enum rc rc = stmt_open(&s, store, why_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		buf_printf(&text, "On hold by %s: %s", stmt_text(&s, 0),
		    stmt_text(&s, 1));
		rc = buf_check(&text, err);
	}
	rc = stmt_close(&s, rc);
	if (rc == RC_OK && (why = strdup(buf_str(&text))) == NULL)
		rc = error_nomem(err);
	else if (rc == RC_OK) {
		free(*out);
		*out = why;
	}
	buf_clear(&text);
	return rc;
}

const struct holds_row *
holds_find(const struct holds_row *list, size_t count, struct case_id case_id,
    struct person_id person)
{
	for (size_t i = 0; i < count; i++) {
		const struct holds_what *what = &list[i].what;

		if ((what->case_id.v == 0 || what->case_id.v == case_id.v) &&
		    (what->person.v == 0 || what->person.v == person.v))
			return &list[i];
	}
	return NULL;
}
