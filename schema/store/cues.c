#include "store/cues.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/list.h"
#include "store/playable.h"
#include "store/stmt.h"

static void
clear(void *item)
{
	struct cues_one *one = item;

	free(one->text);
}

void
cues_free(struct cues_one *v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear(&v[i]);
	free(v);
}

/* Minutes have no time, and sort first. */
static const char all_sql[] =
    "SELECT coalesce(t.from_sample, -1) AS at, coalesce(t.to_sample, -1),"
    " t.text, '' AS mark, t.number AS number FROM text_cue t"
    " WHERE t.meeting_id = $meeting AND t.case_id = $case"
    " AND t.void_at IS NULL"
    " UNION ALL"
    " SELECT k.sample, k.sample, k.words, k.kind, k.seq FROM mark k"
    " JOIN agenda_item i ON i.id = k.item_id"
    " WHERE i.meeting_id = $meeting AND i.case_id = $case"
    " AND k.words <> '' AND k.sample >= 0"
    " AND k.kind IN ('action', 'decision', 'risk', 'note')"
    " AND NOT EXISTS (SELECT 1 FROM mark u"
    "  WHERE u.recording_id = k.recording_id AND u.kind = 'undone'"
    "  AND u.supersedes = k.seq)"
    " ORDER BY at, mark, number";

enum rc
cues_all(struct store *store, struct meeting_id meeting, struct case_id case_id,
    struct cues_one **out, size_t *count, struct error *err)
{
	struct cues_one *one;
	struct list list = {.size = sizeof(*one), .clear = clear};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, all_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	while ((one = list_next(&list, &s, &rc, err)) != NULL) {
		one->span.from = stmt_int(&s, 0);
		one->span.to = stmt_int(&s, 1);
		rc = stmt_copy(&s, 2, &one->text, err);
		(void)snprintf(
		    one->mark, sizeof(one->mark), "%s", stmt_text(&s, 3));
		one->plays_at = -1;
		one->kind = one->mark[0] != '\0' ? LEGIBLE_TYPED
		    : one->span.from >= 0        ? LEGIBLE_SPOKEN
						 : LEGIBLE_MINUTES;
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char rendition_sql[] =
    "SELECT meeting_id, case_id FROM rendition WHERE id = $id";

static const char passage_sql[] =
    "SELECT p.from_sample, p.to_sample FROM passage p"
    " JOIN agenda_item i ON i.id = p.item_id"
    " WHERE i.meeting_id = $meeting AND i.case_id = $case";

static const char heard_sql[] =
    "SELECT from_sample, to_sample FROM rendition_part"
    " WHERE rendition_id = $id AND silent = 0";

/* What legible asks for. */
struct beside {
	struct meeting_id meeting;
	struct case_id case_id;
	struct span_list passage;
	struct span_list heard;
	struct playable_part *parts;
	size_t nparts;
};

static enum rc
look(struct store *store, struct rendition_id id, struct beside *b,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, rendition_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		b->meeting.v = stmt_int(&s, 0);
		b->case_id.v = stmt_int(&s, 1);
	} else if (rc == RC_NOTFOUND) {
		(void)error_set(err, rc, "no rendition %lld", (long long)id.v);
	}
	if ((rc = stmt_close(&s, rc)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, passage_sql, err);
	stmt_bind_int(&s, "$meeting", b->meeting.v);
	stmt_bind_int(&s, "$case", b->case_id.v);
	if ((rc = stmt_spans(&s, rc, &b->passage, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, heard_sql, err);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_spans(&s, rc, &b->heard, err)) != RC_OK)
		return rc;
	return playable_parts(store, id, &b->parts, &b->nparts, err);
}

/* Where ONE plays; a mark may be pressed on the last sample's end. */
static int64_t
plays_at(const struct beside *b, const struct cues_one *one)
{
	if (one->kind == LEGIBLE_MINUTES)
		return -1;
	if (one->kind == LEGIBLE_TYPED)
		return playable_at(b->parts, b->nparts, one->span.from - 1) + 1;
	return playable_at(b->parts, b->nparts, one->span.from);
}

enum rc
cues_beside(struct store *store, struct rendition_id rendition,
    struct cues_one **out, size_t *count, struct error *err)
{
	struct beside b = {0};
	struct cues_one *v = NULL;
	size_t n = 0, kept = 0;
	enum rc rc;

	*out = NULL;
	*count = 0;
	if ((rc = look(store, rendition, &b, err)) != RC_OK ||
	    (rc = cues_all(store, b.meeting, b.case_id, &v, &n, err)) != RC_OK)
		goto done;
	for (size_t i = 0; i < n; i++) {
		if (legible(v[i].kind, v[i].span, &b.passage, &b.heard)) {
			v[i].plays_at = plays_at(&b, &v[i]);
			v[kept++] = v[i];
		} else {
			clear(&v[i]);
		}
	}
	*out = v;
	*count = kept;
done:
	span_clear(&b.passage);
	span_clear(&b.heard);
	free(b.parts);
	return rc;
}

static const char void_sql[] =
    "UPDATE text_cue SET void_at = $now WHERE meeting_id = $meeting"
    " AND case_id = $case AND void_at IS NULL"
    " AND (from_sample IS NULL) = $minutes";

static const char put_sql[] =
    "INSERT INTO text_cue (meeting_id, case_id, number, from_sample,"
    " to_sample, text, added_by, added_at) VALUES ($meeting, $case, $number,"
    " $from, $to, $text, $by, $now)";

static enum rc
put_one(struct store *store, struct meeting_id meeting, struct case_id case_id,
    const struct cues_one *one, size_t number, struct account_id by,
    int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, put_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$number", (int64_t)number);
	if (one->kind == LEGIBLE_MINUTES) {
		stmt_bind_null(&s, "$from");
		stmt_bind_null(&s, "$to");
	} else {
		stmt_bind_int(&s, "$from", one->span.from);
		stmt_bind_int(&s, "$to", one->span.to);
	}
	stmt_bind_text(&s, "$text", one->text);
	stmt_bind_int(&s, "$by", by.v);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

enum rc
cues_put(struct store *store, struct meeting_id meeting, struct case_id case_id,
    const struct cues_one *v, size_t count, struct account_id by,
    int64_t now_ms, struct error *err)
{
	bool minutes = count > 0 && v[0].kind == LEGIBLE_MINUTES;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, void_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	stmt_bind_int(&s, "$minutes", minutes);
	stmt_bind_int(&s, "$now", now_ms);
	rc = stmt_finish(&s, rc, err);
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		rc = put_one(
		    store, meeting, case_id, &v[i], i + 1, by, now_ms, err);
	return rc;
}
