/*
 * moving -- `boundary MEETING ITEM TIME`: an item began at another time than
 * it was marked; and `boundaries MEETING`: where each begins.
 *
 * Whose copies it alters is shown before anything is kept: without --yes the
 * verb shows it and fails, with --dry-run it shows it and is content.  Kept,
 * it is one transaction: the boundary, the passages worked out anew, the words
 * typed in the stretch that changed hands, what stood on either case voided
 * (voiding.h), what was withheld in that stretch proposed for the case that
 * gets it, a line in the children's files, and their recordings taken away;
 * these are made anew behind it.  Attendance does not move.
 */
#ifndef DISTRIBUTOR_MOVING_H
#define DISTRIBUTOR_MOVING_H

#include "base/cmd.h"
#include "base/error.h"
#include "distributor/deciding.h"

enum rc moving_boundary(struct cmd_call *call, struct error *err);
enum rc moving_boundaries(struct cmd_call *call, struct error *err);

/* For a page (asked.h), inside the caller's transaction: what begins at AT
 * begins at TO after all.  Behind the commit casefiles_make, withdrawing_drop of
 * what is in OLD, and free OLD->v.
 * RC_CONFLICT it may not, or nothing begins at AT; RC_DENIED D's account must
 * not know of a case that it would alter. */
struct moving_old {
	struct rendition_id *v; /* what the children's files played */
	size_t count;
};
enum rc moving_begin(const struct deciding *d, int64_t at, int64_t to,
    const char *reason, struct moving_old *old, struct error *err);

#endif
