#include "store/copies.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "store/audit.h"
#include "base/buf.h"
#include "store/note.h"
#include "store/person.h"
#include "store/list.h"
#include "store/stmt.h"

enum { WHICH_TEXT = 40 };

static char *
which_text(struct copy_id id, char *text)
{
	(void)snprintf(text, WHICH_TEXT, "copy:%lld", (long long)id.v);
	return text;
}

static const char link_key_sql[] =
    "SELECT number FROM link_key WHERE void_at IS NULL "
    "ORDER BY number DESC LIMIT 1";

enum rc
copies_link_key(struct store *store, int64_t *number, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, link_key_sql, err);

	if ((rc = stmt_value(&s, rc, number, err)) == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "there is no link key: make one with `marac-store key "
		    "links`");
	return rc;
}

static const char parcel_add_sql[] =
    "INSERT INTO parcel (meeting_id, person_id, selector, generation, "
    "link_key, secret_hash, made_at, expires_at) VALUES ($meeting, $person, "
    "$selector, $generation, $key, $hash, $now, $expires)";

enum rc
copies_parcel_add(struct store *store, struct copies_parcel *parcel,
    const unsigned char secret_hash[BOX_HASH], int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, parcel_add_sql, err);
	stmt_bind_int(&s, "$meeting", parcel->meeting.v);
	stmt_bind_int(&s, "$person", parcel->person.v);
	stmt_bind_blob(&s, "$selector", parcel->selector, LINK_SELECTOR);
	stmt_bind_int(&s, "$generation", parcel->generation);
	stmt_bind_int(&s, "$key", parcel->link_key);
	stmt_bind_blob(&s, "$hash", secret_hash, BOX_HASH);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$expires", parcel->expires_ms);
	return stmt_insert(&s, rc, &parcel->id.v, err);
}

static const char parcel_get_sql[] =
    "SELECT meeting_id, person_id, selector, generation, link_key, "
    "expires_at FROM parcel WHERE id = $id";

enum rc
copies_parcel_get(struct store *store, struct parcel_id id,
    struct copies_parcel *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, parcel_get_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->id = id;
		out->meeting.v = stmt_int(&s, 0);
		out->person.v = stmt_int(&s, 1);
		out->generation = (uint32_t)stmt_int(&s, 3);
		out->link_key = stmt_int(&s, 4);
		out->expires_ms = stmt_int(&s, 5);
		rc = stmt_bytes(&s, 2, out->selector, LINK_SELECTOR, err);
	}
	return stmt_close(&s, rc);
}

static const char parcel_void_sql[] =
    "UPDATE parcel SET void_at = $now WHERE id = $id AND void_at IS NULL";

enum rc
copies_parcel_void(
    struct store *store, struct parcel_id id, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, parcel_void_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}

static const char parcel_open_sql[] =
    "SELECT p.id FROM parcel p JOIN link_key k ON k.number = p.link_key "
    "LEFT JOIN message m ON m.parcel_id = p.id AND m.kind = 'parcel' "
    "WHERE p.person_id = $person AND p.meeting_id = $meeting "
    "AND p.void_at IS NULL AND p.expires_at > $now AND k.void_at IS NULL "
    "AND (m.id IS NULL OR (m.attempts = 0 AND m.state IN ('queued', "
    "'held'))) AND NOT EXISTS (SELECT 1 FROM copy c "
    "WHERE c.parcel_id = p.id AND c.case_id = $case) "
    "AND NOT EXISTS (SELECT 1 FROM paper x WHERE x.parcel_id = p.id) "
    "ORDER BY p.id DESC LIMIT 1";

enum rc
copies_parcel_open(struct store *store, struct meeting_id meeting,
    struct person_id person, struct case_id case_id, int64_t now_ms,
    struct parcel_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, parcel_open_sql, err);

	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_value(&s, rc, &id->v, err);
}

static const char unaddressed_sql[] =
    "SELECT p.id FROM parcel p JOIN link_key k ON k.number = p.link_key "
    "WHERE p.void_at IS NULL AND p.expires_at > $now AND k.void_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM message m WHERE m.parcel_id = p.id "
    "AND m.kind = 'parcel') "
    "AND NOT EXISTS (SELECT 1 FROM paper x WHERE x.parcel_id = p.id) "
    "AND (EXISTS (SELECT 1 FROM copy c WHERE c.parcel_id = p.id "
    "AND c.withdrawn_at IS NULL) OR EXISTS (SELECT 1 FROM debrief d "
    "WHERE d.parcel_id = p.id AND d.withdrawn_at IS NULL) "
    "OR EXISTS (SELECT 1 FROM task t WHERE t.parcel_id = p.id)) "
    "ORDER BY p.id";

