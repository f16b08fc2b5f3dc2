#include "store/inspect.h"

#include <stdio.h>
#include <string.h>

#include "store/list.h"
#include "store/stmt.h"

static const char recordings_sql[] =
    "SELECT recording.id, meeting.ref, recording.folder,"
    " recording.journal_hash, device.public_key FROM recording"
    " JOIN meeting ON meeting.id = recording.meeting_id"
    " JOIN device ON device.id = recording.device_id ORDER BY recording.id";

enum rc
inspect_recordings(struct store *store, struct inspect_recording **out,
    size_t *count, struct error *err)
{
	struct inspect_recording *r;
	struct list list = {.size = sizeof(*r)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, recordings_sql, err);

	while ((r = list_next(&list, &s, &rc, err)) != NULL) {
		r->id.v = stmt_int(&s, 0);
		(void)snprintf(r->meeting_ref, sizeof(r->meeting_ref), "%s",
		    stmt_text(&s, 1));
		(void)snprintf(
		    r->folder, sizeof(r->folder), "%s", stmt_text(&s, 2));
		if ((rc = stmt_bytes(&s, 3, r->journal_hash, BOX_HASH, err)) ==
		    RC_OK)
			rc = stmt_bytes(
			    &s, 4, r->device.v, sizeof(r->device.v), err);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char segments_sql[] =
    "SELECT number, status, cipher_hash FROM segment"
    " WHERE recording_id = $recording ORDER BY number";

enum rc
inspect_segments(struct store *store, struct recording_id id,
    struct inspect_segment **out, size_t *count, struct error *err)
{
	struct inspect_segment *segment;
	struct list list = {.size = sizeof(*segment)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, segments_sql, err);

	stmt_bind_int(&s, "$recording", id.v);
	while ((segment = list_next(&list, &s, &rc, err)) != NULL) {
		segment->number = (int)stmt_int(&s, 0);
		segment->complete = strcmp(stmt_text(&s, 1), "complete") == 0;
		rc = stmt_bytes(&s, 2, segment->cipher_hash, BOX_HASH, err);
	}
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}

static const char objects_sql[] = "SELECT object FROM rendition"
				  " UNION ALL SELECT object FROM rendition_mp3";

enum rc
inspect_objects(struct store *store, struct inspect_object **out, size_t *count,
    struct error *err)
{
	struct inspect_object *object;
	struct list list = {.size = sizeof(*object)};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, objects_sql, err);

	while ((object = list_next(&list, &s, &rc, err)) != NULL)
		(void)snprintf(
		    object->name, sizeof(object->name), "%s", stmt_text(&s, 0));
	rc = stmt_close(&s, rc);
	*out = list_take(&list, rc, count);
	return rc;
}
