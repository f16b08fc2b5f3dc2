/*
 * render -- make the audio of a case for one entitlement, once.
 *
 * The result is objects/<32 hex>.sealed: a segment file of kind rendition
 * under a data key of its own, which goes, sealed to share's public key, into
 * a row of its own (rendition_key).  Equal plans share one rendition.
 *
 * The file is made first and its rows in one transaction after it, so what a
 * kill leaves behind is a file that no row owns; render_sweep removes those.
 */
#ifndef DISTRIBUTOR_RENDER_H
#define DISTRIBUTOR_RENDER_H

#include "base/error.h"
#include "base/id.h"
#include "base/sink.h"
#include "base/span.h"
#include "distributor/desk.h"

/* Make, or find, the rendition of SPANS of CASE at MEETING, with SILENT (may be
 * NULL: splice.h) as silence.  Outside any
 * transaction (assert): making audio takes seconds, and it commits one of its
 * own.
 *
 * RC_NOTFOUND nothing of SPANS was recorded, or nothing is attached
 * RC_DENIED   an item's key is gone: its recording was destroyed
 * RC_DAMAGED  a segment is not what was attached; the text names it
 * RC_NOSPACE, RC_IO, RC_BUSY, RC_NOMEM */
enum rc render_case(struct desk *desk, struct meeting_id meeting,
    struct case_id case_id, const struct span_list *spans,
    const struct span_list *silent, struct rendition_id *id, struct error *err);

/* The same sound to SINK, once, for somebody to listen to; nothing is kept. */
enum rc render_to(struct desk *desk, struct meeting_id meeting,
    const struct span_list *spans, const struct span_list *silent,
    struct sink *sink, struct error *err);

/* Remove what killed runs left in objects/.  Does nothing while another
 * process is rendering.  *REMOVED (may be NULL) counts. */
enum rc render_sweep(struct desk *desk, int *removed, struct error *err);

#endif
