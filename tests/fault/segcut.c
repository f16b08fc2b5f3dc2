/*
 * segcut -- what the recording tests of faults.md do with a sealed file and a
 * journal.
 *
 *	segcut cut DIR MOUNT SYNCS
 *	    write DIR/1.seg and DIR/journal, half a second of audio and an
 *	    entry at a time; when SYNCS were acknowledged, write once more
 *	    without waiting and cut the power of MOUNT.  Prints how many were
 *	    acknowledged.  The mutant of this test preloads nosync.
 *	segcut count DIR SYNCS
 *	    what was acknowledged is there and right: exit 0; 3 when audio or
 *	    entries are missing
 *	segcut write DIR SYNCS
 *	    the same writing without a cut, for strace to count or to break;
 *	    prints each acknowledgement, exits 4 at the first refusal
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "recording/journal.h"
#include "recording/segment.h"

/* From the kernel's fs/ext4/ext4.h; 2: what is not on the disk is lost. */
#define CUT_IOCTL _IOR('X', 125, unsigned)
enum { CUT_NO_LOG_FLUSH = 2, PIECE = 2060 };

struct tape {
	struct segment_writer *w;
	struct journal *j;
	long pieces;
};

static unsigned char
byte_at(uint64_t offset)
{
	return (unsigned char)(offset * 7 + offset / 251);
}

/* The same item in every process: its secret is 32 times 9. */
static struct box_secret
item_secret(void)
{
	struct box_secret sec;

	memset(sec.v, 9, sizeof(sec.v));
	return sec;
}

static void
stop(int status, const struct error *err)
{
	fprintf(stderr, "segcut: %s\n", err->text);
	exit(status);
}

static void
path_of(char *out, size_t room, const char *dir, const char *name)
{
	if ((size_t)snprintf(out, room, "%s/%s", dir, name) >= room)
		exit(2);
}

static void
begin(struct tape *t, const char *dir)
{
	struct box_secret sec = item_secret();
	struct box_public pub;
	struct segment_plan plan = {.kind = SEGMENT_MASTER, .to = &pub};
	struct error err;
	char path[4096];

	box_public_of(&sec, &pub);
	path_of(path, sizeof(path), dir, "1.seg");
	if (segment_create(&t->w, path, &plan, &err) != RC_OK)
		stop(1, &err);
	path_of(path, sizeof(path), dir, "journal");
	if (journal_open(&t->j, path, &err) != RC_OK)
		stop(1, &err);
}

static enum rc
write_piece(struct tape *t, struct error *err)
{
	unsigned char data[PIECE];

	for (size_t i = 0; i < PIECE; i++)
		data[i] = byte_at((uint64_t)t->pieces * PIECE + i);
	t->pieces++;
	return segment_write(t->w, data, PIECE, err);
}

static enum rc
step(struct tape *t, struct error *err)
{
	struct journal_entry e = {.kind = JOURNAL_NOTE};
	enum rc rc;

	if ((rc = write_piece(t, err)) != RC_OK ||
	    (rc = segment_flush(t->w, err)) != RC_OK ||
	    (rc = segment_sync(t->w, err)) != RC_OK)
		return rc;
	e.sample = t->pieces * 24000;
	rc = journal_append(t->j, &e, err);
	return rc == RC_OK ? journal_sync(t->j, err) : rc;
}

static int
cut(const char *dir, const char *mount, long syncs)
{
	unsigned how = CUT_NO_LOG_FLUSH;
	struct tape t = {0};
	struct error err;
	int fd = open(mount, O_RDONLY);

	begin(&t, dir);
	for (long i = 0; i < syncs; i++)
		if (step(&t, &err) != RC_OK)
			stop(1, &err);
	(void)write_piece(&t, &err);
	if (fd < 0 || ioctl(fd, CUT_IOCTL, &how) != 0) {
		perror("segcut: cannot cut the power");
		return 1;
	}
	printf("%ld\n", syncs);
	(void)fflush(stdout);
	_exit(0);
}

static int
write_only(const char *dir, long syncs)
{
	struct tape t = {0};
	struct error err;

	begin(&t, dir);
	for (long i = 0; i < syncs; i++) {
		if (step(&t, &err) != RC_OK) {
			enum rc again = segment_sync(t.w, NULL);

			/* a failure is final for the file */
			fprintf(stderr, "segcut: %s\n", err.text);
			return again == RC_OK ? 5 : 4;
		}
		printf("%ld\n", i + 1);
		(void)fflush(stdout);
	}
	segment_abandon(&t.w);
	journal_close(t.j);
	return 0;
}

static int
missing(const char *what, long there, long acknowledged)
{
	fprintf(
	    stderr, "%s: %ld of %ld acknowledged\n", what, there, acknowledged);
	return 3;
}

static int
count(const char *dir, long syncs)
{
	struct box_secret sec = item_secret();
	struct segment_reader *r = NULL;
	struct journal_entry *entries = NULL;
	struct error err;
	char path[4096];
	size_t n = 0;
	uint64_t len;

	path_of(path, sizeof(path), dir, "1.seg");
	if (segment_open(&r, path, &sec, NULL, &err) != RC_OK) {
		fprintf(stderr, "%s: %s\n", path, err.text);
		return 3;
	}
	len = segment_about(r)->plain_len;
	if (len < (uint64_t)syncs * PIECE)
		return missing("pieces", (long)(len / PIECE), syncs);
	if (segment_about(r)->status != SEGMENT_RECOVERED) {
		fprintf(stderr, "%s: not recovered, but %d\n", path,
		    (int)segment_about(r)->status);
		return 1;
	}
	for (uint64_t at = 0; at < len;) {
		unsigned char data[PIECE];
		size_t got;

		if (segment_read(r, at, data, sizeof(data), &got, &err) !=
		    RC_OK)
			stop(1, &err);
		for (size_t i = 0; i < got; i++, at++)
			if (data[i] != byte_at(at)) {
				fprintf(stderr, "a wrong byte\n");
				return 1;
			}
	}
	segment_close(r);
	path_of(path, sizeof(path), dir, "journal");
	if (journal_read(path, &entries, &n, NULL, &err) != RC_OK) {
		fprintf(stderr, "%s: %s\n", path, err.text);
		return 3;
	}
	free(entries);
	return n < (size_t)syncs ? missing("entries", (long)n, syncs) : 0;
}

int
main(int argc, char **argv)
{
	struct error err;

	if (box_init(&err) != RC_OK)
		stop(1, &err);
	if (argc == 5 && strcmp(argv[1], "cut") == 0)
		return cut(argv[2], argv[3], atol(argv[4]));
	if (argc == 4 && strcmp(argv[1], "count") == 0)
		return count(argv[2], atol(argv[3]));
	if (argc == 4 && strcmp(argv[1], "write") == 0)
		return write_only(argv[2], atol(argv[3]));
	fprintf(stderr,
	    "usage: segcut cut DIR MOUNT SYNCS | count DIR SYNCS | "
	    "write DIR SYNCS\n");
	return 2;
}
