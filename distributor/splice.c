#include "distributor/splice.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "distributor/edge.h"
#include "recording/pages.h"
#include "recording/voice.h"

/* 20 ms of nothing: CELT, full band, the silence flag (RFC 6716, 4.3). */
static const unsigned char silence[] = {0xf8, 0xff, 0xfe};

static const struct pages_tags neutral = {
    .title = "Document",
    .r128_gain_q78 = INT_MIN,
};

/* A stretch without a break, and where its frames lie. */
struct run {
	struct span span;
	size_t first; /* of its tapes */
	size_t last;
	int64_t origin; /* meeting sample of its first frame, <= span.from */
	int64_t frames;
	bool cut_in; /* its segment goes on beyond this edge */
	bool cut_out;
};

struct runs {
	struct run *v;
	size_t count;
};

/* What a frame of a run is made from. */
struct frame {
	bool copied;
	size_t tape;
	size_t packet;
};

struct cutter {
	struct tape *tapes;
	size_t count;
	struct pages *pages;
	struct voice *voice; /* NULL while packets are copied */
	struct splice *out;
};

void
splice_clear(struct splice *splice)
{
	free(splice->parts);
	*splice = (struct splice){0};
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

/* Frames until every one of SAMPLES has come out of a decoder. */
static int64_t
frames_for(int64_t samples)
{
	return (samples + VOICE_PRE_SKIP + VOICE_FRAME - 1) / VOICE_FRAME;
}

static enum rc
check_tapes(const struct tape *tapes, size_t count, struct error *err)
{
	for (size_t i = 1; i < count; i++)
		if (tapes[i].start < tape_end(&tapes[i - 1]))
			return error_set(err, RC_INVALID,
			    "segment %zu begins before segment %zu has ended",
			    i + 1, i);
	return RC_OK;
}

static enum rc
add_run(struct runs *runs, struct span span, size_t tape, struct error *err)
{
	struct run *grown;

	if (runs->count > 0 && runs->v[runs->count - 1].span.to == span.from) {
		runs->v[runs->count - 1].span.to = span.to;
		runs->v[runs->count - 1].last = tape;
		return RC_OK;
	}
	grown = realloc(runs->v, (runs->count + 1) * sizeof(*grown));
	if (grown == NULL)
		return error_nomem(err);
	runs->v = grown;
	grown[runs->count++] =
	    (struct run){.span = span, .first = tape, .last = tape};
	return RC_OK;
}

/* SPANS as far as there is audio. */
static enum rc
find_runs(const struct tape *tapes, size_t count, const struct span_list *spans,
    struct runs *runs, struct error *err)
{
	enum rc rc;

	for (size_t i = 0; i < spans->count; i++)
		for (size_t j = 0; j < count; j++) {
			struct span s = {
			    max64(spans->v[i].from, tapes[j].start),
			    min64(spans->v[i].to, tape_end(&tapes[j])),
			};

			if (s.from < s.to &&
			    (rc = add_run(runs, s, j, err)) != RC_OK)
				return rc;
		}
	if (runs->count == 0)
		return error_set(
		    err, RC_NOTFOUND, "nothing of this was recorded");
	return RC_OK;
}

/* Lay RUN's frames on the grid that lets most of it be copied. */
static void
choose_grid(const struct tape *tapes, struct run *run)
{
	int64_t best = -1, grid = 0;

	for (size_t i = run->first; i <= run->last; i++) {
		int64_t residue = tapes[i].start % VOICE_FRAME;
		int64_t sum = 0;

		for (size_t j = run->first; j <= run->last; j++)
			if (tapes[j].start % VOICE_FRAME == residue)
				sum +=
				    min64(run->span.to, tape_end(&tapes[j])) -
				    max64(run->span.from, tapes[j].start);
		if (sum > best) {
			best = sum;
			grid = residue;
		}
	}
	run->origin = run->span.from -
	    (run->span.from - grid + VOICE_FRAME) % VOICE_FRAME;
	run->frames = frames_for(run->span.to - run->origin);
	run->cut_in = run->span.from > tapes[run->first].start;
	run->cut_out = run->span.to < tape_end(&tapes[run->last]);
}

/* The frames of RUN that TAPE's packets are right for. */
static void
mark_copied(const struct tape *tape, size_t number, const struct run *run,
    struct frame *frames)
{
	int64_t end = (int64_t)tape->npackets; /* packets that may be copied */
	int64_t last = min64(run->span.to, tape_end(tape));
	int64_t offset, k;

	if ((tape->start - run->origin) % VOICE_FRAME != 0)
		return;
	offset = (tape->start - run->origin) / VOICE_FRAME; /* may be < 0 */
	if (run->span.to != tape_end(tape) || !tape->flushed)
		end = min64(end,
		    (last - (run->span.to < tape_end(tape) ? EDGE_FADE : 0) -
			tape->start) /
			VOICE_FRAME);
	for (size_t i = 0; i < tape->npoints; i++) {
		k = tape->points[i];
		if (k + offset < 0 ||
		    !edge_point_allowed(tape->start, k, run->span.from))
			continue;
		for (; k < end && k + offset < run->frames; k++)
			frames[k + offset] = (struct frame){
			    .copied = true,
			    .tape = number,
			    .packet = (size_t)k,
			};
		return;
	}
}

/* Frame NUMBER of RUN as an encoder may see it; -1 is the one before. */
static enum rc
sound(struct cutter *c, const struct run *run, int64_t number, int16_t *pcm,
    struct error *err)
{
	int64_t at = run->origin + number * VOICE_FRAME;
	int64_t from, to;
	enum rc rc;

	memset(pcm, 0, VOICE_FRAME * sizeof(*pcm));
	for (size_t i = 0; i < c->count; i++) {
		from = max64(at, c->tapes[i].start);
		to = min64(at + VOICE_FRAME, tape_end(&c->tapes[i]));
		if (from < to &&
		    (rc = tape_pcm(&c->tapes[i], from, pcm + (from - at),
			 (size_t)(to - from), err)) != RC_OK)
			return rc;
	}
	edge_zero(pcm, VOICE_FRAME, at, &run->span);
	edge_fade(pcm, VOICE_FRAME, at, &run->span, run->cut_in, run->cut_out);
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
encode(
    struct cutter *c, const struct run *run, int64_t number, struct error *err)
{
	int16_t pcm[VOICE_FRAME];
	enum rc rc;

	if (c->voice == NULL) {
		if ((rc = voice_open(&c->voice, false, take_packet, c, err)) !=
		    RC_OK)
			return rc;
		if (number > 0 &&
		    ((rc = sound(c, run, number - 1, pcm, err)) != RC_OK ||
			(rc = voice_prime(c->voice, pcm, err)) != RC_OK))
			return rc;
	}
	if ((rc = sound(c, run, number, pcm, err)) != RC_OK)
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
write_run(struct cutter *c, const struct run *run, struct error *err)
{
	struct frame *frames;
	const unsigned char *data;
	size_t len;
	enum rc rc = RC_OK;

	frames = calloc((size_t)run->frames, sizeof(*frames));
	if (frames == NULL)
		return error_nomem(err);
	for (size_t i = run->first; i <= run->last; i++)
		mark_copied(&c->tapes[i], i, run, frames);
	for (int64_t i = 0; i < run->frames && rc == RC_OK; i++) {
		if (!frames[i].copied) {
			rc = encode(c, run, i, err);
			continue;
		}
		stop_encoding(c);
		data = tape_packet(
		    &c->tapes[frames[i].tape], frames[i].packet, &len);
		rc = pages_packet(c->pages, data, len, err);
		c->out->copied++;
	}
	stop_encoding(c);
	free(frames);
	return rc;
}

static enum rc
write_silence(struct cutter *c, int64_t frames, struct error *err)
{
	enum rc rc = RC_OK;

	for (; frames > 0 && rc == RC_OK; frames--) {
		rc = pages_packet(c->pages, silence, sizeof(silence), err);
		c->out->silent++;
	}
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
		const struct run *run = &runs->v[i];
		int64_t lead = run->span.from - run->origin;

		if (i > 0) {
			base += runs->v[i - 1].frames * VOICE_FRAME;
			gap = end + SPLICE_JOIN - base - lead;
			gap = (gap + VOICE_FRAME - 1) / VOICE_FRAME;
			if ((rc = write_silence(c, gap, err)) != RC_OK)
				return rc;
			base += gap * VOICE_FRAME;
		}
		if ((rc = write_run(c, run, err)) != RC_OK)
			return rc;
		end = base + run->span.to - run->origin;
		c->out->parts[c->out->nparts++] = (struct splice_part){
		    .span = run->span,
		    .plays_at = base + lead - hidden,
		};
	}
	c->out->samples = end - hidden;
	return pages_finish(c->pages, c->out->samples, err);
}

enum rc
splice_write(struct tape *tapes, size_t count, const struct span_list *spans,
    uint32_t serial, struct sink *sink, struct splice *out, struct error *err)
{
	struct cutter c = {.tapes = tapes, .count = count, .out = out};
	struct runs runs = {0};
	int pre_skip;
	enum rc rc;

	if ((rc = check_tapes(tapes, count, err)) != RC_OK ||
	    (rc = find_runs(tapes, count, spans, &runs, err)) != RC_OK)
		goto done;
	for (size_t i = 0; i < runs.count; i++)
		choose_grid(tapes, &runs.v[i]);
	out->parts = calloc(runs.count, sizeof(*out->parts));
	if (out->parts == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	pre_skip =
	    VOICE_PRE_SKIP + (int)(runs.v[0].span.from - runs.v[0].origin);
	if ((rc = pages_open(
		 &c.pages, sink, serial, pre_skip, &neutral, err)) == RC_OK)
		rc = write_runs(&c, &runs, err);
done:
	stop_encoding(&c);
	pages_close(c.pages);
	free(runs.v);
	return rc;
}
