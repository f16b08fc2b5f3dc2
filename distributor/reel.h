/*
 * reel -- the tapes that a copy needs, out of an attached recording.
 *
 * The rows are read once a meeting, the files once a copy: a tape keeps what
 * it has decoded, so two threads do not share one.
 */
#ifndef DISTRIBUTOR_REEL_H
#define DISTRIBUTOR_REEL_H

#include <stddef.h>

#include "base/error.h"
#include "base/id.h"
#include "base/span.h"
#include "distributor/desk.h"
#include "distributor/tape.h"
#include "store/recordings.h"

struct reel_rack {
	char *folder; /* below meetings/ */
	struct recordings_segment *segments;
	size_t count;
};

/* The rows of MEETING's recording.  RC_NOTFOUND: none is attached. */
enum rc reel_rows(struct desk *desk, struct meeting_id meeting,
    struct reel_rack *out, struct error *err);
void reel_rack_clear(struct reel_rack *rack);

struct reel {
	struct tape *tapes; /* in order of time */
	size_t count;
};

/* The segments of RACK that hold anything of SPANS.  Reads keys and files, not
 * the store, so any thread may.  OUT must be = {0}.
 *
 * RC_DENIED  an item's key is gone: its recording was destroyed
 * RC_DAMAGED a segment is not what was attached; the text names it */
enum rc reel_load(const struct desk *desk, const struct reel_rack *rack,
    const struct span_list *spans, struct reel *out, struct error *err);
void reel_clear(struct reel *reel);

#endif
