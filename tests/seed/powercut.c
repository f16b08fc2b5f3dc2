/*
 * powercut -- what a power cut leaves of a meeting, made of the folder of one
 * that had none.  For tests that need to know to the second when it came.
 *
 *	powercut FOLDER NUMBER BYTES
 *
 * Segment NUMBER of FOLDER must have been ended by a break.  It loses its last
 * BYTES bytes, and the journal is written anew as the recorder writes it that
 * finds its meeting again: nothing says that the segment was sealed or that
 * there was a break, and a gap takes the place of "resumed".
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/span.h"
#include "recording/journal.h"

enum { PATH_ROOM = 4096, MARKS_MOST = 10000 };

static void
must(enum rc rc, const struct error *err)
{
	if (rc == RC_OK)
		return;
	(void)fprintf(stderr, "powercut: %s\n", err->text);
	exit(1);
}

/* Write the COUNT entries AT to PATH without the seal of segment NUMBER. */
static void
rewrite(const struct journal_entry *at, size_t count, const char *path,
    int64_t number)
{
	static uint32_t now[MARKS_MOST + 1]; /* seq that was, seq that is */
	struct journal *journal = NULL;
	struct error err = {0};
	int64_t cut = -1;
	bool gone = false, back = false;

	must(journal_open(&journal, path, &err), &err);
	for (size_t i = 0; i < count && i < MARKS_MOST; i++) {
		struct journal_entry e = at[i];

		if (e.kind == JOURNAL_SEGMENT_SEALED && e.value == number) {
			cut = e.sample;
			continue;
		}
		if (e.kind == JOURNAL_BREAK && e.sample == cut && !gone) {
			gone = true;
			continue;
		}
		if (e.kind == JOURNAL_RESUMED && gone && !back) {
			back = true;
			e.kind = JOURNAL_GAP;
			e.value = (e.sample - cut) / (SPAN_RATE / 1000);
			e.sample = cut;
			e.note = JOURNAL_GAP_RESTART;
		}
		e.supersedes = now[e.supersedes];
		must(journal_append(journal, &e, &err), &err);
		now[at[i].seq] = e.seq;
	}
	if (!back) {
		(void)fprintf(stderr,
		    "powercut: no break ends segment %" PRId64 "\n", number);
		exit(1);
	}
	journal_close(journal);
}

int
main(int argc, char **argv)
{
	char journal[PATH_ROOM], fresh[PATH_ROOM], segment[PATH_ROOM];
	struct journal_entry *entries = NULL;
	struct error err = {0};
	size_t count = 0, torn = 0;
	long number, bytes, size;
	FILE *file;

	if (argc != 4 || (number = strtol(argv[2], NULL, 10)) < 1 ||
	    (bytes = strtol(argv[3], NULL, 10)) < 1) {
		(void)fprintf(
		    stderr, "call it as: powercut FOLDER NUMBER BYTES\n");
		return 2;
	}
	(void)snprintf(journal, sizeof(journal), "%s/journal", argv[1]);
	(void)snprintf(fresh, sizeof(fresh), "%s/journal.cut", argv[1]);
	(void)snprintf(
	    segment, sizeof(segment), "%s/%04ld.seg", argv[1], number);
	must(journal_read(journal, &entries, &count, &torn, &err), &err);
	rewrite(entries, count, fresh, number);
	free(entries);
	if ((file = fopen(segment, "r+b")) == NULL ||
	    fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) <= bytes ||
	    ftruncate(fileno(file), size - bytes) != 0 || fclose(file) != 0 ||
	    rename(fresh, journal) != 0) {
		perror("powercut");
		return 1;
	}
	return 0;
}
