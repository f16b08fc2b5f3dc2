#include "distributor/splice.h"

#include <stdlib.h>
#include <string.h>

#include "distributor/edge.h"
#include "distributor/runs.h"
#include "recording/pages.h"
#include "recording/voice.h"

struct cutter {
	struct tape *tapes;
	size_t count;
	struct pages *pages;
	struct voice *voice; /* NULL while nothing is encoded */
	struct splice *out;
};

void
splice_clear(struct splice *splice)
{
	free(splice->parts);
	*splice = (struct splice){0};
}

/* Frame NUMBER of RUN as an encoder may see it, in PIECE. */
static enum rc
sound(struct cutter *c, const struct runs_run *run,
    const struct runs_piece *piece, int64_t number, int16_t *pcm,
    struct error *err)
{
	int64_t at = run->origin + number * VOICE_FRAME;
	enum rc rc;

	memset(pcm, 0, VOICE_FRAME * sizeof(*pcm));
	for (size_t i = 0; i < c->count; i++) {
		struct tape *tape = &c->tapes[i];
		int64_t from = at > tape->start ? at : tape->start;
		int64_t to = at + VOICE_FRAME < tape_end(tape)
		    ? at + VOICE_FRAME
		    : tape_end(tape);

		if (from < to &&
		    (rc = tape_pcm(tape, from, pcm + (from - at),
			 (size_t)(to - from), err)) != RC_OK)
			return rc;
	}
	edge_zero(pcm, VOICE_FRAME, at, &piece->span);
	edge_fade(
	    pcm, VOICE_FRAME, at, &piece->span, piece->cut_in, piece->cut_out);
	return RC_OK;
}

static enum rc
take_packet(void *to, const struct voice_packet *packet, struct error *err)
{
	struct cutter *c = to;

	c->out->encoded++;
	return pages_packet(c->pages, packet->data, packet->len, err);
}

static enum rc
encode(struct cutter *c, const struct runs_run *run,
    const struct runs_piece *piece, int64_t number, struct error *err)
{
	int16_t pcm[VOICE_FRAME];
	enum rc rc;

	if (c->voice == NULL) {
		if ((rc = voice_open(&c->voice, false, take_packet, c, err)) !=
			RC_OK ||
		    (rc = voice_brief(c->voice, err)) != RC_OK)
			return rc;
		if (number > piece->first &&
		    ((rc = sound(c, run, piece, number - 1, pcm, err)) !=
			    RC_OK ||
			(rc = voice_prime(c->voice, pcm, err)) != RC_OK))
			return rc;
	}
	if ((rc = sound(c, run, piece, number, pcm, err)) != RC_OK)
		return rc;
	return voice_write(c->voice, pcm, VOICE_FRAME, err);
}

static void
stop_encoding(struct cutter *c)
{
	voice_close(c->voice);
	c->voice = NULL;
}

static enum rc
write_silence(struct cutter *c, int64_t frames, struct error *err)
{
	const unsigned char *data;
	size_t len;
	enum rc rc = RC_OK;

	data = edge_silent_packet(&len);
	for (; frames > 0 && rc == RC_OK; frames--) {
		rc = pages_packet(c->pages, data, len, err);
		c->out->silent++;
	}
	return rc;
}

static enum rc
write_piece(struct cutter *c, const struct runs_run *run,
    const struct runs_piece *piece, const struct runs_frame *frames,
    struct error *err)
{
	const unsigned char *data;
	size_t len;
	enum rc rc = RC_OK;

	if (piece->silent)
		return write_silence(c, piece->end - piece->first, err);
	for (int64_t i = piece->first; i < piece->end && rc == RC_OK; i++) {
		if (frames[i].made == RUNS_ENCODED) {
			rc = encode(c, run, piece, i, err);
			continue;
		}
		stop_encoding(c);
		data = tape_packet(
		    &c->tapes[frames[i].tape], frames[i].packet, &len);
		rc = pages_packet(c->pages, data, len, err);
		c->out->copied++;
	}
	stop_encoding(c);
	return rc;
}

/* RUN, whose first frame plays at PLAYS_AT samples. */
static enum rc
write_run(struct cutter *c, const struct runs_run *run, int64_t plays_at,
    struct error *err)
{
	struct runs_frame *frames = runs_frames(c->tapes, c->count, run);
	enum rc rc = RC_OK;

	if (frames == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < run->npieces && rc == RC_OK; i++) {
		const struct runs_piece *piece = &run->pieces[i];

		rc = write_piece(c, run, piece, frames, err);
		c->out->parts[c->out->nparts++] = (struct splice_part){
		    .span = piece->span,
		    .plays_at = plays_at + piece->span.from - run->origin,
		    .silent = piece->silent,
		};
	}
	free(frames);
	return rc;
}

/* Every run behind the one before it; BASE is where a run's first frame lies
 * on the file's own grid. */
static enum rc
write_runs(struct cutter *c, const struct runs *runs, struct error *err)
{
	int64_t hidden = runs->v[0].span.from - runs->v[0].origin;
	int64_t base = 0, end = 0, gap;
	enum rc rc;

	for (size_t i = 0; i < runs->count; i++) {
		const struct runs_run *run = &runs->v[i];

		if (i > 0) {
			base += runs->v[i - 1].nframes * VOICE_FRAME;
			gap = end + SPLICE_JOIN - base -
			    (run->span.from - run->origin);
			gap = (gap + VOICE_FRAME - 1) / VOICE_FRAME;
			if ((rc = write_silence(c, gap, err)) != RC_OK)
				return rc;
			base += gap * VOICE_FRAME;
		}
		if ((rc = write_run(c, run, base - hidden, err)) != RC_OK)
			return rc;
		end = base + run->span.to - run->origin;
	}
	c->out->samples = end - hidden;
	return pages_finish(c->pages, c->out->samples, err);
}

enum rc
splice_write(struct tape *tapes, size_t count, const struct splice_plan *plan,
    struct sink *sink, struct splice *out, struct error *err)
{
	struct pages_tags neutral = {
	    .title = "Document",
	    .r128_gain_q78 = plan->r128_gain_q78,
	};
	struct cutter c = {.tapes = tapes, .count = count, .out = out};
	struct runs runs = {0};
	size_t pieces = 0;
	int pre_skip;
	enum rc rc;

	if ((rc = runs_plan(
		 tapes, count, plan->spans, plan->silent, &runs, err)) != RC_OK)
		goto done;
	for (size_t i = 0; i < runs.count; i++)
		pieces += runs.v[i].npieces;
	out->parts = calloc(pieces, sizeof(*out->parts));
	if (out->parts == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	pre_skip =
	    VOICE_PRE_SKIP + (int)(runs.v[0].span.from - runs.v[0].origin);
	if ((rc = pages_open(&c.pages, sink, plan->serial, pre_skip, &neutral,
		 err)) == RC_OK)
		rc = write_runs(&c, &runs, err);
done:
	stop_encoding(&c);
	pages_close(c.pages);
	runs_clear(&runs);
	return rc;
}
