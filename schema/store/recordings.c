#include "store/recordings.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "store/list.h"
#include "store/stmt.h"

static const char meeting_sql[] =
    "SELECT id FROM meeting WHERE public_id = $public";

enum rc
recordings_meeting(struct store *store, const char *public_id,
    struct meeting_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, meeting_sql, err);

	stmt_bind_text(&s, "$public", public_id);
	if ((rc = stmt_value(&s, rc, &id->v, err)) == RC_NOTFOUND)
		(void)error_set(err, rc,
		    "this store has no meeting %s: its papers were made by "
		    "another store, or the meeting was never imported",
		    public_id);
	return rc;
}

static const char find_sql[] =
    "SELECT id FROM recording WHERE meeting_id = $meeting";

enum rc
recordings_find(struct store *store, struct meeting_id meeting,
    struct recording_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	if ((rc = stmt_value(&s, rc, &id->v, err)) == RC_NOTFOUND)
		(void)error_set(
		    err, rc, "no recording of this meeting is attached");
	return rc;
}

static const char device_sql[] =
    "SELECT id FROM device WHERE public_key = $key"
    " AND id NOT IN (SELECT device_id FROM device_ended)";

enum rc
recordings_device(struct store *store, const struct box_sign_public *key,
    int64_t *device, struct error *err)
{
	struct buf hex = {0};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, device_sql, err);

	stmt_bind_blob(&s, "$key", key->v, sizeof(key->v));
	if ((rc = stmt_value(&s, rc, device, err)) == RC_NOTFOUND) {
		buf_hex(&hex, key->v, sizeof(key->v));
		rc = error_set(err, RC_DENIED,
		    "recorded by a device that is not trusted here: compare "
		    "its key with `marac-recorder device-key` on the device, "
		    "then `marac-store key trust NAME %s`",
		    buf_str(&hex));
	}
	buf_clear(&hex);
	return rc;
}

static const char only_device_sql[] =
    "SELECT count(*), min(id) FROM device"
    " WHERE id NOT IN (SELECT device_id FROM device_ended)";

enum rc
recordings_only_device(struct store *store, int64_t *device, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, only_device_sql, err);

	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		if (stmt_int(&s, 0) != 1)
			rc = error_set(err, RC_DENIED,
			    "no segment carries a signature, and which device "
			    "recorded it cannot be said: %lld are trusted",
			    (long long)stmt_int(&s, 0));
		else
			*device = stmt_int(&s, 1);
	}
	return stmt_close(&s, rc);
}

static const char agenda_sql[] =
    "SELECT id, case_id, number, kind = 'spare', public_id FROM agenda_item "
    "WHERE meeting_id = $meeting ORDER BY number";

enum rc
recordings_agenda(struct store *store, struct meeting_id meeting,
    struct recordings_item **out, size_t *count, struct error *err)
{
	struct recordings_item *item;
	struct list list = {.size = sizeof(*item)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, agenda_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((item = list_next(&list, &s, &rc, err)) != NULL) {
		item->id.v = stmt_int(&s, 0);
		item->case_id.v = stmt_int(&s, 1);
		item->number = (int)stmt_int(&s, 2);
		item->spare = stmt_int(&s, 3) != 0;
		(void)snprintf(item->public_id, sizeof(item->public_id), "%s",
		    stmt_text(&s, 4));
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char attendance_sql[] =
    "SELECT id FROM attendance WHERE meeting_id = $meeting AND ref = $ref";

enum rc
recordings_attendance(struct store *store, struct meeting_id meeting, int ref,
    struct attendance_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, attendance_sql, err);

	id->v = 0;
	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$ref", ref);
	rc = stmt_value(&s, rc, &id->v, err);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static const char add_sql[] =
    "INSERT INTO recording (meeting_id, device_id, folder, journal_hash, "
    "attached_at) VALUES ($meeting, $device, $folder, $hash, $at)";

enum rc
recordings_add(struct store *store, const struct recordings_row *row,
    struct recording_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, add_sql, err);

