#include "distributor/runs.h"

#include <stdlib.h>

#include "distributor/edge.h"
#include "recording/voice.h"

void
runs_clear(struct runs *runs)
{
	for (size_t i = 0; i < runs->count; i++)
		free(runs->v[i].pieces);
	free(runs->v);
	*runs = (struct runs){0};
}

static int64_t
min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
max64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* How much of S lies in TAPE. */
static int64_t
inside(const struct tape *tape, struct span s)
{
	return max64(
	    min64(s.to, tape_end(tape)) - max64(s.from, tape->start), 0);
}

/* Frames until every one of SAMPLES has come out of a decoder. */
static int64_t
frames_for(int64_t samples)
{
	return (samples + VOICE_PRE_SKIP + VOICE_FRAME - 1) / VOICE_FRAME;
}

/* What was recorded, ever. */
static enum rc
recorded(const struct tape *tapes, size_t count, struct span_list *out,
    struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		if (i > 0 && tapes[i].start < tape_end(&tapes[i - 1]))
			return error_set(err, RC_INVALID,
			    "segment %zu begins before segment %zu has ended",
			    i + 1, i);
		rc = span_add(out,
		    (struct span){tapes[i].start, tape_end(&tapes[i])}, err);
	}
	return rc;
}

/* Lay RUN's frames on the grid that lets most of it be copied. */
static void
choose_grid(const struct tape *tapes, size_t count, struct runs_run *run)
{
	int64_t best = -1, grid = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t residue = tapes[i].start % VOICE_FRAME;
		int64_t sum = 0;

		if (inside(&tapes[i], run->span) == 0)
			continue;
		for (size_t j = 0; j < count; j++)
			if (tapes[j].start % VOICE_FRAME == residue)
				sum += inside(&tapes[j], run->span);
		if (sum > best) {
			best = sum;
			grid = residue;
		}
	}
	run->origin = run->span.from -
	    (run->span.from - grid + VOICE_FRAME) % VOICE_FRAME;
	run->nframes = frames_for(run->span.to - run->origin);
}

/* Put [FROM, TO) behind RUN's pieces. */
static void
add_piece(struct runs_run *run, int64_t from, int64_t to, bool silent)
{
	struct runs_piece *last =
	    run->npieces == 0 ? NULL : &run->pieces[run->npieces - 1];

	if (from >= to)
		return;
	if (last != NULL && last->silent == silent) {
		last->span.to = to;
		return;
	}
	run->pieces[run->npieces++] =
	    (struct runs_piece){.span = {from, to}, .silent = silent};
}

/* Does a tape go on across AT? */
static bool
cuts(const struct tape *tapes, size_t count, int64_t at)
{
	for (size_t i = 0; i < count; i++)
		if (tapes[i].start < at && at < tape_end(&tapes[i]))
			return true;
	return false;
}

static enum rc
cut_pieces(const struct tape *tapes, size_t count, struct runs_run *run,
    const struct span_list *silent, struct error *err)
{
	int64_t at = run->span.from;

	run->pieces = calloc(2 * silent->count + 1, sizeof(*run->pieces));
	if (run->pieces == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < silent->count; i++) {
		struct span s = silent->v[i];
		int64_t from, to;

		if (s.to <= run->span.from || s.from >= run->span.to)
			continue;
		edge_silence(run->origin, s, &from, &to);
		from = max64(run->origin + from * VOICE_FRAME, at);
		to = min64(run->origin + to * VOICE_FRAME, run->span.to);
		add_piece(run, at, from, false);
		add_piece(run, from, to, true);
		at = max64(at, to);
	}
	add_piece(run, at, run->span.to, false);
	for (size_t i = 0; i < run->npieces; i++) {
		struct runs_piece *p = &run->pieces[i];

		p->first =
		    i == 0 ? 0 : (p->span.from - run->origin) / VOICE_FRAME;
		p->end = i + 1 == run->npieces
		    ? run->nframes
		    : (p->span.to - run->origin) / VOICE_FRAME;
		p->cut_in = i > 0 || cuts(tapes, count, p->span.from);
		p->cut_out =
		    i + 1 < run->npieces || cuts(tapes, count, p->span.to);
	}
	return RC_OK;
}

