#include "distributor/render.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/newfile.h"
#include "distributor/splice.h"
#include "distributor/tape.h"
#include "recording/segment.h"
#include "seal/box.h"
#include "store/audit.h"
#include "store/recordings.h"
#include "store/renditions.h"
#include "store/setting.h"

static const char suffix[] = ".sealed";

enum { OBJECT_NAME = 2 * 16 + sizeof(suffix), PATH_ROOM = 4096 };

/* The tapes that some spans need. */
struct reel {
	struct tape *tapes;
	size_t count;
};

/* A file of objects/ being made. */
struct object {
	char name[OBJECT_NAME];
	char path[PATH_ROOM];
	struct box_key key;
	int64_t bytes;
	unsigned char digest[BOX_HASH];
};

/* Passes everything on and counts it. */
struct counting {
	struct sink to;
	int64_t bytes;
};

static enum rc
count_write(struct sink *sink, const void *data, size_t len, struct error *err)
{
	struct counting *c = sink->to;

	c->bytes += (int64_t)len;
	return sink_write(&c->to, data, len, err);
}

static enum rc
objects_path(
    const struct desk *desk, const char *name, char *path, struct error *err)
{
	if (snprintf(path, PATH_ROOM, "%s/objects/%s", store_dir(desk->store),
		name) >= PATH_ROOM)
		return error_set(
		    err, RC_INVALID, "the path of the store is too long");
	return RC_OK;
}

/* HOW: LOCK_SH while rendering, LOCK_EX | LOCK_NB to sweep. */
static enum rc
lock_objects(const struct desk *desk, int how, int *fd, struct error *err)
{
	char path[PATH_ROOM];
	enum rc rc;

	if ((rc = objects_path(desk, ".lock", path, err)) != RC_OK)
		return rc;
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return error_sys(err, RC_IO, "open %s", path);
	while (flock(*fd, how) != 0) {
		if (errno == EINTR)
			continue;
		rc = errno == EWOULDBLOCK
		    ? error_set(err, RC_BUSY, "copies are being made")
		    : error_sys(err, RC_IO, "lock %s", path);
		close(*fd);
		*fd = -1;
		return rc;
	}
	return RC_OK;
}

static void
unlock_objects(int fd)
{
	if (fd >= 0)
		close(fd);
}

static bool
needed(const struct recordings_segment *segment, const struct span_list *spans)
{
	for (size_t i = 0; i < spans->count; i++)
		if (spans->v[i].from <
			segment->start_sample + segment->samples &&
		    segment->start_sample < spans->v[i].to)
			return true;
	return false;
}

static enum rc
load_segment(struct desk *desk, const char *folder,
    const struct recordings_segment *segment, struct tape *tape,
    struct error *err)
{
	struct segment_reader *reader = NULL;
	struct box_secret secret;
	char path[PATH_ROOM];
	enum rc rc;

	if (snprintf(path, sizeof(path), "%s/meetings/%s/%04d.seg",
		store_dir(desk->store), folder,
		segment->number) >= (int)sizeof(path))
		return error_set(
		    err, RC_INVALID, "the path of the store is too long");
	rc = keystore_get(desk->keys, KEYSTORE_ITEM, segment->item.v, &secret,
	    sizeof(secret), err);
	if (rc == RC_NOTFOUND)
		rc = error_set(err, RC_DENIED,
		    "the key of this item is gone: its recording was "
		    "destroyed");
	if (rc != RC_OK)
		goto done;
	if ((rc = segment_open(&reader, path, &secret, NULL, err)) != RC_OK)
		goto done;
	if (memcmp(segment_about(reader)->cipher_hash, segment->cipher_hash,
		BOX_HASH) != 0 ||
	    segment_about(reader)->start_sample != segment->start_sample) {
		rc = error_set(
		    err, RC_DAMAGED, "it is not the file that was attached");
		goto done;
	}
	if ((rc = tape_load_segment(tape, reader, err)) == RC_OK &&
	    tape->samples != segment->samples)
		rc = error_set(err, RC_DAMAGED,
		    "it holds %lld samples, and %lld were attached",
		    (long long)tape->samples, (long long)segment->samples);
done:
	box_wipe(&secret, sizeof(secret));
	segment_close(reader);
	if (rc != RC_OK)
		error_prefix(err, "segment %04d", segment->number);
	return rc;
}

static void
reel_clear(struct reel *reel)
{
	for (size_t i = 0; i < reel->count; i++)
		tape_clear(&reel->tapes[i]);
	free(reel->tapes);
	*reel = (struct reel){0};
}

