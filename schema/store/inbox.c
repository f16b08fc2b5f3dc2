#include "store/inbox.h"

#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "store/list.h"
#include "store/stmt.h"

static const char find_sql[] =
    "SELECT p.id, p.person_id, p.meeting_id, p.expires_at, p.secret_hash"
    " FROM parcel p JOIN link_key k ON k.number = p.link_key"
    " WHERE p.selector = $selector AND p.void_at IS NULL"
    " AND p.expires_at > $now AND k.void_at IS NULL";

enum rc
inbox_find(struct store *store, const unsigned char selector[LINK_SELECTOR],
    const unsigned char secret_hash[BOX_HASH], int64_t now_ms,
    struct inbox_parcel *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);
	const void *stored;
	size_t len;

	stmt_bind_blob(&s, "$selector", selector, LINK_SELECTOR);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc != RC_OK || (rc = stmt_row(&s, err)) != RC_OK)
		goto done;
	stored = stmt_blob(&s, 4, &len);
	if (len != BOX_HASH ||
	    sodium_memcmp(stored, secret_hash, BOX_HASH) != 0) {
		rc = RC_NOTFOUND;
		goto done;
	}
	out->parcel.v = stmt_int(&s, 0);
	out->person.v = stmt_int(&s, 1);
	out->meeting.v = stmt_int(&s, 2);
	out->expires_ms = stmt_int(&s, 3);

done:
	return stmt_close(&s, rc);
}

static const char copies_sql[] =
    "SELECT c.id, c.rendition_id, coalesce(r.samples, 0),"
    " coalesce(r.bytes, 0), p.expires_at, coalesce(m.started_at,"
    " m.planned_at), coalesce((SELECT min(i.number) FROM agenda_item i"
    "  WHERE i.meeting_id = c.meeting_id AND i.case_id = c.case_id), 0),"
    " k.id IS NOT NULL, coalesce(k.supporter, ''), coalesce(x.bytes, 0)"
    " FROM copy c JOIN parcel p ON p.id = c.parcel_id"
    " JOIN meeting m ON m.id = c.meeting_id"
    " LEFT JOIN rendition r ON r.id = c.rendition_id"
    " LEFT JOIN rendition_mp3 x ON x.rendition_id = r.id"
    " LEFT JOIN child k ON k.person_id = c.person_id"
    " WHERE c.parcel_id = $parcel AND ($copy IS NULL OR c.id = $copy)"
    " ORDER BY c.id";

/* ONLY that, or all when that is {0}. */
static enum rc
copies(struct store *store, struct parcel_id parcel, struct copy_id only,
    struct inbox_copy **out, size_t *count, struct error *err)
{
	struct inbox_copy *copy;
	struct list list = {.size = sizeof(*copy)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, copies_sql, err);

	stmt_bind_int(&s, "$parcel", parcel.v);
	stmt_bind_ref(&s, "$copy", only.v);
	while ((copy = list_next(&list, &s, &rc, err)) != NULL) {
		copy->copy.v = stmt_int(&s, 0);
		copy->rendition.v = stmt_int(&s, 1);
		copy->samples = stmt_int(&s, 2);
		copy->bytes = stmt_int(&s, 3);
		copy->expires_ms = stmt_int(&s, 4);
		copy->meeting_ms = stmt_int(&s, 5);
		copy->item = (int)stmt_int(&s, 6);
		copy->child = stmt_int(&s, 7) != 0;
		(void)snprintf(copy->supporter, sizeof(copy->supporter), "%s",
		    stmt_text(&s, 8));
		copy->mp3_bytes = stmt_int(&s, 9);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

enum rc
inbox_copies(struct store *store, struct parcel_id parcel,
    struct inbox_copy **out, size_t *count, struct error *err)
{
	return copies(store, parcel, (struct copy_id){0}, out, count, err);
}

enum rc
inbox_copy(struct store *store, struct parcel_id parcel, struct copy_id copy,
    struct inbox_copy *out, struct error *err)
{
	struct inbox_copy *list = NULL;
	size_t count = 0;
	enum rc rc = copies(store, parcel, copy, &list, &count, err);

	if (rc == RC_OK && count == 0)
		rc = RC_NOTFOUND;
	if (rc == RC_OK)
		*out = list[0];
	free(list);
	return rc;
}

static const char places_sql[] =
    "SELECT id, rendition_id, collected_at IS NOT NULL FROM copy"
    " WHERE parcel_id = $parcel ORDER BY id";

enum rc
inbox_places(struct store *store, struct parcel_id parcel,
    struct inbox_place **out, size_t *count, struct error *err)
{
	struct inbox_place *place;
	struct list list = {.size = sizeof(*place)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, places_sql, err);

	stmt_bind_int(&s, "$parcel", parcel.v);
	while ((place = list_next(&list, &s, &rc, err)) != NULL) {
		place->copy.v = stmt_int(&s, 0);
		place->rendition.v = stmt_int(&s, 1);
		place->collected = stmt_int(&s, 2) != 0;
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char about_sql[] =
    "SELECT coalesce(min(i.number), 0), coalesce(m.started_at, m.planned_at)"
    " FROM meeting m LEFT JOIN agenda_item i ON i.meeting_id = m.id"
    "  AND i.case_id = $case WHERE m.id = $meeting GROUP BY m.id";

enum rc
inbox_about(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct inbox_case *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, about_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->item = (int)stmt_int(&s, 0);
		out->meeting_ms = stmt_int(&s, 1);
	}
	return stmt_close(&s, rc);
}