enum rc
runs_plan(const struct tape *tapes, size_t count, const struct span_list *spans,
    const struct span_list *silent, struct runs *out, struct error *err)
{
	static const struct span_list none = {0};
	struct span_list there = {0}, wanted = {0}, shape = {0}, hush = {0};
	bool any = false;
	enum rc rc;

	if (silent == NULL)
		silent = &none;
	if ((rc = recorded(tapes, count, &there, err)) != RC_OK ||
	    (rc = span_union(spans, silent, &wanted, err)) != RC_OK ||
	    (rc = span_intersect(&wanted, &there, &shape, err)) != RC_OK ||
	    (rc = span_intersect(&shape, silent, &hush, err)) != RC_OK)
		goto done;
	if (shape.count == 0) {
		rc =
		    error_set(err, RC_NOTFOUND, "nothing of this was recorded");
		goto done;
	}
	if ((out->v = calloc(shape.count, sizeof(*out->v))) == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	for (; out->count < shape.count && rc == RC_OK; out->count++) {
		struct runs_run *run = &out->v[out->count];

		run->span = shape.v[out->count];
		choose_grid(tapes, count, run);
		rc = cut_pieces(tapes, count, run, &hush, err);
		for (size_t i = 0; i < run->npieces; i++)
			any |= !run->pieces[i].silent;
	}
	if (rc == RC_OK && !any)
		rc = error_set(err, RC_NOTFOUND,
		    "nothing of this is left when what is withheld is "
		    "silent");
done:
	if (rc != RC_OK)
		runs_clear(out);
	span_clear(&there);
	span_clear(&wanted);
	span_clear(&shape);
	span_clear(&hush);
	return rc;
}

/* The frames of PIECE that TAPE's packets are right for. */
static void
mark_copied(const struct tape *tape, size_t number, const struct runs_run *run,
    const struct runs_piece *piece, struct runs_frame *frames)
{
	int64_t end = (int64_t)tape->npackets; /* packets that may be copied */
	int64_t last = min64(piece->span.to, tape_end(tape));
	bool before_silence = piece->end < run->nframes;
	int64_t offset, k, fade;

	if ((tape->start - run->origin) % VOICE_FRAME != 0)
		return;
	offset = (tape->start - run->origin) / VOICE_FRAME; /* may be < 0 */
	/* What comes out of the last packets is faded where a segment is cut,
	 * and lost where silence follows. */
	fade =
	    piece->span.to < tape_end(tape) && !before_silence ? EDGE_FADE : 0;
	if (piece->span.to != tape_end(tape) || !tape->flushed)
		end = min64(end, (last - fade - tape->start) / VOICE_FRAME);
	end = min64(end, piece->end - offset);
	for (size_t i = 0; i < tape->npoints; i++) {
		k = tape->points[i];
		if (k + offset < piece->first ||
		    !edge_point_allowed(tape->start, k, piece->span.from))
			continue;
		for (; k < end; k++)
			frames[k + offset] = (struct runs_frame){
			    .made = RUNS_COPIED,
			    .tape = number,
			    .packet = (size_t)k,
			};
		return;
	}
}

struct runs_frame *
runs_frames(const struct tape *tapes, size_t count, const struct runs_run *run)
{
	struct runs_frame *frames =
	    calloc((size_t)run->nframes, sizeof(*frames));

	for (size_t i = 0; frames != NULL && i < run->npieces; i++) {
		const struct runs_piece *p = &run->pieces[i];

		if (p->silent)
			for (int64_t k = p->first; k < p->end; k++)
				frames[k].made = RUNS_SILENT;
		for (size_t j = 0; !p->silent && j < count; j++)
			if (inside(&tapes[j], p->span) > 0)
				mark_copied(&tapes[j], j, run, p, frames);
	}
	return frames;
}