enum rc
copies_parcels_unaddressed(struct store *store, int64_t now_ms,
    struct parcel_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, unaddressed_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char of_parcel_sql[] =
    "SELECT id FROM copy WHERE parcel_id = $parcel "
    "AND withdrawn_at IS NULL ORDER BY id";

enum rc
copies_of_parcel(struct store *store, struct parcel_id parcel,
    struct copy_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, of_parcel_sql, err);

	stmt_bind_int(&s, "$parcel", parcel.v);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char uncollected_sql[] =
    "SELECT id FROM copy WHERE parcel_id = $parcel "
    "AND withdrawn_at IS NULL AND collected_at IS NULL ORDER BY id";

enum rc
copies_uncollected(struct store *store, struct parcel_id parcel,
    struct copy_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, uncollected_sql, err);

	stmt_bind_int(&s, "$parcel", parcel.v);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char get_sql[] =
    "SELECT rendition_id, parcel_id, meeting_id, case_id, person_id, "
    "withdrawn_at FROM copy WHERE id = $id";

enum rc
copies_get(struct store *store, struct copy_id id, struct copies_row *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->id = id;
		out->rendition.v = stmt_int(&s, 0);
		out->parcel.v = stmt_int(&s, 1);
		out->meeting.v = stmt_int(&s, 2);
		out->case_id.v = stmt_int(&s, 3);
		out->person.v = stmt_int(&s, 4);
		out->withdrawn_ms = stmt_int(&s, 5);
	} else if (rc == RC_NOTFOUND)
		rc = error_set(err, rc,
		    "there is no copy %lld (`due` lists "
		    "them)",
		    (long long)id.v);
	return stmt_close(&s, rc);
}

static const char had_sql[] =
    "SELECT c.id, c.rendition_id, p.void_at IS NOT NULL OR "
    "p.expires_at <= $now OR k.void_at IS NOT NULL FROM copy c "
    "JOIN parcel p ON p.id = c.parcel_id "
    "JOIN link_key k ON k.number = p.link_key "
    "WHERE c.meeting_id = $meeting AND c.case_id = $case "
    "AND c.person_id = $person AND c.withdrawn_at IS NULL "
    "ORDER BY c.id DESC LIMIT 1";

static const char withdrawn_sql[] =
    "SELECT coalesce(max(withdrawn_at), 0) FROM copy "
    "WHERE meeting_id = $meeting AND case_id = $case "
    "AND person_id = $person AND withdrawn_why <> $replaced";

enum rc
copies_had(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct copies_had *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, had_sql, err);

	*out = (struct copies_had){0};
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->live.v = stmt_int(&s, 0);
		out->rendition.v = stmt_int(&s, 1);
		out->dead = stmt_int(&s, 2) != 0;
	} else if (rc == RC_NOTFOUND)
		rc = RC_OK;
	if ((rc = stmt_close(&s, rc)) != RC_OK)
		return rc;

	rc = stmt_open(&s, store, withdrawn_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$person", person.v);
	stmt_bind_text(&s, "$replaced", COPIES_REPLACED);
	return stmt_value(&s, rc, &out->withdrawn_ms, err);
}

/* What the files say of COPY's recipient: "A copy for NAME was made." */
enum rc
copies_note(struct store *store, enum note_kind kind,
    const struct copies_row *row, const char *done, const char *why,
    int64_t now_ms, struct error *err)
{
	struct person person = {0};
	struct buf text = {0};
	enum rc rc = person_get(store, row->person, &person, err);

	if (rc == RC_OK) {
		buf_printf(&text, "A copy for %s %s", person.name, done);
		if (*why != '\0')
			buf_printf(&text, ": %s", why);
		else
			buf_text(&text, ".");
		rc = buf_check(&text, err);
	}
	if (rc == RC_OK)
		rc = note_add(store, kind, row->case_id, row->meeting, row->id,
		    now_ms, buf_str(&text), err);
	person_clear(&person);
	buf_clear(&text);
	return rc;
}

static const char add_sql[] =
    "INSERT INTO copy (rendition_id, parcel_id, meeting_id, case_id, "
    "person_id, basis, made_at) VALUES ($rendition, $parcel, $meeting, "
    "$case, $person, $basis, $now)";

static const char delivery_sql[] =
    "INSERT INTO delivery (copy_id, due_at) VALUES ($copy, $due)";

