/*
 * render -- make the audio of cases for what people may hear, once each.
 *
 * Equal plans (renditions.h) share one rendition.  Its files are made first
 * (making.h), several at a time, and their rows in one transaction after them;
 * each key goes, sealed to share's public key, into a row that can be destroyed
 * alone.  What a kill leaves behind is a file that no row owns: the next run
 * sweeps it (objects.h).
 */
#ifndef DISTRIBUTOR_RENDER_H
#define DISTRIBUTOR_RENDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "base/sink.h"
#include "base/span.h"
#include "distributor/desk.h"

struct render_want {
	struct case_id case_id;
	const struct span_list *spans;  /* what may be heard */
	const struct span_list *silent; /* withheld (splice.h); may be NULL */
	bool mp3;                       /* an MP3 beside it */
	struct rendition_id id;         /* out: made, or found */
};

/* Make, or find, what the COUNT WANTS of MEETING ask for, on all processors.
 * The caller holds objects_lock from before until what plays them is there.
 * WHAT heads the progress bar; NULL: none.  Outside any transaction (assert):
 * making audio takes seconds, and each rendition is a transaction of its own,
 * so what was made before a failure stays made.  Where the Opus is there and
 * the recording is not any more, the MP3 is missing and that is all.
 *
 * RC_NOTFOUND nothing that may be heard was recorded, or nothing is attached
 * RC_DENIED   an item's key is gone: its recording was destroyed
 * RC_DAMAGED  a segment is not what was attached; the text names it
 * RC_NOSPACE, RC_IO, RC_BUSY, RC_NOMEM */
enum rc render_all(struct desk *desk, struct meeting_id meeting,
    struct render_want *wants, size_t count, const char *what,
    struct error *err);

/* One, as Opus alone. */
enum rc render_case(struct desk *desk, struct meeting_id meeting,
    struct case_id case_id, const struct span_list *spans,
    const struct span_list *silent, struct rendition_id *id, struct error *err);

/* The very files of rendition ID, whose plan SPANS and SILENT are: Opus, and MP3
 * where it has one, appended to buffers and compared with the hashes of what
 * was made.  RC_CONFLICT: they come out otherwise now, or it was made before
 * serials were kept; the text says what to do. */
enum rc render_again(struct desk *desk, struct meeting_id meeting,
    const struct span_list *spans, const struct span_list *silent,
    struct rendition_id id, struct buf *opus, struct buf *mp3,
    struct error *err);

/* The same sound to SINK, once, for somebody to listen to; nothing is kept. */
enum rc render_to(struct desk *desk, struct meeting_id meeting,
    const struct span_list *spans, const struct span_list *silent,
    struct sink *sink, struct error *err);

#endif
