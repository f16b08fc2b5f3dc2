#include "store/renditions.h"

#include <assert.h>

#include "base/buf.h"
#include "store/stmt.h"

static void
put_spans(struct buf *b, const struct span_list *spans)
{
	buf_u64(b, spans->count);
	for (size_t i = 0; i < spans->count; i++) {
		buf_u64(b, (uint64_t)spans->v[i].from);
		buf_u64(b, (uint64_t)spans->v[i].to);
	}
}

enum rc
renditions_plan(struct meeting_id meeting, struct case_id case_id,
    const struct span_list *spans, const struct span_list *silent,
    unsigned char hash[BOX_HASH], struct error *err)
{
	static const struct span_list none = {0};
	struct span_list heard = {0};
	struct buf b = {0};
	enum rc rc;

	if (silent == NULL)
		silent = &none;
	if ((rc = span_subtract(spans, silent, &heard, err)) != RC_OK)
		return rc;
	buf_text(&b, "marac plan 1");
	buf_u64(&b, (uint64_t)meeting.v);
	buf_u64(&b, (uint64_t)case_id.v);
	put_spans(&b, &heard);
	if (silent->count > 0)
		put_spans(&b, silent);
	if ((rc = buf_check(&b, err)) == RC_OK)
		box_hash(b.data, b.len, hash);
	span_clear(&heard);
	buf_clear(&b);
	return rc;
}

static const char find_sql[] =
    "SELECT id FROM rendition WHERE plan_hash = $hash";

enum rc
renditions_find(struct store *store, const unsigned char hash[BOX_HASH],
    struct rendition_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_blob(&s, "$hash", hash, BOX_HASH);
	return stmt_value(&s, rc, &id->v, err);
}

static const char part_sql[] =
    "INSERT INTO rendition_part (rendition_id, number, from_sample, "
    "to_sample, plays_at, silent) "
    "VALUES ($rendition, $number, $from, $to, $plays, $silent)";

static enum rc
add_part(struct store *store, struct rendition_id id, size_t number,
    const struct renditions_part *part, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, part_sql, err);

	stmt_bind_int(&s, "$rendition", id.v);
	stmt_bind_int(&s, "$number", (int64_t)number);
	stmt_bind_int(&s, "$from", part->span.from);
	stmt_bind_int(&s, "$to", part->span.to);
	stmt_bind_int(&s, "$plays", part->plays_at);
	stmt_bind_int(&s, "$silent", part->silent);
	return stmt_finish(&s, rc, err);
}

static const char key_sql[] =
    "INSERT INTO rendition_key (rendition_id, sealed) "
    "VALUES ($rendition, $sealed)";

static enum rc
add_key(struct store *store, struct rendition_id id,
    const unsigned char *sealed, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, key_sql, err);

	stmt_bind_int(&s, "$rendition", id.v);
	stmt_bind_blob(&s, "$sealed", sealed, BOX_SEALED_KEY);
	return stmt_finish(&s, rc, err);
}

static const char serial_sql[] =
    "INSERT INTO rendition_serial (rendition_id, serial) "
    "VALUES ($rendition, $serial)";

static enum rc
add_serial(struct store *store, struct rendition_id id, uint32_t serial,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, serial_sql, err);

	stmt_bind_int(&s, "$rendition", id.v);
	stmt_bind_int(&s, "$serial", serial);
	return stmt_finish(&s, rc, err);
}

static const char add_sql[] =
    "INSERT INTO rendition (meeting_id, case_id, plan_hash, object, samples, "
    "bytes, plain_hash, made_at) VALUES ($meeting, $case, $plan, $object, "
    "$samples, $bytes, $hash, $at)";

enum rc
renditions_add(struct store *store, const struct renditions_row *row,
    struct rendition_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$case", row->case_id.v);
	stmt_bind_blob(&s, "$plan", row->plan_hash, BOX_HASH);
	stmt_bind_text(&s, "$object", row->object);
	stmt_bind_int(&s, "$samples", row->samples);
	stmt_bind_int(&s, "$bytes", row->bytes);
	stmt_bind_blob(&s, "$hash", row->plain_hash, BOX_HASH);
	stmt_bind_int(&s, "$at", row->made_ms);
	rc = stmt_insert(&s, rc, &id->v, err);
	for (size_t i = 0; i < row->nparts && rc == RC_OK; i++)
		rc = add_part(store, *id, i + 1, &row->parts[i], err);
	if (rc == RC_OK)
		rc = add_key(store, *id, row->sealed_key, err);
	if (rc == RC_OK && row->serial != 0)
		rc = add_serial(store, *id, row->serial, err);
	return rc;
}

