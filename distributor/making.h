/*
 * making -- the files of one rendition, from segments to sealed objects.
 *
 * Opus is cut in memory and sealed; the MP3 is made of those same bytes.  When
 * the rendition has its Opus file already, the same is cut again and only the
 * MP3 is kept: nobody here can open what is sealed to share.  Touches no row,
 * so several run at a time.
 */
#ifndef DISTRIBUTOR_MAKING_H
#define DISTRIBUTOR_MAKING_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "distributor/desk.h"
#include "distributor/objects.h"
#include "distributor/reel.h"
#include "distributor/splice.h"

struct making {
	const struct span_list *spans;
	const struct span_list *silent; /* may be NULL */
	bool opus, mp3;                 /* what is to be made */
	uint32_t serial; /* of the Ogg stream; 0: a random one, then here */

	/* made: */
	struct splice splice;
	struct buf outline; /* outline.h */
	struct objects_file opus_file;
	struct objects_file mp3_file;
};

/* Make what M asks for.  DONE is raised by the samples behind it.  After a
 * failure no file stays.  Returns what reel, splice and objects do. */
enum rc making_run(struct making *m, const struct desk *desk,
    const struct reel_rack *rack, atomic_llong *done, struct error *err);

/* Opus and, if asked for, MP3 appended to buffers instead, and no file at all:
 * with the serial of a rendition of this plan, byte for byte what its files
 * hold. */
enum rc making_pair(struct making *m, const struct desk *desk,
    const struct reel_rack *rack, struct buf *opus, struct buf *mp3,
    struct error *err);

/* Its Opus to SINK, and no file at all. */
enum rc making_sound(struct making *m, const struct desk *desk,
    const struct reel_rack *rack, struct sink *sink, struct error *err);

/* The files stay only if KEPT says so. */
void making_clear(struct making *m, bool opus_kept, bool mp3_kept);

#endif
