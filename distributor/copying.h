/*
 * copying -- `copies MEETING`: ask for everybody what they may hear of each
 * case, make what is owed, and say who gets what and why.
 *
 * Audio is made first, outside any transaction.  Then, in one transaction a
 * person, everything is asked again and copy, delivery, notes, parcel and
 * message are written.  Run again it makes only what is new: a copy that
 * exists stays; one whose audio or link no longer fits is replaced; one that
 * somebody withdrew is made again only after a newer release or decision.
 */
#ifndef DISTRIBUTOR_COPYING_H
#define DISTRIBUTOR_COPYING_H

#include "base/buf.h"
#include "base/cmd.h"
#include "base/error.h"
#include "base/id.h"
#include "distributor/desk.h"

struct copying_tally {
	int made;
	int there;    /* were there already */
	int nothing;  /* outcomes that make no copy */
	int debriefs; /* put into parcels with them (words.h) */
	int tasks;
};

/* The table goes to OUT, as text or JSON. */
enum rc copying_run(struct desk *desk, const char *meeting, bool json,
    struct buf *out, struct copying_tally *tally, struct error *err);

enum rc copying_verb(struct cmd_call *call, struct error *err);

#endif