static const char add_mp3_sql[] =
    "INSERT INTO rendition_mp3 (rendition_id, object, bytes, plain_hash, "
    "sealed) VALUES ($rendition, $object, $bytes, $hash, $sealed)";

enum rc
renditions_add_mp3(struct store *store, struct rendition_id id,
    const struct renditions_mp3 *row, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, add_mp3_sql, err);
	stmt_bind_int(&s, "$rendition", id.v);
	stmt_bind_text(&s, "$object", row->object);
	stmt_bind_int(&s, "$bytes", row->bytes);
	stmt_bind_blob(&s, "$hash", row->plain_hash, BOX_HASH);
	stmt_bind_blob(&s, "$sealed", row->sealed_key, BOX_SEALED_KEY);
	return stmt_finish(&s, rc, err);
}

static const char has_mp3_sql[] =
    "SELECT 1 FROM rendition_mp3 WHERE rendition_id = $rendition";

enum rc
renditions_has_mp3(
    struct store *store, struct rendition_id id, bool *has, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, has_mp3_sql, err);

	stmt_bind_int(&s, "$rendition", id.v);
	return stmt_any(&s, rc, has, err);
}

static const char owns_sql[] =
    "SELECT (SELECT count(*) FROM rendition WHERE object = $object)"
    " + (SELECT count(*) FROM rendition_mp3 WHERE object = $object)";

enum rc
renditions_owns(
    struct store *store, const char *name, bool *owned, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, owns_sql, err);

	stmt_bind_text(&s, "$object", name);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		*owned = stmt_int(&s, 0) != 0;
	return stmt_close(&s, rc);
}

static const char set_file_sql[] =
    "INSERT INTO case_recording (meeting_id, case_id, rendition_id) "
    "VALUES ($meeting, $case, $rendition) ON CONFLICT (meeting_id, case_id) "
    "DO UPDATE SET rendition_id = excluded.rendition_id";

enum rc
renditions_set_file(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct rendition_id id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, set_file_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$rendition", id.v);
	return stmt_finish(&s, rc, err);
}

static const char file_sql[] =
    "SELECT rendition_id FROM case_recording "
    "WHERE meeting_id = $meeting AND case_id = $case";

enum rc
renditions_file(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct rendition_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, file_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	return stmt_value(&s, rc, &id->v, err);
}

static const char unset_file_sql[] =
    "DELETE FROM case_recording WHERE meeting_id = $meeting AND case_id = "
    "$case";

enum rc
renditions_unset_file(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct rendition_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc = renditions_file(store, meeting, case_id, id, err);

	if (rc == RC_NOTFOUND) {
		id->v = 0;
		return RC_OK;
	}
	if (rc != RC_OK)
		return rc;
	rc = stmt_open(&s, store, unset_file_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	return stmt_finish(&s, rc, err);
}

static const char files_sql[] =
    "SELECT coalesce(n.serial, 0), r.plain_hash, x.plain_hash"
    " FROM rendition r LEFT JOIN rendition_mp3 x ON x.rendition_id = r.id"
    " LEFT JOIN rendition_serial n ON n.rendition_id = r.id"
    " WHERE r.id = $id";

enum rc
renditions_files(struct store *store, struct rendition_id id,
    struct renditions_files *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, files_sql, err);

	*out = (struct renditions_files){0};
	stmt_bind_int(&s, "$id", id.v);
	if (rc != RC_OK || (rc = stmt_row(&s, err)) != RC_OK)
		goto done;
	out->serial = (uint32_t)stmt_int(&s, 0);
	out->mp3 = !stmt_is_null(&s, 2);
	if ((rc = stmt_bytes(&s, 1, out->opus_hash, BOX_HASH, err)) == RC_OK &&
	    out->mp3)
		rc = stmt_bytes(&s, 2, out->mp3_hash, BOX_HASH, err);
done:
	return stmt_close(&s, rc);
}

static const char outline_sql[] =
    "INSERT INTO rendition_outline (rendition_id, peaks) VALUES ($id, $peaks)";

enum rc
renditions_add_outline(struct store *store, struct rendition_id id,
    const unsigned char *peaks, size_t count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, outline_sql, err);

	assert(store_in_transaction(store));
	stmt_bind_int(&s, "$id", id.v);
	stmt_bind_blob(&s, "$peaks", peaks, count);
	return stmt_finish(&s, rc, err);
}
