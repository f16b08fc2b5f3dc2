/*
 * replan -- a meeting's passages worked out anew with a boundary moved: what
 * would change, for which cases and whose copies.  Reads only.
 */
#ifndef DISTRIBUTOR_REPLAN_H
#define DISTRIBUTOR_REPLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "base/span.h"
#include "distributor/passages.h"
#include "distributor/timeline.h"
#include "store/boundaries.h"
#include "store/recordings.h"
#include "store/store.h"

struct replan_case { /* whose passage changes */
	struct case_id id;
	struct span_list before;
	struct span_list after;
};

struct replan {
	struct meeting_id meeting;
	struct boundaries_mark *marks;
	struct journal_entry *entries; /* the same, as the timeline reads */
	size_t count;
	struct timeline_move *moves; /* those kept, and room for one more */
	size_t nmoves;
	struct recordings_item *agenda;
	size_t nagenda;
	struct recordings_segment *segments;
	size_t nsegments;
	struct timeline before;

	/* After replan_move: */
	size_t at; /* of before.begins */
	int64_t sample;
	struct timeline after;
	struct passages_part *parts;
	size_t nparts;
	struct replan_case *cases;
	size_t ncases;
};

void replan_clear(struct replan *r);

/* What MEETING is now.  R must be = {0}; inside the caller's transaction or
 * snapshot.  RC_NOTFOUND: nothing is attached. */
enum rc replan_read(struct replan *r, struct store *store,
    struct meeting_id meeting, struct error *err);

/* The beginning of item NUMBER nearest to SAMPLE; SAMPLE -1: the only one.
 * RC_NOTFOUND it never began; RC_INVALID there are several. */
enum rc
replan_find(struct replan *r, int number, int64_t sample, struct error *err);

/* Let the beginning that was found be at SAMPLE.
 * RC_CONFLICT it is there already, or may not be: a break, an off-record
 * stretch, a closed session, a gap or another item lies between; the text
 * says how far it may go. */
enum rc replan_move(
    struct replan *r, struct store *store, int64_t sample, struct error *err);

/* The agenda row of item NUMBER, or NULL. */
const struct recordings_item *replan_item(const struct replan *r, int number);

/* Whose copies R alters, and by how much, as text for OUT. */
enum rc replan_show(const struct replan *r, struct store *store, int64_t now_ms,
    struct buf *out, struct error *err);

#endif
