/*
 * timeline -- which agenda item was on when, from a journal.  Pure.
 *
 * An ITEM entry begins an item; EDGE ("late") moves that beginning to an
 * earlier sample, the last one counts; UNDONE takes an entry back.  A boundary
 * that was moved after the meeting goes before both, and to either side.
 * None crosses an off-record stretch, break, closed session, gap or another
 * item: one that would is not followed, and said to be odd.  From OFF_RECORD
 * and BREAK until RESUMED (or a new segment) nothing belongs to anybody.
 */
#ifndef DISTRIBUTOR_TIMELINE_H
#define DISTRIBUTOR_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "recording/journal.h"

struct timeline_stretch {
	int item; /* agenda number in the papers */
	struct span span;
};

/* Where a live ITEM entry begins in the end. */
struct timeline_begin {
	size_t entry; /* index of the ITEM entry, or of ENDED for the last */
	int64_t sample;
};

struct timeline {
	struct timeline_stretch *v; /* in order, apart */
	size_t count;
	struct span_list off;          /* off the record, breaks */
	struct timeline_begin *begins; /* of every item, and the end */
	size_t nbegins;
	bool *undone; /* a flag for each entry */
};

/* A boundary moved after the meeting. */
struct timeline_move {
	uint32_t seq; /* of its ITEM entry */
	int64_t sample;
};

void timeline_clear(struct timeline *timeline);

/* Read ENTRIES (COUNT, by seq, up to and with ENDED) with NMOVES MOVES, of
 * which the last for a seq counts.  ODD gets a line for each edge and move
 * that was not followed.  OUT must be = {0}.
 * RC_INVALID items begin out of order; RC_NOMEM. */
enum rc timeline_read(const struct journal_entry *entries, size_t count,
    const struct timeline_move *moves, size_t nmoves, struct timeline *out,
    struct buf *odd, struct error *err);

/* Between which samples the item of TIMELINE's begins[AT] may begin: FROM is
 * the first, TO the last.  They are walls, or where its neighbours begin. */
struct span timeline_room(const struct journal_entry *entries, size_t count,
    const struct timeline *timeline, size_t at);

/* The item that was on at SAMPLE, or 0. */
int timeline_item(const struct timeline *timeline, int64_t sample);

/* Which of ENTRIES were taken back, a flag for each (and taking back is taken
 * back likewise); malloc'd, NULL: no memory.  ENTRIES are by seq, and need not
 * be all of a journal. */
bool *timeline_undone(const struct journal_entry *entries, size_t count);

#endif