	stmt_bind_int(&s, "$meeting", row->meeting.v);
	stmt_bind_int(&s, "$device", row->device);
	stmt_bind_text(&s, "$folder", row->folder);
	stmt_bind_blob(&s, "$hash", row->journal_hash, BOX_HASH);
	stmt_bind_int(&s, "$at", row->attached_ms);
	return stmt_insert(&s, rc, &id->v, err);
}

static const char segment_sql[] =
    "INSERT INTO segment (recording_id, number, item_id, start_sample, "
    "samples, status, plain_hash, cipher_hash) VALUES ($recording, $number, "
    "$item, $start, $samples, $status, $plain, $cipher)";

enum rc
recordings_add_segment(struct store *store, struct recording_id id,
    const struct recordings_segment *segment, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, segment_sql, err);

	stmt_bind_int(&s, "$recording", id.v);
	stmt_bind_int(&s, "$number", segment->number);
	stmt_bind_int(&s, "$item", segment->item.v);
	stmt_bind_int(&s, "$start", segment->start_sample);
	stmt_bind_int(&s, "$samples", segment->samples);
	stmt_bind_text(
	    &s, "$status", segment->complete ? "complete" : "recovered");
	stmt_bind_blob(&s, "$plain", segment->plain_hash, BOX_HASH);
	stmt_bind_blob(&s, "$cipher", segment->cipher_hash, BOX_HASH);
	return stmt_finish(&s, rc, err);
}

static const char mark_sql[] =
    "INSERT INTO mark (recording_id, seq, kind, item_id, attendance_id, "
    "sample, at, value, supersedes, words) VALUES ($recording, $seq, $kind, "
    "$item, $attendance, $sample, $at, $value, $supersedes, $words)";

enum rc
recordings_add_mark(struct store *store, struct recording_id id,
    const struct recordings_mark *mark, struct mark_id *made, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, mark_sql, err);

	stmt_bind_int(&s, "$recording", id.v);
	stmt_bind_int(&s, "$seq", mark->seq);
	stmt_bind_text(&s, "$kind", mark->kind);
	stmt_bind_ref(&s, "$item", mark->item.v);
	stmt_bind_ref(&s, "$attendance", mark->attendance.v);
	stmt_bind_int(&s, "$sample", mark->sample);
	stmt_bind_int(&s, "$at", mark->at_ms);
	stmt_bind_int(&s, "$value", mark->value);
	stmt_bind_int(&s, "$supersedes", mark->supersedes);
	stmt_bind_text(&s, "$words", mark->words);
	return stmt_insert(&s, rc, &made->v, err);
}

static const char add_passage_sql[] =
    "INSERT INTO passage (meeting_id, item_id, from_sample, to_sample) "
    "VALUES ($meeting, $item, $from, $to)";

enum rc
recordings_add_passage(struct store *store, struct meeting_id meeting,
    struct item_id item, struct span span, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, add_passage_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$item", item.v);
	stmt_bind_int(&s, "$from", span.from);
	stmt_bind_int(&s, "$to", span.to);
	return stmt_finish(&s, rc, err);
}

static const char action_sql[] =
    "INSERT INTO action (meeting_id, case_id, mark_id, text, "
    "owner_agency_id, due_on) VALUES ($meeting, $case, $mark, $text, $owner, "
    "$due)";

enum rc
recordings_add_action(struct store *store,
    const struct recordings_action *action, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, action_sql, err);

	stmt_bind_int(&s, "$meeting", action->meeting.v);
	stmt_bind_int(&s, "$case", action->case_id.v);
	stmt_bind_ref(&s, "$mark", action->mark.v);
	stmt_bind_text(&s, "$text", action->text);
	stmt_bind_int(&s, "$owner", action->owner.v);
	stmt_bind_text(&s, "$due", action->due_on);
	return stmt_finish(&s, rc, err);
}

static const char times_sql[] =
    "UPDATE meeting SET announced_at = $announced, started_at = $started, "
    "ended_at = $ended, due_at = $due WHERE id = $meeting";

enum rc
recordings_set_times(struct store *store, struct meeting_id meeting,
    int64_t announced_ms, int64_t started_ms, int64_t ended_ms, int64_t due_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, times_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_ref(&s, "$announced", announced_ms);
	stmt_bind_int(&s, "$started", started_ms);
	stmt_bind_int(&s, "$ended", ended_ms);
	stmt_bind_int(&s, "$due", due_ms);
	return stmt_finish(&s, rc, err);
}

static const char heard_sql[] =
    "UPDATE agenda_item SET status = 'heard', status_reason = '' "
    "WHERE id = $item";

