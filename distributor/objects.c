#include "distributor/objects.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/newfile.h"
#include "recording/segment.h"
#include "store/copies.h"
#include "store/renditions.h"

static const char suffix[] = ".sealed";

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
path_of(const char *dir, const char *name, char *path, struct error *err)
{
	if (snprintf(path, OBJECTS_PATH, "%s/objects/%s", dir, name) >=
	    OBJECTS_PATH)
		return error_set(
		    err, RC_INVALID, "the path of the store is too long");
	return RC_OK;
}

enum rc
objects_make(const char *dir, objects_fill *fill, void *from,
    struct objects_file *out, struct error *err)
{
	struct segment_writer *writer = NULL;
	struct counting counting = {0};
	struct sink sink = {.write = count_write, .to = &counting};
	struct segment_plan plan = {
	    .kind = SEGMENT_RENDITION,
	    .data_key = &out->key,
	    .created_ms = clock_wall_ms(),
	};
	unsigned char name[16];
	enum rc rc;

	box_random(name, sizeof(name));
	box_key_make(&out->key);
	for (size_t i = 0; i < sizeof(name); i++)
		(void)snprintf(&out->name[2 * i], 3, "%02x", name[i]);
	(void)memcpy(&out->name[2 * sizeof(name)], suffix, sizeof(suffix));
	if ((rc = path_of(dir, out->name, out->path, err)) != RC_OK ||
	    (rc = segment_create(&writer, out->path, &plan, err)) != RC_OK) {
		out->name[0] = '\0';
		return rc;
	}
	counting.to = segment_sink(writer);
	if ((rc = fill(from, &sink, err)) == RC_OK)
		rc = segment_finish(&writer, NULL, out->digest, err);
	/* Whoever shares the folder's group reads it: sealed, and to share. */
	if (rc == RC_OK && chmod(out->path, 0640) != 0)
		rc = error_sys(err, RC_IO, "chmod %s", out->path);
	if (rc == RC_OK)
		rc = newfile_sync_dir(out->path, err);
	out->bytes = counting.bytes;
	segment_abandon(&writer);
	if (rc != RC_OK)
		objects_forget(out, false);
	return rc;
}

void
objects_forget(struct objects_file *file, bool kept)
{
	if (!kept && file->name[0] != '\0')
		(void)unlink(file->path);
	file->name[0] = '\0';
	box_wipe(&file->key, sizeof(file->key));
}

static enum rc
lock_as(const char *dir, int how, int *fd, struct error *err)
{
	char path[OBJECTS_PATH];
	enum rc rc;

	if ((rc = path_of(dir, ".lock", path, err)) != RC_OK)
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

enum rc
objects_lock(struct desk *desk, int *lock, struct error *err)
{
	enum rc rc = objects_sweep(desk, NULL, err);

	return rc == RC_OK ? lock_as(store_dir(desk->store), LOCK_SH, lock, err)
			   : rc;
}

void
objects_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}

static bool
ours(const char *name)
{
	return strlen(name) == OBJECTS_NAME - 1 &&
	    strcmp(name + OBJECTS_NAME - sizeof(suffix), suffix) == 0;
}

static enum rc
sweep_locked(struct desk *desk, int *removed, struct error *err)
{
	const char *dir = store_dir(desk->store);
	char path[OBJECTS_PATH];
	struct dirent *entry;
	bool owned = true;
	DIR *open;
	enum rc rc;

	if ((rc = path_of(dir, "", path, err)) != RC_OK)
		return rc;
	if ((open = opendir(path)) == NULL)
		return error_sys(err, RC_IO, "read %s", path);
	while (rc == RC_OK && (entry = readdir(open)) != NULL) {
		if (!ours(entry->d_name))
			continue;
		if ((rc = renditions_owns(
			 desk->store, entry->d_name, &owned, err)) != RC_OK ||
		    owned ||
		    (rc = path_of(dir, entry->d_name, path, err)) != RC_OK)
			continue;
		if (unlink(path) != 0)
			rc = error_sys(err, RC_IO, "remove %s", path);
		else if (removed != NULL)
			(*removed)++;
	}
	closedir(open);
	return rc;
}

/* The rows of what nothing refers to; their files are nobody's then. */
static enum rc
drop_orphans(struct desk *desk, struct error *err)
{
	struct copies_objects objects;
	struct rendition_id *ids = NULL;
	size_t count = 0;
	enum rc rc;

	/* Mostly there are none: that writes nothing. */
	if ((rc = copies_unused(desk->store, &ids, &count, err)) != RC_OK ||
	    count == 0)
		return rc;
	if ((rc = store_begin(desk->store, err)) == RC_OK) {
		for (size_t i = 0; i < count && rc == RC_OK; i++)
			if ((rc = copies_drop(desk->store, ids[i], &objects,
				 err)) == RC_NOTFOUND)
				rc = RC_OK; /* somebody was quicker */
		if (rc == RC_OK)
			rc = store_commit(desk->store, err);
		store_rollback(desk->store);
	}
	free(ids);
	return rc;
}

static enum rc
sweep(struct desk *desk, bool orphans, int *removed, struct error *err)
{
	int lock = -1;
	enum rc rc =
	    lock_as(store_dir(desk->store), LOCK_EX | LOCK_NB, &lock, err);

	if (removed != NULL)
		*removed = 0;
	if (rc == RC_OK && orphans)
		rc = drop_orphans(desk, err);
	if (rc == RC_OK)
		rc = sweep_locked(desk, removed, err);
	objects_unlock(lock);
	return rc == RC_BUSY ? RC_OK : rc;
}

enum rc
objects_sweep(struct desk *desk, int *removed, struct error *err)
{
	return sweep(desk, false, removed, err);
}

enum rc
objects_orphans(struct desk *desk, int *removed, struct error *err)
{
	return sweep(desk, true, removed, err);
}
