#include "store/exports.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "store/audit.h"
#include "store/copies.h"
#include "store/deed.h"
#include "store/impartial.h"
#include "store/list.h"
#include "store/note.h"
#include "store/route.h"
#include "store/standing.h"
#include "store/stmt.h"

enum { WHICH_TEXT = 40 };

static enum rc
audit(struct store *store, const struct releases_account *by, const char *what,
    struct export_id id, struct error *err)
{
	char who[WHICH_TEXT], which[WHICH_TEXT];

	(void)snprintf(who, sizeof(who), "account:%lld", (long long)by->id.v);
	(void)snprintf(which, sizeof(which), "export:%lld", (long long)id.v);
	return audit_add(store, who, what, which, "", err);
}

/* Of every case in it; asked of who makes it and who hands it over. */
static enum rc
ask_impartial(struct store *store, const struct exports_row *row,
    const struct releases_account *by, struct error *err)
{
	const struct deed deed = {
	    .meeting = row->meeting, .person = row->person};

	return impartial_ask(store, by, &deed, err);
}

static const char copies_sql[] =
    "SELECT id, coalesce(rendition_id, 0), case_id FROM copy"
    " WHERE meeting_id = $meeting AND person_id = $person"
    " AND withdrawn_at IS NULL ORDER BY parcel_id, id";

enum rc
exports_copies(struct store *store, struct meeting_id meeting,
    struct person_id person, struct exports_copy **out, size_t *count,
    struct error *err)
{
	struct exports_copy *copy;
	struct list list = {.size = sizeof(*copy)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, copies_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$person", person.v);
	while ((copy = list_next(&list, &s, &rc, err)) != NULL) {
		copy->copy.v = stmt_int(&s, 0);
		copy->rendition.v = stmt_int(&s, 1);
		copy->case_id.v = stmt_int(&s, 2);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char add_sql[] =
    "INSERT INTO export (meeting_id, person_id, made_by, made_at, bytes, hash,"
    " agency_id, object) VALUES ($meeting, $person, $by, $now, $bytes, $hash,"
    " $agency, $object)";

static const char add_copy_sql[] =
    "INSERT INTO export_copy (export_id, copy_id) VALUES ($export, $copy)";

enum rc
exports_add(struct store *store, struct exports_row *row,
    const struct exports_copy *copies, size_t count,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct exports_row before = {0};
	bool drop = row->agency.v != 0;
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = ask_impartial(store, row, by, err)) != RC_OK)
		return rc;
	rc = exports_waiting(
	    store, row->meeting, row->person, drop, &before, err);
	if (rc == RC_OK)
		rc = exports_void(store, &before, by, now_ms, err);
	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_int(&s, "$by", by->id.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$bytes", row->bytes);
	stmt_bind_blob(&s, "$hash", row->hash, sizeof(row->hash));
	stmt_bind_ref(&s, "$agency", row->agency.v);
	stmt_bind_text(&s, "$object", drop ? row->object : NULL);
	rc = stmt_insert(&s, rc, &row->id.v, err);
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		rc = stmt_open(&s, store, add_copy_sql, err);
		stmt_bind_int(&s, "$export", row->id.v);
		stmt_bind_int(&s, "$copy", copies[i].copy.v);
		rc = stmt_finish(&s, rc, err);
	}
	return rc == RC_OK ? audit(store, by, "export.made", row->id, err) : rc;
}

static const char waiting_sql[] =
    "SELECT id, coalesce(agency_id, 0), object, bytes, attempts, hash"
    " FROM export WHERE meeting_id = $meeting AND person_id = $person"
    " AND (object IS NOT NULL) = $drop AND handed_at IS NULL"
    " AND void_at IS NULL ORDER BY id DESC LIMIT 1";

enum rc
exports_waiting(struct store *store, struct meeting_id meeting,
    struct person_id person, bool drop, struct exports_row *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, waiting_sql, err);

	*out = (struct exports_row){.meeting = meeting, .person = person};
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$drop", drop);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->id.v = stmt_int(&s, 0);
		out->agency.v = stmt_int(&s, 1);
		(void)snprintf(
		    out->object, sizeof(out->object), "%s", stmt_text(&s, 2));
		out->bytes = stmt_int(&s, 3);
		out->attempts = (int)stmt_int(&s, 4);
		rc = stmt_bytes(&s, 5, out->hash, sizeof(out->hash), err);
	}
	return stmt_close(&s, rc);
}

static const char waits_sql[] =
    "SELECT 1 FROM export WHERE object = $object AND handed_at IS NULL"
    " AND void_at IS NULL";

enum rc
exports_waits(
    struct store *store, const char *object, bool *yes, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, waits_sql, err);

	stmt_bind_text(&s, "$object", object);
	return stmt_any(&s, rc, yes, err);
}

static const char held_sql[] =
    "SELECT copy_id FROM export_copy WHERE export_id = $export"
    " ORDER BY copy_id";

static enum rc
held(struct store *store, struct export_id id, struct copy_id **out,
    size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, held_sql, err);

	stmt_bind_int(&s, "$export", id.v);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

enum rc
exports_holds(struct store *store, const struct exports_row *row,
    const struct exports_copy *copies, size_t count, bool *yes,
    struct error *err)
{
	struct copy_id *in = NULL;
	size_t n = 0, found = 0;
	enum rc rc = held(store, row->id, &in, &n, err);

	for (size_t i = 0; rc == RC_OK && i < n; i++)
		for (size_t j = 0; j < count; j++)
			found += copies[j].copy.v == in[i].v;
	*yes = rc == RC_OK && n == count && found == count;
	free(in);
	return rc;
}

