/*
 * wording -- the words beside a copy: on its page, and as a file to keep.
 *
 * A reader who cannot hear gets as much as there is; so whoever fetches all of
 * a transcript or of the minutes has collected the copy (rule 20).  Words typed
 * with marks alone are no text of it.
 */
#ifndef SHARE_WORDING_H
#define SHARE_WORDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "share/page.h"
#include "store/cues.h"

struct wording_line {
	bool timed;
	long long seconds;
	char clock[PAGE_CLOCK];
	const char *kind; /* "Action", ... or "" */
	const char *text;
};

struct wording {
	struct cues_one *cues;
	size_t ncues;
	struct wording_line *lines; /* one a cue; borrows from cues */
	size_t nlines;
	bool whole; /* a transcript or minutes are among them */
};
void wording_clear(struct wording *w);

/* W must be = {0}.  RC_NOTFOUND: no such rendition; RC_NOMEM; as the store. */
enum rc wording_read(struct store *store, struct rendition_id rendition,
    struct wording *w, struct error *err);

/* As a text file, a line each. */
void wording_print(const struct wording *w, struct buf *out);

#endif
