#include "recorder/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/newfile.h"
#include "base/span.h"
#include "recording/segment.h"
#include "seal/keystore.h"

enum { PAPERS_LIMIT = 8 << 20, JOURNAL_LIMIT = 64 << 20 };

enum rc
folder_join(char path[FOLDER_PATH], const char *home, const char *name,
    struct error *err)
{
	int n = snprintf(path, FOLDER_PATH, "%s/%s", home, name);

	if (n < 0 || n >= FOLDER_PATH)
		return error_set(
		    err, RC_INVALID, "the path of %s is too long", name);
	return RC_OK;
}

static enum rc
make_dir(const char *path, struct error *err)
{
	if (mkdir(path, 0700) == 0)
		return newfile_sync_dir(path, err);
	if (errno != EEXIST)
		return error_sys(err, RC_IO, "make the folder %s", path);
	return RC_OK;
}

/* Does anything stand in the journal?  What cannot be read may. */
static bool
begun(const struct folder *f)
{
	struct journal_entry *entries = NULL;
	char path[FOLDER_PATH];
	size_t count = 0;
	enum rc rc = folder_join(path, f->path, "journal", NULL);

	if (rc == RC_OK)
		rc = journal_read(path, &entries, &count, NULL, NULL);
	free(entries);
	return rc != RC_NOTFOUND && (rc != RC_OK || count > 0);
}

/* Keep the papers as they were given, byte for byte.  Until something stands in
 * the journal, whose numbers mean those of its papers, newer ones take their
 * place: a `run` that tried the microphone the day before binds nobody. */
static enum rc
keep_papers(const struct folder *f, const char *papers, struct error *err)
{
	struct buf given = {0}, kept = {0};
	char path[FOLDER_PATH];
	enum rc rc;

	if ((rc = folder_join(path, f->path, "papers.json", err)) != RC_OK ||
	    (rc = buf_read_file(&given, papers, PAPERS_LIMIT, err)) != RC_OK)
		goto done;
	rc = buf_read_file(&kept, path, PAPERS_LIMIT, NULL);
	if (rc == RC_NOTFOUND)
		rc = newfile_put(path, given.data, given.len, false, err);
	else if (rc != RC_OK)
		rc = error_set(err, rc, "%s cannot be read", path);
	else if (kept.len == given.len &&
	    memcmp(kept.data, given.data, kept.len) == 0)
		rc = RC_OK;
	else if (begun(f))
		rc = error_set(err, RC_CONFLICT,
		    "this meeting was begun with other papers; go on with "
		    "those: --papers %s",
		    path);
	else
		rc = newfile_put(path, given.data, given.len, true, err);
done:
	buf_clear(&given);
	buf_clear(&kept);
	return rc;
}

static void
boot_id(char id[40])
{
	ssize_t n = 0;
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		n = read(fd, id, 36);
		(void)close(fd);
	}
	id[n > 0 ? n : 0] = '\0';
	if (n <= 0)
		memcpy(id, "?", 2);
}

static enum rc
open_files(struct folder *f, struct error *err)
{
	char path[FOLDER_PATH];
	enum rc rc;

	if ((rc = folder_join(path, f->path, "journal", err)) != RC_OK ||
	    (rc = journal_open(&f->journal, path, err)) != RC_OK ||
	    (rc = journal_read(path, &f->entries, &f->nentries, NULL, err)) !=
		RC_OK ||
	    (rc = folder_join(path, f->path, "clock", err)) != RC_OK)
		return rc;
	f->clock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (f->clock_fd < 0)
		return error_sys(err, RC_IO, "open %s", path);
	boot_id(f->boot);
	return RC_OK;
}

enum rc
folder_open(
    struct folder *f, const char *home, const char *papers, struct error *err)
{
	char meetings[FOLDER_PATH];
	enum rc rc;

	f->clock_fd = -1;
	if ((rc = papers_read(papers, &f->papers, err)) == RC_OK &&
	    (rc = folder_join(meetings, home, "meetings", err)) == RC_OK &&
	    (rc = make_dir(meetings, err)) == RC_OK &&
	    (rc = folder_join(f->path, meetings, f->papers.public_id, err)) ==
		RC_OK &&
	    (rc = make_dir(f->path, err)) == RC_OK &&
	    (rc = keep_papers(f, papers, err)) == RC_OK)
		rc = open_files(f, err);
	if (rc != RC_OK)
		folder_close(f);
	return rc;
}

enum rc
folder_make(
    struct folder *f, const char *path, const char *papers, struct error *err)
{
	enum rc rc;

	f->clock_fd = -1;
	if ((rc = papers_read(papers, &f->papers, err)) != RC_OK)
		return rc;
	(void)snprintf(f->path, sizeof(f->path), "%s", path);
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		rc = error_sys(err, RC_IO, "make the folder %s", path);
	else if ((rc = keep_papers(f, papers, err)) == RC_OK)
		rc = open_files(f, err);
	if (rc != RC_OK)
		folder_close(f);
	return rc;
}