/* A file goes from hand to hand, as a letter to be signed for does: by a route in
 * person that is safe (rule 6).  And while a way to them has changed and nobody
 * has confirmed it, nothing goes at all (rule 9). */
static enum rc
ask_route(struct store *store, const struct exports_row *row, int64_t now_ms,
    struct error *err)
{
	struct route *routes = NULL;
	bool changed = false, safe = row->agency.v != 0;
	size_t count = 0;
	enum rc rc = route_changed(store, row->person, &changed, err);

	if (rc == RC_OK && changed)
		return error_set(
		    err, RC_DENIED, "%s", contact_text(CONTACT_CHANGED));
	if (rc == RC_OK && !safe)
		rc = route_list(
		    store, row->person, "in person", &routes, &count, err);
	for (size_t i = 0; i < count; i++) {
		enum contact_answer a = contact_now(&routes[i].facts, now_ms);

		safe = safe || a == CONTACT_USABLE || a == CONTACT_LATER;
	}
	free(routes);
	return rc == RC_OK && !safe
	    ? error_set(err, RC_DENIED,
		  "this person has no route in person that is safe: nobody may "
		  "hand them anything")
	    : rc;
}

enum rc
exports_ask(struct store *store, const struct exports_row *row, int64_t now_ms,
    struct error *err)
{
	struct copy_id *in = NULL;
	size_t count = 0;
	enum rc rc = ask_route(store, row, now_ms, err);

	if (rc == RC_OK)
		rc = held(store, row->id, &in, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = standing_of_copy(store, in[i], now_ms, NULL, err);
	free(in);
	return rc == RC_NOTFOUND
	    ? error_set(err, RC_DENIED,
		  "not everything in that archive may be heard by this person "
		  "any more: destroy it, see `explain`, and make a new one of "
		  "what is left")
	    : rc;
}

static const char void_sql[] =
    "UPDATE export SET void_at = $now WHERE id = $id";

enum rc
exports_void(struct store *store, const struct exports_row *row,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, void_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", row->id.v);
	rc = stmt_finish(&s, rc, err);
	return rc == RC_OK ? audit(store, by, "export.void", row->id, err) : rc;
}

static const char try_sql[] =
    "UPDATE export SET attempts = attempts + 1 WHERE id = $id";

enum rc
exports_try(struct store *store, const struct exports_row *row,
    const struct releases_account *by, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = ask_impartial(store, row, by, err)) != RC_OK ||
	    (rc = exports_ask(store, row, now_ms, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, try_sql, err);
	stmt_bind_int(&s, "$id", row->id.v);
	rc = stmt_finish(&s, rc, err);
	return rc == RC_OK ? audit(store, by, "export.sending", row->id, err)
			   : rc;
}

/* Met before by a mail, it is no longer the mail's: one that comes back later
 * takes nothing away. */
static const char met_sql[] =
    "UPDATE delivery SET met_at = coalesce(met_at, $now), channel = 'export'"
    " WHERE copy_id = $copy";

static enum rc
meet(struct store *store, struct copy_id copy, const char *worker,
    int64_t now_ms, struct error *err)
{
	struct copies_row row = {0};
	struct buf why = {0};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, met_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$copy", copy.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK ||
	    (rc = copies_get(store, copy, &row, err)) != RC_OK)
		return rc;
	if (*worker != '\0')
		buf_printf(&why, "by %s", worker);
	if ((rc = buf_check(&why, err)) == RC_OK)
		rc = copies_note(store, NOTE_COPY_SENT, &row,
		    *worker != '\0' ? "was handed over in a locked archive"
				    : "was put into the agency's drop folder",
		    buf_str(&why), now_ms, err);
	buf_clear(&why);
	return rc;
}

static const char hand_sql[] =
    "UPDATE export SET handed_at = $now, worker = $worker"
    " WHERE id = $id AND handed_at IS NULL AND void_at IS NULL";

enum rc
exports_hand(struct store *store, const struct exports_row *row,
    const char *worker, const struct releases_account *by, int64_t now_ms,
    struct error *err)
{
	struct copy_id *in = NULL;
	size_t count = 0;
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	/* What lies in a drop folder was asked about before it was put. */
	if (*worker != '\0' &&
	    ((rc = ask_impartial(store, row, by, err)) != RC_OK ||
		(rc = exports_ask(store, row, now_ms, err)) != RC_OK))
		return rc;
	rc = stmt_open(&s, store, hand_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_text(&s, "$worker", worker);
	stmt_bind_int(&s, "$id", row->id.v);
	if ((rc = stmt_finish(&s, rc, err)) == RC_OK &&
	    stmt_changed(store) != 1)
		rc = error_set(err, RC_CONFLICT,
		    "that archive was handed over or replaced meanwhile");
	if (rc == RC_OK)
		rc = held(store, row->id, &in, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = meet(store, in[i], worker, now_ms, err);
	free(in);
	return rc == RC_OK ? audit(store, by, "export.handed", row->id, err)
			   : rc;
}

static const char took_sql[] =
    "SELECT 1 FROM delivery WHERE copy_id = $copy AND channel = 'export'";

enum rc
exports_took(
    struct store *store, struct copy_id copy, bool *yes, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, took_sql, err);

	stmt_bind_int(&s, "$copy", copy.v);
	return stmt_any(&s, rc, yes, err);
}

static const char let_sql[] = "UPDATE delivery SET channel = 'export, email'"
			      " WHERE copy_id = $copy AND channel = 'export'";

enum rc
exports_let(struct store *store, struct copy_id copy, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, let_sql, err);
	stmt_bind_int(&s, "$copy", copy.v);
	return stmt_finish(&s, rc, err);
}
