#include "store/agenda.h"

#include <stdio.h>
#include <string.h>

#include "seal/box.h"
#include "store/list.h"
#include "store/stmt.h"
#include "store/voiding.h"

static const char find_sql[] =
    "SELECT COALESCE(case_id, 0), kind, public_key IS NOT NULL"
    " FROM agenda_item WHERE meeting_id = $meeting AND number = $number";

/* May ROW change what is there?  RC_NOTFOUND: nothing is. */
static enum rc
may_change(struct store *store, const struct agenda_row *row,
    struct case_id *was, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$number", row->number);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		bool spare = strcmp(stmt_text(&s, 1), "spare") == 0;
		bool keyed = stmt_int(&s, 2) != 0;

		was->v = stmt_int(&s, 0);
		if (keyed && !spare && stmt_int(&s, 0) != row->case_id.v)
			rc = error_set(err, RC_CONFLICT,
			    "the papers were made with another case under "
			    "this number; give this case a number of its own");
	}
	return stmt_close(&s, rc);
}

static const char add_sql[] =
    "INSERT INTO agenda_item (public_id, meeting_id, number, kind, case_id,"
    " referrer, status, status_reason) VALUES ($public, $meeting, $number,"
    " $kind, $case, $referrer, $status, $reason)";

static enum rc
add(struct store *store, const struct agenda_row *row, struct error *err)
{
	char public_id[PUBLIC_ID_TEXT];
	bool deferred = row->deferred[0] != '\0';
	struct stmt s;
	enum rc rc = stmt_open(&s, store, add_sql, err);

	box_random_id(public_id);
	stmt_bind_text(&s, "$public", public_id);
	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$number", row->number);
	stmt_bind_text(&s, "$kind", row->kind);
	stmt_bind_ref(&s, "$case", row->case_id.v);
	stmt_bind_text(&s, "$referrer", row->referrer);
	stmt_bind_text(&s, "$status", deferred ? "deferred" : "planned");
	stmt_bind_text(&s, "$reason", row->deferred);
	return stmt_finish(&s, rc, err);
}

/* An item that was heard stays heard. */
static const char change_sql[] =
    "UPDATE agenda_item SET kind = $kind, case_id = $case,"
    " referrer = $referrer, status_reason = $reason, status ="
    " CASE WHEN $reason <> '' THEN 'deferred'"
    "  WHEN status = 'heard' THEN 'heard' ELSE 'planned' END"
    " WHERE meeting_id = $meeting AND number = $number"
    " AND (kind IS DISTINCT FROM $kind"
    "  OR case_id IS DISTINCT FROM $case"
    "  OR referrer IS DISTINCT FROM $referrer"
    "  OR status_reason IS DISTINCT FROM $reason)";

static enum rc
change(struct store *store, const struct agenda_row *row, enum upsert *what,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, change_sql, err);

	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$number", row->number);
	stmt_bind_text(&s, "$kind", row->kind);
	stmt_bind_ref(&s, "$case", row->case_id.v);
	stmt_bind_text(&s, "$referrer", row->referrer);
	stmt_bind_text(&s, "$reason", row->deferred);
	return upsert_finish(&s, rc, true, what, err);
}

enum rc
agenda_put(struct store *store, const struct agenda_row *row, enum upsert *what,
    struct error *err)
{
	struct case_id was = {0};
	enum rc rc = may_change(store, row, &was, err);

	if (rc == RC_NOTFOUND) {
		*what = UPSERT_ADDED;
		return add(store, row, err);
	}
	if (rc != RC_OK || (rc = change(store, row, what, err)) != RC_OK ||
	    *what != UPSERT_CHANGED)
		return rc;
	/* Where a case was discussed, or whether, has changed. */
	if (was.v != 0)
		rc = voiding_of_boundary(store, row->meeting, was, err);
	if (rc == RC_OK && row->case_id.v != 0 && row->case_id.v != was.v)
		rc =
		    voiding_of_boundary(store, row->meeting, row->case_id, err);
	return rc;
}

static const char differs_sql[] =
    "SELECT 1 FROM agenda_item WHERE meeting_id = $meeting"
    " AND number = $number AND (kind IS DISTINCT FROM $kind"
    "  OR case_id IS DISTINCT FROM $case"
    "  OR referrer IS DISTINCT FROM $referrer"
    "  OR status_reason IS DISTINCT FROM $reason)";

enum rc
agenda_would(struct store *store, const struct agenda_row *row,
    enum upsert *what, struct error *err)
{
	struct case_id was = {0};
	bool differs = false;
	struct stmt s;
	enum rc rc = may_change(store, row, &was, err);

	if (rc == RC_NOTFOUND) {
		*what = UPSERT_ADDED;
		return RC_OK;
	}
	if (rc != RC_OK)
		return rc;
	rc = stmt_open(&s, store, differs_sql, err);
	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$number", row->number);
	stmt_bind_text(&s, "$kind", row->kind);
	stmt_bind_ref(&s, "$case", row->case_id.v);
	stmt_bind_text(&s, "$referrer", row->referrer);
	stmt_bind_text(&s, "$reason", row->deferred);
	rc = stmt_any(&s, rc, &differs, err);
	*what = differs ? UPSERT_CHANGED : UPSERT_SAME;
	return rc;
}

