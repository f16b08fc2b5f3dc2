#include "store/debriefs.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "store/audit.h"
#include "store/deed.h"
#include "store/list.h"
#include "store/note.h"
#include "store/person.h"
#include "store/stmt.h"

enum { WHO_TEXT = 40 };

static const char program[] = "program:distributor";

void
debriefs_text_clear(struct debriefs_text *text)
{
	free(text->key_issues);
	free(text->plan);
	free(text->child_safety);
	free(text->authority);
	*text = (struct debriefs_text){0};
}

static const char get_sql[] =
    "SELECT meeting_id, case_id, person_id, parcel_id, proposed_by,"
    " approved_by, child_safety <> '', due_at, given_at, opened_at,"
    " acknowledged_at, withdrawn_at FROM debrief WHERE id = $id";

enum rc
debriefs_get(struct store *store, struct debrief_id id,
    struct debriefs_row *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		*out = (struct debriefs_row){
		    .id = id,
		    .meeting = {stmt_int(&s, 0)},
		    .case_id = {stmt_int(&s, 1)},
		    .person = {stmt_int(&s, 2)},
		    .parcel = {stmt_int(&s, 3)},
		    .proposed_by = {stmt_int(&s, 4)},
		    .approved_by = {stmt_int(&s, 5)},
		    .child_safety = stmt_int(&s, 6) != 0,
		    .due_ms = stmt_int(&s, 7),
		    .given_ms = stmt_int(&s, 8),
		    .opened_ms = stmt_int(&s, 9),
		    .acknowledged_ms = stmt_int(&s, 10),
		    .withdrawn_ms = stmt_int(&s, 11),
		};
	else if (rc == RC_NOTFOUND)
		rc = error_set(err, rc,
		    "there is no debrief %lld (`debriefs` lists them)",
		    (long long)id.v);
	return stmt_close(&s, rc);
}

static const char read_sql[] =
    "SELECT key_issues, plan, child_safety, authority FROM debrief"
    " WHERE id = $id";

enum rc
debriefs_read(struct store *store, struct debrief_id id,
    struct debriefs_text *text, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, read_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK &&
	    (rc = stmt_copy(&s, 0, &text->key_issues, err)) == RC_OK &&
	    (rc = stmt_copy(&s, 1, &text->plan, err)) == RC_OK &&
	    (rc = stmt_copy(&s, 2, &text->child_safety, err)) == RC_OK)
		rc = stmt_copy(&s, 3, &text->authority, err);
	return stmt_close(&s, rc);
}

static const char live_sql[] =
    "SELECT id FROM debrief WHERE person_id = $person"
    " AND meeting_id = $meeting AND case_id = $case"
    " AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1";

enum rc
debriefs_live(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, struct debrief_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, live_sql, err);

	id->v = 0;
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	rc = stmt_value(&s, rc, &id->v, err);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

/* What the files say of ROW's person: "A debrief for NAME was given." */
static enum rc
note(struct store *store, enum note_kind kind, const struct debriefs_row *row,
    const char *done, const char *why, int64_t now_ms, struct error *err)
{
	struct person person = {0};
	struct buf text = {0};
	enum rc rc = person_get(store, row->person, &person, err);

	if (rc == RC_OK) {
		buf_printf(&text, "A debrief for %s %s", person.name, done);
		if (*why != '\0')
			buf_printf(&text, ": %s", why);
		else
			buf_text(&text, ".");
		rc = buf_check(&text, err);
	}
	if (rc == RC_OK)
		rc = note_add_debrief(store, kind, row->case_id, row->meeting,
		    row->id, now_ms, buf_str(&text), err);
	person_clear(&person);
	buf_clear(&text);
	return rc;
}

static enum rc
audit(struct store *store, const char *who, const char *what,
    const struct debriefs_row *row, const char *why, struct error *err)
{
	char which[WHO_TEXT];

	(void)snprintf(
	    which, sizeof(which), "debrief:%lld", (long long)row->id.v);
	return audit_add(store, who, what, which, why, err);
}

static char *
recipient(const struct debriefs_row *row, char who[WHO_TEXT])
{
	(void)snprintf(
	    who, WHO_TEXT, "recipient:%lld", (long long)row->person.v);
	return who;
}

static enum rc
by_deed(struct store *store, const struct releases_account *by,
    const char *what, const struct debriefs_row *row, const char *why,
    struct error *err)
{
	const struct deed deed = {
	    .meeting = row->meeting,
	    .case_id = row->case_id,
	    .person = row->person,
	    .id = row->id.v,
	};

	return deed_add(store, by, what, &deed, why, err);
}

