#include "store/inspect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/stmt.h"

static enum rc
read_hash(
    struct stmt *s, int column, unsigned char out[BOX_HASH], struct error *err)
{
	size_t len = 0;
	const void *blob = stmt_blob(s, column, &len);

	if (len != BOX_HASH)
		return error_set(
		    err, RC_DAMAGED, "a stored hash or key has %zu bytes", len);
	memcpy(out, blob, len);
	return RC_OK;
}

static const char recordings_sql[] =
    "SELECT recording.id, meeting.ref, recording.folder,"
    " recording.journal_hash, device.public_key FROM recording"
    " JOIN meeting ON meeting.id = recording.meeting_id"
    " JOIN device ON device.id = recording.device_id ORDER BY recording.id";

enum rc
inspect_recordings(struct store *store, struct inspect_recording **out,
    size_t *count, struct error *err)
{
	struct stmt s;
	struct inspect_recording *all = NULL;
	size_t n = 0;
	enum rc rc = stmt_open(&s, store, recordings_sql, err);

	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		struct inspect_recording *more =
		    realloc(all, (n + 1) * sizeof(*all));
		struct inspect_recording *r;

		if (more == NULL) {
			rc = error_nomem(err);
			break;
		}
		all = more;
		r = &all[n++];
		*r = (struct inspect_recording){.id = {stmt_int(&s, 0)}};
		(void)snprintf(r->meeting_ref, sizeof(r->meeting_ref), "%s",
		    stmt_text(&s, 1));
		(void)snprintf(
		    r->folder, sizeof(r->folder), "%s", stmt_text(&s, 2));
		if ((rc = read_hash(&s, 3, r->journal_hash, err)) == RC_OK)
			rc = read_hash(&s, 4, r->device.v, err);
	}
	rc = stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
	if (rc != RC_OK) {
		free(all);
		all = NULL;
		n = 0;
	}
	*out = all;
	*count = n;
	return rc;
}

static const char segments_sql[] =
    "SELECT number, status, cipher_hash FROM segment"
    " WHERE recording_id = $recording ORDER BY number";

enum rc
inspect_segments(struct store *store, struct recording_id id,
    struct inspect_segment **out, size_t *count, struct error *err)
{
	struct stmt s;
	struct inspect_segment *all = NULL;
	size_t n = 0;
	enum rc rc = stmt_open(&s, store, segments_sql, err);

	stmt_bind_int(&s, "$recording", id.v);
	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		struct inspect_segment *more =
		    realloc(all, (n + 1) * sizeof(*all));

		if (more == NULL) {
			rc = error_nomem(err);
			break;
		}
		all = more;
		all[n].number = (int)stmt_int(&s, 0);
		all[n].complete = strcmp(stmt_text(&s, 1), "complete") == 0;
		rc = read_hash(&s, 2, all[n++].cipher_hash, err);
	}
	rc = stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
	if (rc != RC_OK) {
		free(all);
		all = NULL;
		n = 0;
	}
	*out = all;
	*count = n;
	return rc;
}

static const char objects_sql[] = "SELECT object FROM rendition";

enum rc
inspect_objects(struct store *store, struct inspect_object **out, size_t *count,
    struct error *err)
{
	struct stmt s;
	struct inspect_object *all = NULL;
	size_t n = 0;
	enum rc rc = stmt_open(&s, store, objects_sql, err);

	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		struct inspect_object *more =
		    realloc(all, (n + 1) * sizeof(*all));

		if (more == NULL) {
			rc = error_nomem(err);
			break;
		}
		all = more;
		(void)snprintf(
		    all[n++].name, sizeof(all->name), "%s", stmt_text(&s, 0));
	}
	rc = stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
	if (rc != RC_OK) {
		free(all);
		all = NULL;
		n = 0;
	}
	*out = all;
	*count = n;
	return rc;
}
