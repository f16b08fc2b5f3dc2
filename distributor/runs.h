/*
 * runs -- the plan of a copy: which stretches of the meeting it holds, on what
 * grid, and what each 20 ms of it is made from.  Pure; splice follows it.
 *
 * What is wanted, and what is withheld of it, as far as there is audio, falls
 * into runs: stretches without a break in meeting time.  Inside a run there is
 * one grid of 20 ms frames, that of the segment (or of the segments that share
 * it) with the most samples in the run.  A run begins up to 959 samples into
 * its first frame.
 *
 * A run falls into pieces, heard and silent in turn.  What is withheld is
 * snapped outward to whole frames (edge_silence), so a heard piece beside a
 * silent one begins and ends with a frame.  Behind silence a piece begins as a
 * run does.
 *
 * A frame of a heard piece is copied, byte for byte, when its packet says
 * nothing but what the copy may say:
 *
 *   - all of its 960 samples are inside the piece (the encoder is causal, so
 *     the packet knows nothing later), or the piece ends with its segment,
 *     whose last packets hold the zeros that the copy would hold too; and
 *   - packets are copied without a break since an independence point that was
 *     primed inside the piece (edge_point_allowed).
 *
 * Every other one is encoded, and a few more where a joint would be heard
 * (splice.h).
 */
#ifndef DISTRIBUTOR_RUNS_H
#define DISTRIBUTOR_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "distributor/tape.h"

enum runs_made { RUNS_ENCODED = 0, RUNS_COPIED, RUNS_SILENT };

struct runs_frame {
	enum runs_made made;
	size_t tape; /* copied: which packet of which tape */
	size_t packet;
};

struct runs_piece {
	struct span span; /* of the meeting */
	int64_t first;    /* its frames of the run; the last ones may hold */
	int64_t end;      /* only what is still to come out of a decoder */
	bool silent;
	bool cut_in; /* its segment goes on beyond this edge */
	bool cut_out;
};

struct runs_run {
	struct span span;
	int64_t origin; /* meeting sample of its first frame, <= span.from */
	int64_t nframes;
	struct runs_piece *pieces; /* in order; together they are SPAN */
	size_t npieces;
};

struct runs {
	struct runs_run *v;
	size_t count;
};

void runs_clear(struct runs *runs);

/* Plan SPANS without SILENT of the COUNT TAPES (in order of time, apart), what
 * is SILENT keeping its length.  SILENT may be inside SPANS or beside them, or
 * NULL.  OUT must be = {0}.
 * RC_NOTFOUND nothing that may be heard was recorded
 * RC_INVALID  the tapes overlap or are out of order; RC_NOMEM */
enum rc
runs_plan(const struct tape *tapes, size_t count, const struct span_list *spans,
    const struct span_list *silent, struct runs *out, struct error *err);

/* RUN's frames, malloc'd; NULL without memory. */
struct runs_frame *
runs_frames(const struct tape *tapes, size_t count, const struct runs_run *run);

#endif