/* The number of ID, which must be of MEETING and not have its key. */
static const char free_sql[] =
    "SELECT number, public_key IS NOT NULL FROM agenda_item"
    " WHERE meeting_id = $meeting AND id = $id";

static enum rc
need_free(struct store *store, struct meeting_id meeting, struct item_id id,
    int64_t *number, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, free_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		*number = stmt_int(&s, 0);
		if (stmt_int(&s, 1) != 0)
			rc = error_set(err, RC_CONFLICT,
			    "the papers are made with it, and a recorder may "
			    "have them: it keeps its number; to leave it out, "
			    "defer it");
	} else if (rc == RC_NOTFOUND)
		rc = error_set(err, rc, "there is no such item");
	return stmt_close(&s, rc);
}

static const char remove_sql[] = "DELETE FROM agenda_item WHERE id = $id";

enum rc
agenda_remove(struct store *store, struct meeting_id meeting, struct item_id id,
    struct error *err)
{
	int64_t number = 0;
	struct stmt s;
	enum rc rc = need_free(store, meeting, id, &number, err);

	if (rc != RC_OK)
		return rc;
	rc = stmt_open(&s, store, remove_sql, err);
	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}

static const char number_sql[] =
    "UPDATE agenda_item SET number = $number WHERE id = $id";

static enum rc
set_number(
    struct store *store, struct item_id id, int64_t number, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, number_sql, err);

	stmt_bind_int(&s, "$number", number);
	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}

enum rc
agenda_swap(struct store *store, struct meeting_id meeting, struct item_id id,
    struct item_id with, struct error *err)
{
	int64_t mine = 0, theirs = 0;
	enum rc rc;

	/* Minus the number is nobody's, for the moment between. */
	if ((rc = need_free(store, meeting, id, &mine, err)) != RC_OK ||
	    (rc = need_free(store, meeting, with, &theirs, err)) != RC_OK ||
	    (rc = set_number(store, id, -mine, err)) != RC_OK ||
	    (rc = set_number(store, with, mine, err)) != RC_OK)
		return rc;
	return set_number(store, id, theirs, err);
}

static const char list_sql[] =
    "SELECT agenda_item.id, agenda_item.public_id, agenda_item.number,"
    " agenda_item.kind, COALESCE(marac_case.reference, ''),"
    " agenda_item.public_key, COALESCE(agenda_item.case_id, 0),"
    " agenda_item.status = 'deferred' FROM agenda_item"
    " LEFT JOIN marac_case ON marac_case.id = agenda_item.case_id"
    " WHERE agenda_item.meeting_id = $meeting ORDER BY agenda_item.number";

static void
read_item(struct stmt *s, struct agenda_item *item)
{
	const void *key;
	size_t len = 0;

	item->id.v = stmt_int(s, 0);
	(void)snprintf(item->public_id, PUBLIC_ID_TEXT, "%s", stmt_text(s, 1));
	item->number = (int)stmt_int(s, 2);
	(void)snprintf(item->kind, AGENDA_KIND, "%s", stmt_text(s, 3));
	(void)snprintf(
	    item->reference, AGENDA_REFERENCE, "%s", stmt_text(s, 4));
	key = stmt_blob(s, 5, &len);
	item->has_key = len == sizeof(item->key.v);
	if (item->has_key)
		memcpy(item->key.v, key, len);
	item->case_id.v = stmt_int(s, 6);
	item->deferred = stmt_int(s, 7) != 0;
}

enum rc
agenda_list(struct store *store, struct meeting_id meeting,
    struct agenda_item **out, size_t *count, struct error *err)
{
	struct agenda_item *item;
	struct list list = {.size = sizeof(*item)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, list_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((item = list_next(&list, &s, &rc, err)) != NULL)
		read_item(&s, item);
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char numbers_sql[] =
    "SELECT COALESCE(MAX(number), 0),"
    " COUNT(CASE WHEN kind = 'spare' THEN 1 END)"
    " FROM agenda_item WHERE meeting_id = $meeting";

static enum rc
numbers(struct store *store, struct meeting_id meeting, int *last, int *spares,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, numbers_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		*last = (int)stmt_int(&s, 0);
		*spares = (int)stmt_int(&s, 1);
	}
	return stmt_close(&s, rc);
}

enum rc
agenda_add_spares(struct store *store, struct meeting_id meeting, int wanted,
    struct error *err)
{
	struct agenda_row row = {.meeting = meeting,
	    .kind = "spare",
	    .referrer = "",
	    .deferred = ""};
	int spares = 0;
	enum rc rc = numbers(store, meeting, &row.number, &spares, err);

	while (rc == RC_OK && spares < wanted) {
		row.number++;
		spares++;
		rc = add(store, &row, err);
	}
	return rc;
}

static const char key_sql[] = "UPDATE agenda_item SET public_key = $key"
			      " WHERE id = $id AND public_key IS NULL";

enum rc
agenda_set_key(struct store *store, struct item_id id,
    const struct box_public *key, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, key_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_blob(&s, "$key", key->v, sizeof(key->v));
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK &&
	    stmt_changed(store) != 1)
		rc = error_set(err, RC_CONFLICT,
		    "agenda item %lld has its key already", (long long)id.v);
	return stmt_close(&s, rc);
}