/* One of the statements below, which take $id and $now; *CHANGED: a row was. */
static enum rc
stamp(struct store *store, const char *sql, struct debrief_id id,
    int64_t now_ms, bool *changed, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, sql, err);
	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_int(&s, "$now", now_ms);
	rc = stmt_finish(&s, rc, err);
	*changed = rc == RC_OK && stmt_changed(store) == 1;
	return rc;
}

static const char propose_sql[] =
    "INSERT INTO debrief (meeting_id, case_id, person_id, key_issues, plan,"
    " child_safety, authority, proposed_by, proposed_at, due_at) VALUES"
    " ($meeting, $case, $person, $issues, $plan, $safety, $authority, $by,"
    " $now, $due)";

enum rc
debriefs_propose(struct store *store, const struct debriefs_row *row,
    const struct debriefs_text *text, const struct releases_account *by,
    int64_t now_ms, struct debrief_id *id, struct error *err)
{
	struct debriefs_row fresh = *row;
	struct debrief_id before = {0};
	char who[WHO_TEXT];
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if (*text->child_safety == '\0')
		return error_set(err, RC_INVALID,
		    "a debrief must say what was considered about each child's "
		    "safety, or why nothing");
	if (*text->key_issues == '\0' || *text->plan == '\0' ||
	    *text->authority == '\0')
		return error_set(err, RC_INVALID,
		    "a debrief needs its key issues, its plan and the "
		    "authority to share it");
	if ((rc = debriefs_live(store, row->meeting, row->case_id, row->person,
		 &before, err)) != RC_OK)
		return rc;
	(void)snprintf(who, sizeof(who), "account:%lld", (long long)by->id.v);
	if (before.v != 0 &&
	    (rc = debriefs_withdraw(store, before, who,
		 "a newer one takes its place", now_ms, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, propose_sql, err);
	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$case", row->case_id.v);
	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_text(&s, "$issues", text->key_issues);
	stmt_bind_text(&s, "$plan", text->plan);
	stmt_bind_text(&s, "$safety", text->child_safety);
	stmt_bind_text(&s, "$authority", text->authority);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$due", row->due_ms);
	if ((rc = stmt_insert(&s, rc, &fresh.id.v, err)) != RC_OK)
		return rc;
	*id = fresh.id;
	return by_deed(store, by, "debrief.written", &fresh, "", err);
}

static const char writer_sql[] =
    "SELECT a.person_id FROM debrief d JOIN account a"
    " ON a.id = d.proposed_by WHERE d.id = $id";

static const char approve_sql[] =
    "UPDATE debrief SET approved_by = $by, approved_at = $now"
    " WHERE id = $id AND approved_by IS NULL AND withdrawn_at IS NULL";

enum rc
debriefs_approve(struct store *store, struct debrief_id id,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct debriefs_row row = {0};
	int64_t writer = 0;
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if (id.v == 0)
		return error_set(
		    err, RC_NOTFOUND, "no debrief is written for them");
	if ((rc = debriefs_get(store, id, &row, err)) != RC_OK)
		return rc;
	if (row.approved_by.v != 0)
		return error_set(err, RC_CONFLICT, "it was approved before");
	rc = stmt_open(&s, store, writer_sql, err);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_value(&s, rc, &writer, err)) != RC_OK)
		return rc;
	if (writer == by->person.v)
		return error_set(err, RC_DENIED,
		    "whoever wrote it cannot approve it: somebody else must");
	rc = stmt_open(&s, store, approve_sql, err);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	return by_deed(store, by, "debrief.approved", &row, "", err);
}

static const char put_sql[] =
    "UPDATE debrief SET parcel_id = $parcel,"
    " made_at = coalesce(made_at, $now) WHERE id = $id";

