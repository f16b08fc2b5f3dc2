/*
 * passages -- what of a timeline was recorded, item by item.  Pure; the same
 * when a meeting is attached and when a boundary is moved after it.
 */
#ifndef DISTRIBUTOR_PASSAGES_H
#define DISTRIBUTOR_PASSAGES_H

#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "distributor/timeline.h"
#include "store/recordings.h"

struct passages_part {
	int item; /* agenda number */
	struct span span;
};

/* Every stretch of TIMELINE as far as there are SEGMENTS of it and it was on
 * the record, in order; malloc'd (never NULL on RC_OK).  RC_NOMEM. */
enum rc passages_read(const struct timeline *timeline,
    const struct recordings_segment *segments, size_t nsegments,
    struct passages_part **out, size_t *count, struct error *err);

#endif
