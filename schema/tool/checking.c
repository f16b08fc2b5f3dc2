#include "tool/checking.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/progress.h"
#include "recording/journal.h"
#include "recording/segment.h"
#include "store/audit.h"
#include "store/inspect.h"
#include "store/lastrun.h"
#include "tool/workshop.h"

enum { JOURNAL_BYTES = 64 * 1024 * 1024 };

struct checking {
	struct store *store;
	const char *dir;
	struct progress bar;
	int64_t done;
	long faults;
	bool damaged; /* the database itself is: not a byte of it is changed */
};

static void fault(struct checking *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
fault(struct checking *c, const char *fmt, ...)
{
	va_list ap;

	c->faults++;
	progress_end(&c->bar);
	va_start(ap, fmt);
	(void)vprintf(fmt, ap);
	va_end(ap);
	(void)printf("\n");
}

/* Each line of NAMED, with WHERE in front. */
static void
fault_lines(struct checking *c, const char *where, const struct buf *named)
{
	const char *p = buf_str(named);

	while (*p != '\0') {
		size_t len = strcspn(p, "\n");

		if (len > 0)
			fault(c, "%s: %.*s", where, (int)len, p);
		p += len + (p[len] == '\n');
	}
}

/* A check that RC says failed: what it named, or ERR's text. */
static enum rc
judge(struct checking *c, const char *where, enum rc rc,
    const struct buf *named, const struct error *err)
{
	if (rc == RC_OK || rc == RC_NOMEM)
		return rc;
	if (named->len > 0)
		fault_lines(c, where, named);
	else
		fault(c, "%s: %s", where, err->text);
	return RC_OK;
}

static enum rc
check_database(struct checking *c, struct error *err)
{
	struct buf found = {0};
	enum rc rc;

	rc = judge(
	    c, "database", store_integrity(c->store, &found, err), &found, err);
	c->damaged = c->faults > 0;
	buf_reset(&found);
	if (rc == RC_OK)
		rc = judge(c, "audit", audit_verify(c->store, &found, err),
		    &found, err);
	buf_clear(&found);
	return rc;
}

/* The journal's bytes, its chain, and which files it says were sealed. */
struct sealed {
	struct journal_entry *entries;
	size_t count;
};

static bool
says_sealed(const struct sealed *s, int number)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->entries[i].kind == JOURNAL_SEGMENT_SEALED &&
		    s->entries[i].value == number)
			return true;
	}
	return false;
}

static enum rc
check_journal(struct checking *c, const struct inspect_recording *r,
    const char *folder, struct sealed *sealed, struct error *err)
{
	char path[PATH_MAX];
	char where[PATH_MAX];
	struct buf bytes = {0};
	struct buf none = {0};
	unsigned char hash[BOX_HASH];
	size_t torn = 0;
	enum rc rc;

	(void)snprintf(
	    where, sizeof(where), "meeting %s: journal", r->meeting_ref);
	if ((size_t)snprintf(path, sizeof(path), "%s/journal", folder) >=
	    sizeof(path))
		return error_set(err, RC_INVALID, "path too long");
	rc = buf_read_file(&bytes, path, JOURNAL_BYTES, err);
	if (rc != RC_OK) {
		rc = judge(c, where, rc, &none, err);
		goto done;
	}
	box_hash(bytes.data, bytes.len, hash);
	if (memcmp(hash, r->journal_hash, BOX_HASH) != 0)
		fault(c, "%s: not the one that was attached", where);
	rc = journal_read(path, &sealed->entries, &sealed->count, &torn, err);
	rc = judge(c, where, rc, &none, err);
done:
	buf_clear(&bytes);
	return rc;
}

static void
compare_segment(struct checking *c, const char *where,
    const struct inspect_segment *row, const struct segment_about *about,
    bool journal_says_sealed)
{
	if (about->status == SEGMENT_RECOVERED &&
	    (row->complete || journal_says_sealed))
		fault(c,
		    "%s: it was sealed and its end is gone: it was cut or "
		    "exchanged",
		    where);
	if (memcmp(about->cipher_hash, row->cipher_hash, BOX_HASH) != 0)
		fault(c, "%s: not the bytes that were attached", where);
}