enum rc
copies_add(struct store *store, struct copies_row *row, const char *basis,
    int64_t due_ms, int64_t now_ms, struct error *err)
{
	char which[WHICH_TEXT];
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_int(&s, "$rendition", row->rendition.v);
	stmt_bind_int(&s, "$parcel", row->parcel.v);
	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$case", row->case_id.v);
	stmt_bind_int(&s, "$person", row->person.v);
	stmt_bind_text(&s, "$basis", basis);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_insert(&s, rc, &row->id.v, err)) != RC_OK)
		return rc;

	rc = stmt_open(&s, store, delivery_sql, err);
	stmt_bind_int(&s, "$copy", row->id.v);
	stmt_bind_int(&s, "$due", due_ms);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK ||
	    (rc = copies_note(store, NOTE_COPY_MADE, row, "was made", "",
		 now_ms, err)) != RC_OK)
		return rc;
	return audit_add(store, "program:distributor", "copy.made",
	    which_text(row->id, which), basis, err);
}

static const char withdraw_sql[] =
    "UPDATE copy SET withdrawn_at = $now, withdrawn_why = $why "
    "WHERE id = $id AND withdrawn_at IS NULL";

static enum rc
take_back(struct store *store, struct copy_id id, const char *who,
    const char *why, int64_t now_ms, struct error *err)
{
	struct copies_row row = {0};
	char which[WHICH_TEXT];
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = copies_get(store, id, &row, err)) != RC_OK)
		return rc;
	if (row.withdrawn_ms != 0)
		return error_set(err, RC_CONFLICT,
		    "copy %lld was withdrawn before", (long long)id.v);
	rc = stmt_open(&s, store, withdraw_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_text(&s, "$why", why);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK ||
	    (rc = copies_note(store, NOTE_COPY_WITHDRAWN, &row, "was withdrawn",
		 why, now_ms, err)) != RC_OK)
		return rc;
	return audit_add(
	    store, who, "copy.withdrawn", which_text(id, which), why, err);
}

enum rc
copies_withdraw(struct store *store, struct copy_id id, const char *who,
    const char *why, int64_t now_ms, struct error *err)
{
	/* What a person typed must not read like our own word for it. */
	if (strcmp(why, COPIES_REPLACED) == 0)
		return error_set(err, RC_INVALID,
		    "give the reason in other words than \"" COPIES_REPLACED
		    "\"");
	return take_back(store, id, who, why, now_ms, err);
}

enum rc
copies_replace(
    struct store *store, struct copy_id id, int64_t now_ms, struct error *err)
{
	return take_back(
	    store, id, "program:distributor", COPIES_REPLACED, now_ms, err);
}

static const char move_sql[] =
    "UPDATE copy SET parcel_id = $parcel WHERE id = $id";

enum rc
copies_move(struct store *store, struct copy_id id, struct parcel_id to,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, move_sql, err);
	stmt_bind_int(&s, "$parcel", to.v);
	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}

static const char all_unused_sql[] =
    "SELECT r.id FROM rendition r WHERE NOT EXISTS (SELECT 1 FROM copy c "
    "WHERE c.rendition_id = r.id AND c.withdrawn_at IS NULL) "
    "AND NOT EXISTS (SELECT 1 FROM case_recording f "
    "WHERE f.rendition_id = r.id) "
    "AND NOT EXISTS (SELECT 1 FROM listening l "
    "WHERE l.rendition_id = r.id)";

enum rc
copies_unused(struct store *store, struct rendition_id **out, size_t *count,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, all_unused_sql, err);

	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char unused_sql[] =
    "SELECT r.object, coalesce(x.object, '') FROM rendition r "
    "LEFT JOIN rendition_mp3 x ON x.rendition_id = r.id "
    "WHERE r.id = $id AND NOT EXISTS (SELECT 1 FROM copy c "
    "WHERE c.rendition_id = r.id AND c.withdrawn_at IS NULL) "
    "AND NOT EXISTS (SELECT 1 FROM case_recording f "
    "WHERE f.rendition_id = r.id) "
    "AND NOT EXISTS (SELECT 1 FROM listening l "
    "WHERE l.rendition_id = r.id)";

/* Parts and key go with it; copies keep their row and lose their audio. */
static const char drop_sql[] = "DELETE FROM rendition WHERE id = $id";

enum rc
copies_drop(struct store *store, struct rendition_id id,
    struct copies_objects *objects, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, unused_sql, err);
	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		(void)snprintf(objects->opus, sizeof(objects->opus), "%s",
		    stmt_text(&s, 0));
		(void)snprintf(
		    objects->mp3, sizeof(objects->mp3), "%s", stmt_text(&s, 1));
	}
	if ((rc = stmt_close(&s, rc)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, drop_sql, err);
	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}
