/*
 * well -- "Is all well": an administrator's one page, the worst first, each with
 * what to do.
 *
 * The audit chain is checked when its button is pressed, on a thread of the crew,
 * one check at a time and no longer than WELL_CHECK_MS.
 */
#ifndef SHARE_WELL_H
#define SHARE_WELL_H

#include <stdbool.h>

#include "share/page.h"
#include "share/request.h"
#include "share/reviews.h"
#include "share/vitals.h"

enum { WELL_LINES = 16, WELL_TEXT = 320, WELL_CHECK_MS = 5000 };

/* The worst first; the word stands beside the colour. */
enum well_state { WELL_BAD, WELL_SOON, WELL_UNKNOWN, WELL_FINE };

struct well_line {
	enum well_state state;
	const char *name;
	const char *word;
	const char *colour;
	char text[WELL_TEXT];
	const char *todo; /* "" nothing */
};

struct well_device {
	const char *name; /* owned */
	char since[PAGE_DAY];
	char over[PAGE_DAY]; /* "" trusted */
};

struct well_page {
	struct page_shell shell;
	char at[PAGE_DAY];
	const char *heading;
	const char *said; /* after a check, or "" */
	struct well_line lines[WELL_LINES];
	size_t nlines;
	struct well_device *devices; /* owned */
	size_t ndevices;
	struct reviews kept;
};

/* V and what is kept in words, in order. */
void well_fill(struct well_page *page, const struct vitals *v);

void well_show(struct request *r, struct store *store);
void well_check(struct request *r, struct store *store);

#endif
