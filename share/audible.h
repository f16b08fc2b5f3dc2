/*
 * audible -- the player of a page of chairs and coordinators, and what a script
 * draws above it.  Without the script the player alone.
 */
#ifndef SHARE_AUDIBLE_H
#define SHARE_AUDIBLE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "share/page.h"
#include "store/playable.h"
#include "store/store.h"

enum { AUDIBLE_COLUMNS = 480 }; /* of the outline */

struct audible {             /* = {0}: nothing to play */
	long long listening; /* its number; 0: the case's own recording */
	long long meeting;
	long long case_id;
	const char *label;
	char lasts[PAGE_LASTS];
	char clock[PAGE_CLOCK];
	long long start;     /* where the player stands, seconds */
	long long seconds;   /* all of it */
	const char *outline; /* two hex digits a column, or "" */

	struct rendition_id rendition;
	struct playable_part *parts;
	size_t nparts;
	int64_t samples;
	struct buf drawn;
};
void audible_clear(struct audible *s);

/* What RENDITION plays.  S must be = {0}.  RC_NOTFOUND: it is gone. */
enum rc audible_fill(struct audible *s, struct store *store,
    struct rendition_id rendition, const char *label, struct error *err);
/* Where meeting sample AT is in the recording, also when it was cut out. */
int64_t audible_place(const struct audible *a, int64_t at);

#endif
