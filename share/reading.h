/*
 * reading -- the words beside a copy: on its page, and as a file to keep.
 *
 * A reader who cannot hear gets as much as there is; so whoever fetches all of
 * a transcript or of the minutes has collected the copy (rule 20).  Words typed
 * with marks alone are no text of it.
 */
#ifndef SHARE_READING_H
#define SHARE_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "share/page.h"
#include "store/cues.h"

struct reading_line {
	bool timed;
	long long seconds;
	char clock[PAGE_CLOCK];
	const char *kind; /* "Action", ... or "" */
	const char *text;
};

struct reading {
	struct cues_one *cues;
	size_t ncues;
	struct reading_line *lines; /* one a cue; borrows from cues */
	size_t nlines;
	bool whole; /* a transcript or minutes are among them */
};
void reading_clear(struct reading *w);

/* W must be = {0}.  RC_NOTFOUND: no such rendition; RC_NOMEM; as the store. */
enum rc reading_read(struct store *store, struct rendition_id rendition,
    enum wordbook_language language, struct reading *w, struct error *err);

/* As a text file, a line each. */
void reading_print(const struct reading *w, struct buf *out);

#endif
