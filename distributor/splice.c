#include "distributor/splice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "distributor/edge.h"
#include "distributor/joint.h"
#include "distributor/runs.h"
#include "recording/pages.h"
#include "recording/voice.h"

/* A joint may be this much louder than the master; and how far to go for a
 * better one: points later, frames earlier, frames that a point may cost. */
static const double allowed_db = 2.5;
enum { LATER = 2, EARLIER = 8, DEAREST = 600 };

struct made {      /* a frame that was encoded anew */
	size_t at; /* in BYTES */
	size_t len;
};

struct cutter {
	struct tape *tapes;
	size_t count;
	struct pages *pages;
	struct splice *out;

	/* of the run that is being written */
	struct runs_frame *frames;
	struct made *made; /* one a frame */
	struct buf bytes;
	struct voice *voice; /* NULL while nothing is encoded */
	int64_t number;      /* the frame that it is given */
};

void
splice_clear(struct splice *splice)
{
	free(splice->parts);
	*splice = (struct splice){0};
}

/* 20 ms of the master, whoever's they are. */
static enum rc
master(struct cutter *c, int64_t at, int16_t *pcm, struct error *err)
{
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
	return RC_OK;
}

/* Frame NUMBER of RUN as an encoder may see it, in PIECE. */
static enum rc
sound(struct cutter *c, const struct runs_run *run,
    const struct runs_piece *piece, int64_t number, int16_t *pcm,
    struct error *err)
{
	int64_t at = run->origin + number * VOICE_FRAME;
	enum rc rc;

	if ((rc = master(c, at, pcm, err)) != RC_OK)
		return rc;
	edge_zero(pcm, VOICE_FRAME, at, &piece->span);
	edge_fade(
	    pcm, VOICE_FRAME, at, &piece->span, piece->cut_in, piece->cut_out);
	return RC_OK;
}

static enum rc
take_packet(void *to, const struct voice_packet *packet, struct error *err)
{
	struct cutter *c = to;

	c->made[c->number] = (struct made){c->bytes.len, packet->len};
	buf_put(&c->bytes, packet->data, packet->len);
	return buf_check(&c->bytes, err);
}

static void
stop_encoding(struct cutter *c)
{
	voice_close(c->voice);
	c->voice = NULL;
}

static enum rc
begin_encoding(struct cutter *c, const struct runs_run *run,
    const struct runs_piece *piece, int64_t number, struct error *err)
{
	int16_t pcm[VOICE_FRAME];
	enum rc rc;

	stop_encoding(c);
	if ((rc = voice_open(&c->voice, false, take_packet, c, err)) != RC_OK ||
	    (rc = voice_brief(c->voice, err)) != RC_OK ||
	    number == piece->first ||
	    (rc = sound(c, run, piece, number - 1, pcm, err)) != RC_OK)
		return rc;
	return voice_prime(c->voice, pcm, err);
}

static enum rc
encode(struct cutter *c, const struct runs_run *run,
    const struct runs_piece *piece, int64_t from, int64_t to, struct error *err)
{
	int16_t pcm[VOICE_FRAME];
	enum rc rc = RC_OK;

	for (; from < to && rc == RC_OK; from++) {
		c->frames[from].made = RUNS_ENCODED;
		c->number = from;
		if ((rc = sound(c, run, piece, from, pcm, err)) == RC_OK)
			rc = voice_write(c->voice, pcm, VOICE_FRAME, err);
	}
	return rc;
}

static bool
copied(const struct cutter *c, int64_t number)
{
	return c->frames[number].made == RUNS_COPIED;
}

static void
copy_again(struct cutter *c, int64_t from, int64_t to)
{
	for (; from < to; from++)
		c->frames[from].made = RUNS_COPIED;
}

/* Frame NUMBER as it will be in the copy. */
static struct joint_packet
packet_of(const struct cutter *c, int64_t number)
{
	const struct runs_frame *f = &c->frames[number];
	const struct made *m = &c->made[number];
	struct joint_packet packet;

	if (f->made == RUNS_ENCODED)
		return (struct joint_packet){c->bytes.data + m->at, m->len};
	packet.data = tape_packet(&c->tapes[f->tape], f->packet, &packet.len);
	return packet;
}

/* How much too loud the copy is where frame NUMBER begins, as far as its frames
 * are made.  Nothing outside the piece is asked. */
static enum rc
listen(struct cutter *c, const struct runs_run *run,
    const struct runs_piece *piece, int64_t number, double *db,
    struct error *err)
{
	int16_t pcm[JOINT_FRAMES * VOICE_FRAME];
	struct joint_packet packets[JOINT_PACKETS];
	int64_t from = number - JOINT_BEFORE, to = number;
	int64_t begins, samples;
	size_t count = 0;
	enum rc rc;

	from = from < piece->first ? piece->first : from;
	while (to < number + JOINT_BEHIND && to < piece->end &&
	    (copied(c, to) || c->made[to].len > 0))
		to++;
	begins = run->origin + from * VOICE_FRAME - VOICE_PRE_SKIP;
	samples = (to - from) * VOICE_FRAME;
	for (int64_t i = 0; i < to - from; i++)
		if ((rc = master(c, begins + i * VOICE_FRAME,
			 pcm + i * VOICE_FRAME, err)) != RC_OK)
			return rc;
	edge_zero(pcm, (size_t)samples, begins, &piece->span);
	if (samples > piece->span.to - begins)
		samples = piece->span.to - begins;
	for (int64_t i = from - JOINT_PREROLL; i < to; i++)
		if (i >= piece->first)
			packets[count++] = packet_of(c, i);
	return joint_excess(
	    packets, count, (size_t)(to - from), pcm, (size_t)samples, db, err);
}

