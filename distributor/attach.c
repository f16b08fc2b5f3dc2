#include "distributor/attach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/newfile.h"
#include "base/progress.h"
#include "distributor/casefiles.h"
#include "distributor/filing.h"
#include "distributor/intake.h"
#include "seal/courier.h"
#include "store/recordings.h"

enum { PATH_ROOM = 4096, CHUNK = 1 << 16 };

/* A day of meeting has 0.6 GB. */
#define FOLDER_MOST (INT64_C(8) << 30)

static enum rc
too_long(struct error *err)
{
	return error_set(err, RC_INVALID, "the path of the folder is too long");
}

/* DIR/meetings/NAME */
static enum rc
kept_path(
    const struct desk *desk, const char *name, char *path, struct error *err)
{
	if (snprintf(path, PATH_ROOM, "%s/meetings/%s", store_dir(desk->store),
		name) >= PATH_ROOM)
		return too_long(err);
	return RC_OK;
}

/* One attach at a time. */
static enum rc
lock_meetings(const struct desk *desk, int *fd, struct error *err)
{
	char path[PATH_ROOM];
	enum rc rc;

	if ((rc = kept_path(desk, ".lock", path, err)) != RC_OK)
		return rc;
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return error_sys(err, RC_IO, "open %s", path);
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return RC_OK;
	return errno == EWOULDBLOCK
	    ? error_set(err, RC_BUSY, "another attach is running")
	    : error_sys(err, RC_IO, "lock %s", path);
}

static enum rc
copy_bytes(int from, struct newfile *to, struct progress *progress,
    int64_t *done, struct error *err)
{
	static unsigned char chunk[CHUNK];
	ssize_t got;
	enum rc rc = RC_OK;

	while (rc == RC_OK && (got = read(from, chunk, sizeof(chunk))) != 0) {
		if (got < 0) {
			if (errno == EINTR)
				continue;
			return error_sys(err, RC_IO, "read");
		}
		rc = newfile_write(to, chunk, (size_t)got, err);
		*done += got;
		progress_at(progress, *done);
	}
	return rc;
}

static enum rc
copy_file(const char *folder, const char *kept, const char *name,
    struct progress *progress, int64_t *done, struct error *err)
{
	char from[PATH_ROOM], to[PATH_ROOM];
	struct newfile *file = NULL;
	struct stat st;
	int fd;
	enum rc rc;

	if (snprintf(from, sizeof(from), "%s/%s", folder, name) >=
		(int)sizeof(from) ||
	    snprintf(to, sizeof(to), "%s/%s", kept, name) >= (int)sizeof(to))
		return too_long(err);
	/* Not waiting for a pipe's other end. */
	fd = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		/* a segment of which nothing was written: intake decides */
		return errno == ENOENT ? RC_OK
				       : error_sys(err, RC_IO, "%s", from);
	if (fstat(fd, &st) != 0)
		rc = error_sys(err, RC_IO, "%s", from);
	else if (!S_ISREG(st.st_mode))
		rc = error_set(err, RC_INVALID, "%s is no plain file", from);
	else if (st.st_size > FOLDER_MOST - *done)
		rc = error_set(err, RC_INVALID,
		    "the folder is larger than %d GB, which no meeting is",
		    (int)(FOLDER_MOST >> 30));
	else if ((rc = newfile_open(&file, to, err)) == RC_OK &&
	    (rc = copy_bytes(fd, file, progress, done, err)) == RC_OK)
		rc = newfile_commit(&file, true, err);
	newfile_discard(&file);
	close(fd);
	return rc == RC_OK ? rc : error_prefix(err, "keep %s", name);
}

static int64_t
file_size(const char *folder, const char *name)
{
	char path[PATH_ROOM];
	struct stat st;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >=
		(int)sizeof(path) ||
	    stat(path, &st) != 0)
		return 0;
	return st.st_size;
}

static enum rc
copy_folder(const struct intake *in, const char *folder, const char *kept,
    struct error *err)
{
	struct progress progress;
	char name[INTAKE_NAME];
	int64_t total = 0, done = 0;
	enum rc rc;

	if (mkdir(kept, 0700) != 0 && errno != EEXIST)
		return error_sys(err, RC_IO, "make %s", kept);
	if ((rc = newfile_sync_dir(kept, err)) != RC_OK)
		return rc;
	for (size_t i = 0; i < in->nentries; i++)
		if (in->entries[i].kind == JOURNAL_SEGMENT_BEGUN)
			total += file_size(folder,
			    intake_segment_name(in->entries[i].value, name));
	progress_begin(&progress, "Attaching", total);
	if ((rc = copy_file(
		 folder, kept, "papers.json", &progress, &done, err)) == RC_OK)
		rc = copy_file(folder, kept, "journal", &progress, &done, err);
	for (size_t i = 0; i < in->nentries && rc == RC_OK; i++)
		if (in->entries[i].kind == JOURNAL_SEGMENT_BEGUN)
			rc = copy_file(folder, kept,
			    intake_segment_name(in->entries[i].value, name),
			    &progress, &done, err);
	progress_end(&progress);
	return rc;
}