enum rc
recordings_set_heard(
    struct store *store, struct item_id item, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, heard_sql, err);

	stmt_bind_int(&s, "$item", item.v);
	return stmt_finish(&s, rc, err);
}

static const char folder_sql[] =
    "SELECT folder FROM recording WHERE meeting_id = $meeting";

static enum rc
find_folder(struct store *store, struct meeting_id meeting, char **folder,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, folder_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = stmt_copy(&s, 0, folder, err);
	else if (rc == RC_NOTFOUND)
		(void)error_set(
		    err, rc, "no recording of this meeting is attached");
	return stmt_close(&s, rc);
}

static const char segments_sql[] =
    "SELECT s.number, s.item_id, s.start_sample, s.samples, "
    "s.status = 'complete', s.plain_hash, s.cipher_hash "
    "FROM segment s JOIN recording r ON r.id = s.recording_id "
    "WHERE r.meeting_id = $meeting ORDER BY s.start_sample, s.number";

enum rc
recordings_segments(struct store *store, struct meeting_id meeting,
    char **folder, struct recordings_segment **out, size_t *count,
    struct error *err)
{
	struct recordings_segment *segment;
	struct list list = {.size = sizeof(*segment)};
	struct stmt s;
	enum rc rc;

	if ((rc = find_folder(store, meeting, folder, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, segments_sql, err);
	stmt_bind_int(&s, "$meeting", meeting.v);
	while ((segment = list_next(&list, &s, &rc, err)) != NULL) {
		segment->number = (int)stmt_int(&s, 0);
		segment->item.v = stmt_int(&s, 1);
		segment->start_sample = stmt_int(&s, 2);
		segment->samples = stmt_int(&s, 3);
		segment->complete = stmt_int(&s, 4) != 0;
		if ((rc = stmt_bytes(
			 &s, 5, segment->plain_hash, BOX_HASH, err)) == RC_OK)
			rc = stmt_bytes(
			    &s, 6, segment->cipher_hash, BOX_HASH, err);
	}
	if ((rc = stmt_close(&s, rc)) != RC_OK) {
		free(*folder);
		*folder = NULL;
	}
	*out = list_take(&list, rc, count);
	return rc;
}

static const char passage_sql[] =
    "SELECT p.from_sample, p.to_sample FROM passage p "
    "JOIN agenda_item i ON i.id = p.item_id "
    "WHERE p.meeting_id = $meeting AND i.case_id = $case "
    "ORDER BY p.from_sample";

enum rc
recordings_passage(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct span_list *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, passage_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	stmt_bind_int(&s, "$case", case_id.v);
	if ((rc = stmt_spans(&s, rc, out, err)) != RC_OK)
		span_clear(out);
	return rc;
}

static const char closed_sql[] =
    "SELECT m.kind = 'closed', m.sample FROM mark m "
    "JOIN recording r ON r.id = m.recording_id "
    "WHERE r.meeting_id = $meeting AND m.kind IN ('closed', 'opened') "
    "AND NOT EXISTS (SELECT 1 FROM mark u WHERE "
    "u.recording_id = m.recording_id AND u.kind = 'undone' "
    "AND u.supersedes = m.seq) ORDER BY m.seq";

enum rc
recordings_closed(struct store *store, struct meeting_id meeting,
    struct span_list *out, struct error *err)
{
	int64_t since = -1;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, closed_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		if (stmt_int(&s, 0) != 0) {
			if (since < 0)
				since = stmt_int(&s, 1);
		} else if (since >= 0) {
			rc = span_add(
			    out, (struct span){since, stmt_int(&s, 1)}, err);
			since = -1;
		}
	}
	if (rc == RC_NOTFOUND) {
		rc = RC_OK;
		if (since >= 0)
			rc =
			    span_add(out, (struct span){since, INT64_MAX}, err);
	}
	if (rc != RC_OK)
		span_clear(out);
	return stmt_close(&s, rc);
}

static const char cases_sql[] =
    "SELECT DISTINCT i.case_id FROM passage p "
    "JOIN agenda_item i ON i.id = p.item_id "
    "JOIN case_child c ON c.case_id = i.case_id "
    "WHERE p.meeting_id = $meeting ORDER BY i.case_id";

enum rc
recordings_cases(struct store *store, struct meeting_id meeting,
    struct case_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, cases_sql, err);

	stmt_bind_int(&s, "$meeting", meeting.v);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}