void
folder_close(struct folder *f)
{
	journal_close(f->journal);
	free(f->entries);
	papers_clear(&f->papers);
	if (f->clock_fd >= 0)
		(void)close(f->clock_fd);
	*f = (struct folder){.clock_fd = -1};
}

static enum rc
segment_path(const struct folder *f, int number, char path[FOLDER_PATH],
    struct error *err)
{
	char name[16];

	(void)snprintf(name, sizeof(name), "%04d.seg", number);
	return folder_join(path, f->path, name, err);
}

enum rc
folder_next_segment(const struct folder *f, int *number, char path[FOLDER_PATH],
    struct error *err)
{
	enum rc rc;

	for (int n = *number + 1; n <= SEGMENT_NUMBERS; n++) {
		if ((rc = segment_path(f, n, path, err)) != RC_OK)
			return rc;
		if (access(path, F_OK) != 0 && errno == ENOENT) {
			*number = n;
			return RC_OK;
		}
	}
	return error_set(
	    err, RC_CONFLICT, "%d segments are all", SEGMENT_NUMBERS);
}

void
folder_drop_segment(const struct folder *f, int number)
{
	char path[FOLDER_PATH];

	if (segment_path(f, number, path, NULL) == RC_OK)
		(void)unlink(path);
}

enum rc
folder_renew_journal(struct folder *f, struct error *err)
{
	struct buf bytes = {0};
	char path[FOLDER_PATH];
	enum rc rc;

	journal_close(f->journal);
	f->journal = NULL;
	if ((rc = folder_join(path, f->path, "journal", err)) == RC_OK &&
	    (rc = buf_read_file(&bytes, path, JOURNAL_LIMIT, err)) == RC_OK &&
	    (rc = newfile_put(path, bytes.data, bytes.len, true, err)) == RC_OK)
		rc = journal_open(&f->journal, path, err);
	buf_clear(&bytes);
	return rc;
}

void
folder_put_clock(struct folder *f, const struct folder_clock *clock)
{
	char line[160];
	int n;

	n = snprintf(line, sizeof(line),
	    "%020" PRId64 " %020" PRId64 " %020" PRId64 " %020" PRId64
	    " %020" PRId64 " %-36s\n",
	    clock->sample, clock->written, clock->safe, clock->mono_ns,
	    clock->wall_ms, f->boot);
	/* A clock that cannot be kept makes a gap's length less exact, and
	 * is no reason to stop. */
	if (n > 0 && n < (int)sizeof(line))
		(void)!pwrite(f->clock_fd, line, (size_t)n, 0);
}

enum rc
folder_get_clock(const struct folder *f, int64_t now_ns, int64_t now_ms,
    struct folder_clock *clock, int64_t *sample_now, struct error *err)
{
	char line[160], then[40];
	ssize_t n = pread(f->clock_fd, line, sizeof(line) - 1, 0);
	int64_t gone_ns;

	if (n <= 0)
		return error_set(err, RC_NOTFOUND, "no clock was kept");
	line[n] = '\0';
	if (sscanf(line,
		"%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64
		" %39s",
		&clock->sample, &clock->written, &clock->safe, &clock->mono_ns,
		&clock->wall_ms, then) != 6)
		return error_set(err, RC_NOTFOUND, "the clock is unreadable");
	if (strcmp(f->boot, then) == 0) {
		gone_ns = now_ns - clock->mono_ns;
	} else {
		gone_ns = (now_ms - clock->wall_ms) * 1000000;
		clock->written = clock->safe;
	}
	if (gone_ns < 0)
		gone_ns = 0;
	*sample_now = clock->sample + gone_ns / 1000000 * (SPAN_RATE / 1000);
	return RC_OK;
}

const struct papers_item *
folder_item(const struct folder *f, int number)
{
	for (size_t i = 0; i < f->papers.nitems; i++) {
		if (f->papers.items[i].number == number)
			return &f->papers.items[i];
	}
	return NULL;
}

const struct papers_person *
folder_person(const struct folder *f, int ref)
{
	for (size_t i = 0; i < f->papers.npeople; i++) {
		if (f->papers.people[i].ref == ref)
			return &f->papers.people[i];
	}
	return NULL;
}

enum rc
folder_signer(
    const char *home, struct box_sign_secret *signer, struct error *err)
{
	struct keystore *ks = NULL;
	char path[FOLDER_PATH];
	enum rc rc;

	if ((rc = folder_join(path, home, "device.keystore", err)) != RC_OK)
		return rc;
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return error_set(err, RC_NOTFOUND,
		    "this recorder has no key yet: make one with "
		    "\"marac-recorder device-key\" and have the store trust "
		    "it (\"marac-store key trust NAME HEX\")");
	if ((rc = keystore_open(&ks, path, err)) == RC_OK)
		rc = keystore_get(
		    ks, KEYSTORE_DEVICE, 1, signer, sizeof(*signer), err);
	keystore_close(ks);
	return rc;
}