static enum rc
check_segment(struct checking *c, const struct inspect_recording *r,
    const char *folder, const struct inspect_segment *row,
    const struct sealed *sealed, struct error *err)
{
	char path[PATH_MAX];
	char where[PATH_MAX];
	struct segment_about about = {0};
	struct buf named = {0};
	enum rc rc;

	(void)snprintf(where, sizeof(where), "meeting %s: segment %04d.seg",
	    r->meeting_ref, row->number);
	if ((size_t)snprintf(path, sizeof(path), "%s/%04d.seg", folder,
		row->number) >= sizeof(path))
		return error_set(err, RC_INVALID, "path too long");
	if (access(path, F_OK) != 0) {
		fault(c, "%s: the file is missing", where);
		return RC_OK;
	}
	rc = segment_verify(path, &r->device, &about, &named, err);
	if (rc == RC_OK)
		compare_segment(
		    c, where, row, &about, says_sealed(sealed, row->number));
	rc = judge(c, where, rc, &named, err);
	buf_clear(&named);
	return rc;
}

static bool
has_segment(const struct inspect_segment *rows, size_t count, int number)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].number == number)
			return true;
	}
	return false;
}

static enum rc
check_recording(
    struct checking *c, const struct inspect_recording *r, struct error *err)
{
	char folder[PATH_MAX];
	struct inspect_segment *rows = NULL;
	struct sealed sealed = {0};
	size_t count = 0;
	enum rc rc;

	if ((size_t)snprintf(folder, sizeof(folder), "%s/meetings/%s", c->dir,
		r->folder) >= sizeof(folder))
		return error_set(err, RC_INVALID, "path too long");
	if ((rc = inspect_segments(c->store, r->id, &rows, &count, err)) !=
		RC_OK ||
	    (rc = check_journal(c, r, folder, &sealed, err)) != RC_OK)
		goto done;
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = check_segment(c, r, folder, &rows[i], &sealed, err);
	for (size_t i = 0; i < sealed.count; i++) {
		const struct journal_entry *e = &sealed.entries[i];

		if (e->kind == JOURNAL_SEGMENT_SEALED &&
		    !has_segment(rows, count, (int)e->value))
			fault(c,
			    "meeting %s: the journal says that %04lld.seg was "
			    "sealed; the database does not know it",
			    r->meeting_ref, (long long)e->value);
	}
done:
	free(rows);
	free(sealed.entries);
	return rc;
}

static enum rc
check_object(
    struct checking *c, const struct inspect_object *object, struct error *err)
{
	char path[PATH_MAX];
	char where[PATH_MAX];
	struct segment_about about = {0};
	struct buf named = {0};
	enum rc rc;

	(void)snprintf(where, sizeof(where), "objects/%s", object->name);
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", c->dir, where) >=
	    sizeof(path))
		return error_set(err, RC_INVALID, "path too long");
	if (access(path, F_OK) != 0) {
		fault(c,
		    "%s: the file is missing; `marac-distributor copies` makes "
		    "it again",
		    where);
		return RC_OK;
	}
	rc = segment_verify(path, NULL, &about, &named, err);
	if (rc == RC_OK && about.status != SEGMENT_COMPLETE)
		fault(c, "%s: its end is missing", where);
	rc = judge(c, where, rc, &named, err);
	buf_clear(&named);
	return rc;
}

/* Whoever makes copies holds objects/.lock shared; alone with it, a file that
 * no row knows is a stray.. */
static enum rc
lock_objects(const char *dir, bool *alone, int *fd, struct error *err)
{
	char path[PATH_MAX];

	*fd = -1;
	if ((size_t)snprintf(path, sizeof(path), "%s/objects/.lock", dir) >=
	    sizeof(path))
		return error_set(err, RC_INVALID, "path too long");
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	*alone = *fd < 0 || flock(*fd, LOCK_EX | LOCK_NB) == 0;
	return RC_OK;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(((const struct inspect_object *)a)->name,
	    ((const struct inspect_object *)b)->name);
}

/* Files in objects/ that no rendition owns. */
static enum rc
check_orphans(struct checking *c, struct inspect_object *objects, size_t count,
    struct error *err)
{
	char path[PATH_MAX];
	struct inspect_object name;
	struct dirent *e;
	DIR *d;

