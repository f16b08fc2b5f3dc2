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

enum rc moving_boundary(struct cmd_call *call, struct error *err);
enum rc moving_boundaries(struct cmd_call *call, struct error *err);

#endif