enum rc
debriefs_put(struct store *store, struct debrief_id id, struct parcel_id parcel,
    int64_t now_ms, struct error *err)
{
	struct debriefs_row row = {0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = debriefs_get(store, id, &row, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, put_sql, err);
	stmt_bind_int(&s, "$parcel", parcel.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK || row.parcel.v != 0)
		return rc;
	if ((rc = note(store, NOTE_DEBRIEF_MADE, &row, "was made", "", now_ms,
		 err)) != RC_OK)
		return rc;
	return audit(store, program, "debrief.made", &row, "", err);
}

static const char of_parcel_sql[] =
    "SELECT id FROM debrief WHERE parcel_id = $parcel"
    " AND withdrawn_at IS NULL ORDER BY id";

enum rc
debriefs_of_parcel(struct store *store, struct parcel_id parcel,
    struct debrief_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, of_parcel_sql, err);

	stmt_bind_int(&s, "$parcel", parcel.v);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char unparcelled_sql[] =
    "SELECT d.id FROM agenda_item i JOIN debrief d"
    " ON d.case_id = i.case_id AND d.meeting_id = i.meeting_id"
    " WHERE i.meeting_id = $meeting AND d.withdrawn_at IS NULL"
    " AND d.acknowledged_at IS NULL"
    " AND d.approved_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM parcel p"
    "  JOIN link_key k ON k.number = p.link_key WHERE p.id = d.parcel_id"
    "  AND p.void_at IS NULL AND p.expires_at > $now AND k.void_at IS NULL)"
    " GROUP BY d.id ORDER BY d.id";

enum rc
debriefs_unparcelled(struct store *store, struct meeting_id meeting,
    int64_t now_ms, struct debrief_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, unparcelled_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$now", now_ms);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char given_sql[] =
    "UPDATE debrief SET given_at = $now WHERE id = $id"
    " AND given_at IS NULL";

enum rc
debriefs_given(struct store *store, struct debrief_id id, int64_t now_ms,
    struct error *err)
{
	struct debriefs_row row = {0};
	bool now = false;
	enum rc rc;

	if ((rc = debriefs_get(store, id, &row, err)) != RC_OK ||
	    (rc = stamp(store, given_sql, id, now_ms, &now, err)) != RC_OK ||
	    !now ||
	    (rc = note(store, NOTE_DEBRIEF_GIVEN, &row, "was given", "", now_ms,
		 err)) != RC_OK)
		return rc;
	return audit(store, program, "debrief.given", &row, "", err);
}

static const char bounced_sql[] =
    "UPDATE debrief SET given_at = NULL WHERE id = $id"
    " AND acknowledged_at IS NULL AND $now > 0";

enum rc
debriefs_bounced(struct store *store, struct debrief_id id, const char *cause,
    int64_t now_ms, struct error *err)
{
	struct debriefs_row row = {0};
	bool now = false;
	enum rc rc;

	if ((rc = debriefs_get(store, id, &row, err)) != RC_OK ||
	    (rc = stamp(store, bounced_sql, id, now_ms, &now, err)) != RC_OK ||
	    !now ||
	    (rc = note(store, NOTE_DEBRIEF_BOUNCED, &row,
		 "came back undelivered", cause, now_ms, err)) != RC_OK)
		return rc;
	return audit(store, program, "debrief.bounced", &row, cause, err);
}

static const char opened_sql[] =
    "UPDATE debrief SET opened_at = $now WHERE id = $id"
    " AND opened_at IS NULL";

enum rc
debriefs_opened(struct store *store, struct debrief_id id, int64_t now_ms,
    struct error *err)
{
	struct debriefs_row row = {0};
	char who[WHO_TEXT];
	bool now = false;
	enum rc rc;

	if ((rc = debriefs_get(store, id, &row, err)) != RC_OK ||
	    (rc = stamp(store, opened_sql, id, now_ms, &now, err)) != RC_OK ||
	    !now ||
	    (rc = note(store, NOTE_DEBRIEF_OPENED, &row, "was opened", "",
		 now_ms, err)) != RC_OK)
		return rc;
	return audit(
	    store, recipient(&row, who), "debrief.opened", &row, "", err);
}

static const char acknowledge_sql[] =
    "UPDATE debrief SET acknowledged_at = $now WHERE id = $id"
    " AND acknowledged_at IS NULL";

enum rc
debriefs_acknowledge(struct store *store, struct debrief_id id, int64_t now_ms,
    struct error *err)
{
	struct debriefs_row row = {0};
	char who[WHO_TEXT];
	bool now = false;
	enum rc rc;

	if ((rc = debriefs_get(store, id, &row, err)) != RC_OK ||
	    (rc = stamp(store, acknowledge_sql, id, now_ms, &now, err)) !=
		RC_OK ||
	    !now ||
	    (rc = note(store, NOTE_DEBRIEF_ACKNOWLEDGED, &row,
		 "was read and acknowledged", "", now_ms, err)) != RC_OK)
		return rc;
	return audit(
	    store, recipient(&row, who), "debrief.acknowledged", &row, "", err);
}

static const char withdraw_sql[] =
    "UPDATE debrief SET withdrawn_at = $now, withdrawn_why = $why"
    " WHERE id = $id AND withdrawn_at IS NULL";

enum rc
debriefs_withdraw(struct store *store, struct debrief_id id, const char *who,
    const char *why, int64_t now_ms, struct error *err)
{
	struct debriefs_row row = {0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = debriefs_get(store, id, &row, err)) != RC_OK)
		return rc;
	if (row.withdrawn_ms != 0)
		return error_set(err, RC_CONFLICT,
		    "debrief %lld was withdrawn before", (long long)id.v);
	rc = stmt_open(&s, store, withdraw_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_text(&s, "$why", why);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	if (row.parcel.v != 0 &&
	    (rc = note(store, NOTE_DEBRIEF_WITHDRAWN, &row, "was withdrawn",
		 why, now_ms, err)) != RC_OK)
		return rc;
	return audit(store, who, "debrief.withdrawn", &row, why, err);
}