static enum rc
reel_load(struct desk *desk, struct meeting_id meeting,
    const struct span_list *spans, struct reel *reel, struct error *err)
{
	struct recordings_segment *segments = NULL;
	char *folder = NULL;
	size_t count = 0;
	enum rc rc;

	if ((rc = recordings_segments(desk->store, meeting, &folder, &segments,
		 &count, err)) != RC_OK)
		goto done;
	reel->tapes = calloc(count + 1, sizeof(*reel->tapes));
	if (reel->tapes == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		if (needed(&segments[i], spans))
			rc = load_segment(desk, folder, &segments[i],
			    &reel->tapes[reel->count++], err);
done:
	free(folder);
	free(segments);
	return rc;
}

/* A sealed file of SPANS in objects/; nothing of it stays after a failure. */
static enum rc
make_object(struct desk *desk, struct reel *reel, struct splice_plan *how,
    struct object *object, struct splice *splice, struct error *err)
{
	struct segment_writer *writer = NULL;
	struct counting counting = {0};
	struct sink sink = {.write = count_write, .to = &counting};
	struct segment_plan plan = {
	    .kind = SEGMENT_RENDITION,
	    .data_key = &object->key,
	    .created_ms = clock_wall_ms(),
	};
	unsigned char name[16];
	enum rc rc;

	box_random(name, sizeof(name));
	box_random(&how->serial, sizeof(how->serial));
	box_key_make(&object->key);
	for (size_t i = 0; i < sizeof(name); i++)
		(void)snprintf(&object->name[2 * i], 3, "%02x", name[i]);
	(void)memcpy(&object->name[2 * sizeof(name)], suffix, sizeof(suffix));
	if ((rc = objects_path(desk, object->name, object->path, err)) !=
		RC_OK ||
	    (rc = segment_create(&writer, object->path, &plan, err)) != RC_OK)
		return rc;
	counting.to = segment_sink(writer);
	if ((rc = splice_write(
		 reel->tapes, reel->count, how, &sink, splice, err)) == RC_OK)
		rc = segment_finish(&writer, NULL, object->digest, err);
	/* Whoever shares the folder's group reads it: sealed, and to share. */
	if (rc == RC_OK && chmod(object->path, 0640) != 0)
		rc = error_sys(err, RC_IO, "chmod %s", object->path);
	if (rc == RC_OK)
		rc = newfile_sync_dir(object->path, err);
	object->bytes = counting.bytes;
	segment_abandon(&writer);
	if (rc != RC_OK)
		(void)unlink(object->path);
	return rc;
}

static enum rc
add_rows(struct desk *desk, struct meeting_id meeting, struct case_id case_id,
    const unsigned char *plan_hash, const struct object *object,
    const struct splice *splice, struct rendition_id *id, struct error *err)
{
	unsigned char sealed[BOX_SEALED_KEY];
	struct renditions_part *parts;
	struct renditions_row row = {
	    .meeting = meeting,
	    .case_id = case_id,
	    .plan_hash = plan_hash,
	    .object = object->name,
	    .samples = splice->samples,
	    .bytes = object->bytes,
	    .plain_hash = object->digest,
	    .made_ms = clock_wall_ms(),
	    .sealed_key = sealed,
	    .nparts = splice->nparts,
	};
	struct box_public share;
	char which[48];
	enum rc rc;

	row.parts = parts = calloc(splice->nparts, sizeof(*parts));
	if (parts == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < splice->nparts; i++)
		parts[i] = (struct renditions_part){splice->parts[i].span,
		    splice->parts[i].plays_at, splice->parts[i].silent};
	if ((rc = setting_share_key(desk->store, &share, err)) != RC_OK ||
	    (rc = box_key_seal(&object->key, &share, sealed, err)) != RC_OK ||
	    (rc = renditions_add(desk->store, &row, id, err)) != RC_OK)
		goto done;
	(void)snprintf(
	    which, sizeof(which), "rendition:%lld", (long long)id->v);
	rc = audit_add(desk->store, "program:distributor", "rendition.made",
	    which, "", err);
done:
	free(parts);
	return rc;
}

/* The file's rows in a transaction; KEPT says that the file is theirs, and
 * not another process's that was quicker. */
static enum rc
commit_object(struct desk *desk, struct meeting_id meeting,
    struct case_id case_id, const unsigned char *plan_hash,
    const struct object *object, const struct splice *splice,
    struct rendition_id *id, bool *kept, struct error *err)
{
	enum rc rc;

	*kept = false;
	if ((rc = store_begin(desk->store, err)) != RC_OK)
		return rc;
	rc = renditions_find(desk->store, plan_hash, id, err);
	if (rc == RC_NOTFOUND) {
		*kept = true;
		rc = add_rows(
		    desk, meeting, case_id, plan_hash, object, splice, id, err);
	}
	if (rc == RC_OK)
		rc = store_commit(desk->store, err);
	store_rollback(desk->store);
	if (rc != RC_OK)
		*kept = false;
	return rc;
}

enum rc
render_case(struct desk *desk, struct meeting_id meeting,
    struct case_id case_id, const struct span_list *spans,
    const struct span_list *silent, struct rendition_id *id, struct error *err)
{
	struct splice_plan how = {
	    .spans = spans,
	    .silent = silent,
	    .r128_gain_q78 = INT_MIN,
	};
	unsigned char plan_hash[BOX_HASH];
	struct object object = {0};
	struct splice splice = {0};
	struct reel reel = {0};
	bool kept = false;
	int lock = -1;
	enum rc rc;

	assert(!store_in_transaction(desk->store));
	if ((rc = renditions_plan(
		 meeting, case_id, spans, silent, plan_hash, err)) != RC_OK ||
	    (rc = renditions_find(desk->store, plan_hash, id, err)) !=
		RC_NOTFOUND)
		return rc;
	if ((rc = reel_load(desk, meeting, spans, &reel, err)) != RC_OK ||
	    (rc = lock_objects(desk, LOCK_SH, &lock, err)) != RC_OK ||
	    (rc = make_object(desk, &reel, &how, &object, &splice, err)) !=
		RC_OK)
		goto done;
	rc = commit_object(desk, meeting, case_id, plan_hash, &object, &splice,
	    id, &kept, err);
	if (!kept)
		(void)unlink(object.path);
done:
	if (rc != RC_OK)
		error_prefix(
		    err, "make the audio of case %lld", (long long)case_id.v);
	unlock_objects(lock);
	box_wipe(&object.key, sizeof(object.key));
	splice_clear(&splice);
	reel_clear(&reel);
	return rc;
}

enum rc
render_to(struct desk *desk, struct meeting_id meeting,
    const struct span_list *spans, const struct span_list *silent,
    struct sink *sink, struct error *err)
{
	struct splice_plan how = {
	    .spans = spans,
	    .silent = silent,
	    .r128_gain_q78 = INT_MIN,
	};
	struct splice splice = {0};
	struct reel reel = {0};
	enum rc rc;

	box_random(&how.serial, sizeof(how.serial));
	if ((rc = reel_load(desk, meeting, spans, &reel, err)) == RC_OK)
		rc = splice_write(
		    reel.tapes, reel.count, &how, sink, &splice, err);
	splice_clear(&splice);
	reel_clear(&reel);
	return rc;
}

static bool
ours(const char *name)
{
	return strlen(name) == OBJECT_NAME - 1 &&
	    strcmp(name + OBJECT_NAME - sizeof(suffix), suffix) == 0;
}

static enum rc
sweep_locked(struct desk *desk, int *removed, struct error *err)
{
	char path[PATH_ROOM];
	struct dirent *entry;
	bool owned = true;
	DIR *dir;
	enum rc rc;

	if ((rc = objects_path(desk, "", path, err)) != RC_OK)
		return rc;
	if ((dir = opendir(path)) == NULL)
		return error_sys(err, RC_IO, "read %s", path);
	while (rc == RC_OK && (entry = readdir(dir)) != NULL) {
		if (!ours(entry->d_name))
			continue;
		if ((rc = renditions_owns(
			 desk->store, entry->d_name, &owned, err)) != RC_OK ||
		    owned ||
		    (rc = objects_path(desk, entry->d_name, path, err)) !=
			RC_OK)
			continue;
		if (unlink(path) != 0)
			rc = error_sys(err, RC_IO, "remove %s", path);
		else if (removed != NULL)
			(*removed)++;
	}
	closedir(dir);
	return rc;
}

enum rc
render_sweep(struct desk *desk, int *removed, struct error *err)
{
	int lock = -1;
	enum rc rc = lock_objects(desk, LOCK_EX | LOCK_NB, &lock, err);

	if (removed != NULL)
		*removed = 0;
	if (rc == RC_OK)
		rc = sweep_locked(desk, removed, err);
	unlock_objects(lock);
	return rc == RC_BUSY ? RC_OK : rc;
}
