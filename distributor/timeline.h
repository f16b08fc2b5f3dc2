/*
 * timeline -- which agenda item was on when, from a journal.  Pure.
 *
 * An ITEM entry begins an item; EDGE ("late") moves that beginning to an
 * earlier sample, the last one counts; UNDONE takes an entry back (and may
 * itself be taken back), and what was taken back is nothing at all.  An edge
 * crosses no off-record stretch, break, closed session, gap or other item:
 * one that would is not followed, and said to be odd.  From OFF_RECORD and
 * BREAK until RESUMED (or a new segment) nothing belongs to anybody.
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

struct timeline {
	struct timeline_stretch *v; /* in order, apart */
	size_t count;
	struct span_list off; /* off the record, breaks */
};

void timeline_clear(struct timeline *timeline);

/* Read ENTRIES (COUNT, by seq, up to and with ENDED).  ODD gets a line for
 * each entry that was not followed.  OUT must be = {0}.
 * RC_INVALID items begin out of order; RC_NOMEM. */
enum rc timeline_read(const struct journal_entry *entries, size_t count,
    struct timeline *out, struct buf *odd, struct error *err);

/* The item that was on at SAMPLE, or 0. */
int timeline_item(const struct timeline *timeline, int64_t sample);

/* Was the entry SEQ taken back? */
bool timeline_undone(
    const struct journal_entry *entries, size_t count, uint32_t seq);

#endif