void
attach_forget(const char *folder)
{
	/* No link leads anywhere else. */
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			(void)unlinkat(fd, entry->d_name, 0);
	closedir(dir);
	(void)rmdir(folder);
}

/* Is FOLDER the store's own, as after a restore of the database alone? */
static bool
same_folder(const char *folder, const char *kept)
{
	struct stat a, b;

	return stat(folder, &a) == 0 && stat(kept, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Read what is kept and file it. */
static enum rc
take_kept(struct desk *desk, const struct intake *seen, const char *kept,
    struct attach *done, struct error *err)
{
	struct intake in = {0};
	enum rc rc;

	if ((rc = intake_open(&in, desk, kept, err)) != RC_OK)
		goto done;
	if (memcmp(in.journal_hash, seen->journal_hash, BOX_HASH) != 0 ||
	    in.meeting.v != seen->meeting.v)
		rc = error_set(
		    err, RC_CONFLICT, "the folder changed while it was copied");
	else if ((rc = intake_segments(&in, desk, kept, err)) == RC_OK)
		rc =
		    filing_write(desk->store, &in, seen->papers.public_id, err);
	done->segments = (int)in.nsegments;
	for (size_t i = 0; i < in.alerts.len; i++)
		done->alerts += in.alerts.data[i] == '\0';
done:
	intake_clear(&in);
	return rc;
}

/* Copy, verify the copy, file it.  The copy goes again if that fails, unless
 * a row speaks of it after all. */
static enum rc
take_in(struct desk *desk, const struct intake *seen, const char *folder,
    struct attach *done, struct error *err)
{
	struct recording_id recording;
	char kept[PATH_ROOM];
	enum rc rc;

	if ((rc = kept_path(desk, seen->papers.public_id, kept, err)) != RC_OK)
		return rc;
	if (same_folder(folder, kept))
		return take_kept(desk, seen, kept, done, err);
	attach_forget(kept); /* of a run that was killed */
	if ((rc = copy_folder(seen, folder, kept, err)) == RC_OK)
		rc = take_kept(desk, seen, kept, done, err);
	if (rc != RC_OK &&
	    recordings_find(desk->store, seen->meeting, &recording, NULL) ==
		RC_NOTFOUND)
		attach_forget(kept);
	return rc;
}

/* Is the journal that is kept the one that was SEEN?  The segments that are kept
 * beside it were verified when it was filed. */
static bool
same_journal(const struct desk *desk, const struct intake *seen)
{
	char kept[PATH_ROOM], path[PATH_ROOM];
	unsigned char hash[BOX_HASH];

	return kept_path(desk, seen->papers.public_id, kept, NULL) == RC_OK &&
	    snprintf(path, sizeof(path), "%s/journal", kept) <
	    (int)sizeof(path) &&
	    courier_hash(path, hash, NULL, NULL) == RC_OK &&
	    memcmp(hash, seen->journal_hash, sizeof(hash)) == 0;
}

enum rc
attach_folder(struct desk *desk, const char *folder, struct attach *done,
    struct error *err)
{
	struct intake seen = {0};
	struct recording_id recording;
	bool before = false;
	int lock = -1;
	enum rc rc;

	*done = (struct attach){0};
	if ((rc = intake_open(&seen, desk, folder, err)) != RC_OK ||
	    (rc = lock_meetings(desk, &lock, err)) != RC_OK)
		goto done;
	done->meeting = seen.meeting;
	rc = recordings_find(desk->store, seen.meeting, &recording, err);
	if (rc == RC_OK)
		before = true;
	else if (rc == RC_NOTFOUND)
		rc = take_in(desk, &seen, folder, done, err);
	if (rc != RC_OK)
		goto done;
	done->attached = true;
	done->same = same_journal(desk, &seen);
	if ((rc = casefiles_make(desk, seen.meeting, &done->recordings, err)) !=
	    RC_OK)
		goto done;
	done->whole = true;
	if (before && done->recordings == 0)
		rc = error_set(err, RC_CONFLICT,
		    "this meeting is attached already; nothing was changed");
done:
	if (lock >= 0)
		close(lock);
	intake_clear(&seen);
	return rc;
}

enum rc
attach_verb(struct cmd_call *call, struct error *err)
{
	struct desk desk = {0};
	struct attach done;
	enum rc rc;

	if ((rc = desk_open(&desk, call, err)) != RC_OK)
		goto done;
	if ((rc = attach_folder(&desk, call->argv[0], &done, err)) != RC_OK) {
		error_prefix(err, "attach %s", call->argv[0]);
		goto done;
	}
	(void)printf("Attached: %d segment%s, %d recording%s for children's "
		     "files, %d alert%s%s\n",
	    done.segments, done.segments == 1 ? "" : "s", done.recordings,
	    done.recordings == 1 ? "" : "s", done.alerts,
	    done.alerts == 1 ? "" : "s",
	    done.alerts == 0 ? "." : " (see `due`).");
done:
	desk_close(&desk);
	return rc;
}