/* The first frame from FROM on, before TO, that is copied; else TO. */
static int64_t
next_copied(const struct cutter *c, int64_t from, int64_t to)
{
	while (from < to && !copied(c, from))
		from++;
	return from;
}

/* Where copied packets end and AT is to be encoded: begin there, or some frames
 * earlier when that is not heard.  Up to *DONE is encoded then. */
static enum rc
leave_master(struct cutter *c, const struct runs_run *run,
    const struct runs_piece *piece, int64_t at, int64_t *done,
    struct error *err)
{
	int64_t end = next_copied(c, at, piece->end), best = at, from = at;
	double least = HUGE_VAL, db;
	enum rc rc;

	for (;; from--) {
		*done = end < from + JOINT_BEHIND ? end : from + JOINT_BEHIND;
		*done = *done < at ? at : *done;
		if ((rc = begin_encoding(c, run, piece, from, err)) != RC_OK ||
		    (rc = encode(c, run, piece, from, *done, err)) != RC_OK ||
		    (rc = listen(c, run, piece, from, &db, err)) != RC_OK)
			return rc;
		if (db < least) {
			least = db;
			best = from;
		}
		if (least <= allowed_db || at - from == EARLIER ||
		    from < piece->first + 2 || !copied(c, from - 2))
			break;
	}
	if (best == from)
		return RC_OK;
	copy_again(c, from, best);
	*done = best;
	return begin_encoding(c, run, piece, best, err);
}

/* The point behind AT, or where its packets are not copied any more. */
static int64_t
next_point(const struct cutter *c, const struct runs_piece *piece, int64_t at)
{
	const struct runs_frame *f = &c->frames[at];
	const struct tape *tape = &c->tapes[f->tape];
	int64_t offset = at - (int64_t)f->packet, end = at;

	while (end < piece->end && copied(c, end) &&
	    c->frames[end].tape == f->tape)
		end++;
	for (size_t i = 0; i < tape->npoints; i++)
		if (tape->points[i] + offset > at &&
		    tape->points[i] + offset < end)
			return tape->points[i] + offset;
	return end;
}

/* Where what is encoded ends and AT is to be copied: end there, or at a later
 * point when that is not heard. */
static enum rc
join_master(struct cutter *c, const struct runs_run *run,
    const struct runs_piece *piece, int64_t at, int64_t *next,
    struct error *err)
{
	int64_t best = at, to;
	double least = HUGE_VAL, db;
	enum rc rc;

	for (int tries = 0;; tries++) {
		if ((rc = listen(c, run, piece, at, &db, err)) != RC_OK)
			return rc;
		if (db < least) {
			least = db;
			best = at;
		}
		to = next_point(c, piece, at);
		if (least <= allowed_db || tries == LATER || to - at > DEAREST)
			break;
		if ((rc = encode(c, run, piece, at, to, err)) != RC_OK)
			return rc;
		at = to;
		if (to == piece->end || !copied(c, to)) {
			best = to; /* no joint at all */
			break;
		}
	}
	copy_again(c, best, at);
	*next = best;
	return RC_OK;
}

/* Encode what PIECE needs encoded, and what makes its joints better. */
static enum rc
encode_piece(struct cutter *c, const struct runs_run *run,
    const struct runs_piece *piece, struct error *err)
{
	int64_t i = piece->first, to;
	enum rc rc = RC_OK;

	while (i < piece->end && rc == RC_OK) {
		if (copied(c, i)) {
			stop_encoding(c);
			i++;
			continue;
		}
		if (c->voice == NULL)
			rc = i == piece->first
			    ? begin_encoding(c, run, piece, i, err)
			    : leave_master(c, run, piece, i, &i, err);
		to = next_copied(c, i, piece->end);
		if (rc == RC_OK)
			rc = encode(c, run, piece, i, to, err);
		i = to;
		if (rc == RC_OK && i < piece->end)
			rc = join_master(c, run, piece, i, &i, err);
	}
	stop_encoding(c);
	return rc;
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
    const struct runs_piece *piece, struct error *err)
{
	struct joint_packet packet;
	enum rc rc;

	if (piece->silent)
		return write_silence(c, piece->end - piece->first, err);
	rc = encode_piece(c, run, piece, err);
	for (int64_t i = piece->first; i < piece->end && rc == RC_OK; i++) {
		packet = packet_of(c, i);
		rc = pages_packet(c->pages, packet.data, packet.len, err);
		c->out->copied += copied(c, i);
		c->out->encoded += !copied(c, i);
	}
	return rc;
}

/* RUN, whose first frame plays at PLAYS_AT samples. */
static enum rc
write_run(struct cutter *c, const struct runs_run *run, int64_t plays_at,
    struct error *err)
{
	enum rc rc = RC_OK;

	c->frames = runs_frames(c->tapes, c->count, run);
	c->made = calloc((size_t)run->nframes, sizeof(*c->made));
	if (c->frames == NULL || c->made == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; i < run->npieces && rc == RC_OK; i++) {
		const struct runs_piece *piece = &run->pieces[i];

		rc = write_piece(c, run, piece, err);
		c->out->parts[c->out->nparts++] = (struct splice_part){
		    .span = piece->span,
		    .plays_at = plays_at + piece->span.from - run->origin,
		    .silent = piece->silent,
		};
	}
	free(c->frames);
	free(c->made);
	c->frames = NULL;
	c->made = NULL;
	buf_clear(&c->bytes);
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
