/*
 * outline -- the shape of a rendition for a page to draw: one peak for each
 * 6,000 samples of it, put together from the peaks in its segments' indexes.
 *
 * A stretch of the index that reaches out of what may be heard, by however
 * little, counts as silence: it would tell how loud the neighbour was.
 */
#ifndef DISTRIBUTOR_OUTLINE_H
#define DISTRIBUTOR_OUTLINE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "distributor/splice.h"
#include "distributor/tape.h"

/* The outline of SPLICE, which was cut out of the COUNT TAPES, appended to OUT.
 * A tape without peaks is drawn as silence.  RC_NOMEM. */
enum rc outline_draw(const struct tape *tapes, size_t count,
    const struct splice *splice, struct buf *out, struct error *err);

#endif