	if ((size_t)snprintf(path, sizeof(path), "%s/objects", c->dir) >=
	    sizeof(path))
		return error_set(err, RC_INVALID, "path too long");
	if ((d = opendir(path)) == NULL) {
		fault(c, "objects: the folder cannot be read");
		return RC_OK;
	}
	if (count > 0)
		qsort(objects, count, sizeof(*objects), compare_names);
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.') /* one that is being made, the lock */
			continue;
		(void)snprintf(
		    name.name, sizeof(name.name), "%.120s", e->d_name);
		if (count == 0 ||
		    bsearch(&name, objects, count, sizeof(*objects),
			compare_names) == NULL)
			fault(c, "objects/%s: belongs to no rendition",
			    name.name);
	}
	(void)closedir(d);
	return RC_OK;
}

static enum rc
check_files(struct checking *c, int64_t *recordings, int64_t *renditions,
    struct error *err)
{
	struct inspect_recording *list = NULL;
	struct inspect_object *objects = NULL;
	size_t nlist = 0;
	size_t nobjects = 0;
	bool alone = false;
	int lock = -1;
	enum rc rc;

	if ((rc = lock_objects(c->dir, &alone, &lock, err)) != RC_OK ||
	    (rc = inspect_recordings(c->store, &list, &nlist, err)) != RC_OK ||
	    (rc = inspect_objects(c->store, &objects, &nobjects, err)) != RC_OK)
		goto done;
	progress_begin(&c->bar, "Checking", (int64_t)(nlist + nobjects));
	for (size_t i = 0; rc == RC_OK && i < nlist; i++) {
		rc = check_recording(c, &list[i], err);
		progress_at(&c->bar, ++c->done);
	}
	for (size_t i = 0; rc == RC_OK && i < nobjects; i++) {
		rc = check_object(c, &objects[i], err);
		progress_at(&c->bar, ++c->done);
	}
	if (rc == RC_OK && alone)
		rc = check_orphans(c, objects, nobjects, err);
	*recordings = (int64_t)nlist;
	*renditions = (int64_t)nobjects;
done:
	if (lock >= 0)
		(void)close(lock);
	progress_end(&c->bar);
	free(list);
	free(objects);
	return rc;
}

/* For the administrator's page; a store that cannot be written is no fault of
 * what was checked. */
static void
note(const struct checking *c)
{
	struct store *store = NULL;
	struct error err = {0};
	char wrong[LASTRUN_WORDS] = "";

	if (c->faults > 0)
		(void)snprintf(wrong, sizeof(wrong), "%ld fault%s found",
		    c->faults, c->faults == 1 ? "" : "s");
	if (store_open(&store, c->dir, STORE_TOOL, &err) != RC_OK ||
	    lastrun_note(store, LASTRUN_CHECK, clock_wall_ms(), wrong, &err) !=
		RC_OK)
		log_warn("that it was checked is not noted: %s", err.text);
	store_close(store);
}

enum rc
checking_verb(struct cmd_call *call, struct error *err)
{
	struct checking c = {.dir = workshop_dir(call)};
	int64_t recordings = 0;
	int64_t renditions = 0;
	struct buf head = {0};
	enum rc rc;

	if ((rc = box_init(err)) != RC_OK ||
	    (rc = store_open(&c.store, c.dir, STORE_READ, err)) != RC_OK ||
	    (rc = check_database(&c, err)) != RC_OK ||
	    (rc = check_files(&c, &recordings, &renditions, err)) != RC_OK)
		goto done;
	if (!c.damaged)
		note(&c);
	if (c.faults == 0 && (rc = audit_head(c.store, &head, err)) != RC_OK)
		goto done;
	if (c.faults == 0)
		(void)printf("Sound: the database, the audit chain, %lld "
			     "recording%s, %lld rendition%s.\n"
			     "Audit: %s. Note it in another place.\n",
		    (long long)recordings, recordings == 1 ? "" : "s",
		    (long long)renditions, renditions == 1 ? "" : "s",
		    buf_str(&head));
	else
		rc = error_set(err, RC_DAMAGED,
		    "%ld fault%s, named above; keep the store as it is and "
		    "compare it with its backup",
		    c.faults, c.faults == 1 ? "" : "s");
done:
	buf_clear(&head);
	store_close(c.store);
	return rc;
}
