#include "store/playable.h"

#include <stdio.h>
#include <string.h>

#include "store/list.h"
#include "store/stmt.h"

const char *
playable_format_name(enum playable_format format)
{
	return format == PLAYABLE_MP3 ? "mp3" : "opus";
}

static const char opus_sql[] =
    "SELECT r.object, r.samples, r.bytes, k.sealed FROM rendition r"
    " JOIN rendition_key k ON k.rendition_id = r.id WHERE r.id = $id";

static const char mp3_sql[] =
    "SELECT x.object, r.samples, x.bytes, x.sealed FROM rendition r"
    " JOIN rendition_mp3 x ON x.rendition_id = r.id WHERE r.id = $id";

enum rc
playable_find(struct store *store, struct rendition_id id,
    enum playable_format format, struct playable *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(
	    &s, store, format == PLAYABLE_MP3 ? mp3_sql : opus_sql, err);
	const void *sealed;
	size_t len;

	stmt_bind_int(&s, "$id", id.v);
	if (rc != RC_OK || (rc = stmt_row(&s, err)) != RC_OK)
		goto done;
	(void)snprintf(
	    out->object, sizeof(out->object), "%s", stmt_text(&s, 0));
	out->samples = stmt_int(&s, 1);
	out->bytes = stmt_int(&s, 2);
	sealed = stmt_blob(&s, 3, &len);
	if (len != sizeof(out->sealed) || strchr(out->object, '/') != NULL ||
	    out->object[0] == '.' ||
	    strlen(out->object) + 1 == sizeof(out->object)) {
		rc = error_set(err, RC_DAMAGED,
		    "rendition %lld: its row is not one of ours",
		    (long long)id.v);
		goto done;
	}
	memcpy(out->sealed, sealed, sizeof(out->sealed));

done:
	return stmt_close(&s, rc);
}

static const char parts_sql[] =
    "SELECT from_sample, to_sample, plays_at, silent FROM rendition_part"
    " WHERE rendition_id = $id ORDER BY number";

enum rc
playable_parts(struct store *store, struct rendition_id id,
    struct playable_part **out, size_t *count, struct error *err)
{
	struct playable_part *part;
	struct list list = {.size = sizeof(*part)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, parts_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	while ((part = list_next(&list, &s, &rc, err)) != NULL) {
		part->from = stmt_int(&s, 0);
		part->to = stmt_int(&s, 1);
		part->plays_at = stmt_int(&s, 2);
		part->silent = stmt_int(&s, 3) != 0;
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

int64_t
playable_at(const struct playable_part *parts, size_t count, int64_t at)
{
	for (size_t i = 0; i < count; i++) {
		if (at >= parts[i].from && at < parts[i].to)
			return parts[i].plays_at + (at - parts[i].from);
	}
	return -1;
}

int64_t
playable_of(const struct playable_part *parts, size_t count, int64_t at)
{
	for (size_t i = 0; i < count; i++) {
		int64_t lasts = parts[i].to - parts[i].from;

		if (at < parts[i].plays_at)
			return parts[i].from;
		if (at < parts[i].plays_at + lasts)
			return parts[i].from + (at - parts[i].plays_at);
	}
	return count == 0 ? 0 : parts[count - 1].to;
}

static const char outline_sql[] =
    "SELECT peaks FROM rendition_outline WHERE rendition_id = $id";

enum rc
playable_outline(struct store *store, struct rendition_id id, struct buf *out,
    struct error *err)
{
	const void *peaks;
	struct stmt s;
	size_t len;
	enum rc rc = stmt_open(&s, store, outline_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		peaks = stmt_blob(&s, 0, &len);
		buf_put(out, peaks, len);
		rc = buf_check(out, err);
	}
	return stmt_close(&s, rc);
}
