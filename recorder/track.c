#include "recorder/track.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/span.h"
#include "recorder/mic.h"
#include "recorder/stretch.h"

enum {
	FLUSH_SAMPLES = SPAN_RATE / 2,
	FLUSH_NS = 500 * 1000 * 1000,
};

struct track_piece {
	struct stretch *stretch;
	int number;
	int item;
	bool closed;
	int64_t from;    /* its first sample, of the meeting */
	int64_t flushed; /* samples given to the encoder before the last one */
	int64_t flushed_ns;
	int64_t written;   /* playable samples a kill leaves, of this stretch */
	int64_t safe;      /* a power cut leaves */
	int64_t under_way; /* will be safe when the sync ends; -1: none runs */
	bool dirty;        /* flushed since the last sync was asked for */
};

static enum rc
sync_piece(void *what, struct error *err)
{
	const struct track_piece *p = what;

	return stretch_sync(p->stretch, err);
}

static enum rc
seal_piece(void *what, struct error *err)
{
	struct track_piece *p = what;

	return stretch_finish(&p->stretch, err);
}

static enum rc
leave_piece(void *what, struct error *err)
{
	struct track_piece *p = what;

	(void)err;
	stretch_abandon(&p->stretch);
	return RC_OK;
}

/* ---------------------------------------------------------------- words */

static void
words_become(
    struct track *t, const struct track_piece *in, enum track_words_state state)
{
	for (size_t i = 0; i < t->nwords; i++) {
		struct track_words *w = &t->words[i];
		struct journal_entry e;

		if (w->in != in || w->state != TRACK_WORDS_WAIT)
			continue;
		w->state = state;
		if (state != TRACK_WORDS_LOST || !w->with_mark)
			continue;
		/* Their mark would stand there without them. */
		e = ledger_entry(t->ledger, JOURNAL_UNDONE, t->ledger->low);
		e.supersedes = w->seq;
		ledger_note_surely(t->ledger, &e);
	}
}

/* The place of SEQ's words before these, else of the oldest; NULL when it
 * waits. */
static struct track_words *
words_place(struct track *t, uint32_t seq)
{
	struct track_words *w = NULL;

	for (size_t i = 0; i < t->nwords; i++) {
		if (t->words[i].seq == seq)
			return t->words[i].state != TRACK_WORDS_WAIT
			    ? &t->words[i]
			    : NULL;
	}
	if (t->nwords < TRACK_WORDS)
		return &t->words[t->nwords++];
	for (size_t i = 0; i < t->nwords; i++) {
		if (t->words[i].state != TRACK_WORDS_WAIT &&
		    (w == NULL || t->words[i].seq < w->seq))
			w = &t->words[i];
	}
	return w;
}

enum track_words_state
track_words_stand(const struct track *t, uint32_t seq)
{
	for (size_t i = 0; i < t->nwords; i++) {
		if (t->words[i].seq == seq)
			return t->words[i].state;
	}
	return TRACK_WORDS_LOST;
}

/* -------------------------------------------------------------------- gaps */

void
track_gap(struct track *t, int64_t sample, enum journal_gap why)
{
	if (t->gap_from >= 0 || t->ledger->tagging->state != COMMAND_RECORDING)
		return;
	t->gap_from = sample;
	t->gap_why = why;
}

/* The one that is open, ending at SAMPLE. */
static struct journal_entry
gap_entry(const struct track *t, int64_t sample)
{
	struct journal_entry e =
	    ledger_entry(t->ledger, JOURNAL_GAP, t->gap_from);

	e.value = (sample - t->gap_from) / (SPAN_RATE / 1000);
	e.note = (uint16_t)t->gap_why;
	return e;
}

static void
gap_is_over(struct track *t, const struct journal_entry *e)
{
	t->gap_from = -1;
	log_warn("%lld ms were not recorded", (long long)e->value);
}

void
track_gap_ends(struct track *t, int64_t sample)
{
	struct journal_entry e;

	if (t->gap_from < 0)
		return;
	e = gap_entry(t, sample);
	gap_is_over(t, &e);
	ledger_note_surely(t->ledger, &e);
}

/* -------------------------------------------------------------- stretches */

/* The file is left as it is; what is not safe in it counts as missing. */
static void
lose(struct track *t, const struct error *err)
{
	struct track_piece *p = t->open;

	t->open = NULL;
	t->stillborn = p->safe > 0 ? 0 : t->stillborn + 1;
	disk_failed(t->disk, err);
	disk_back_off(t->disk, t->stillborn);
	words_become(t, p, TRACK_WORDS_LOST);
	track_gap(t, p->from + p->safe, JOURNAL_GAP_DISK);
	syncer_give(t->syncer, TRACK_LEFT, leave_piece, p);
}

static void
ask_for_sync(struct track *t)
{
	struct track_piece *p = t->open;

	if (p->under_way >= 0 || !p->dirty)
		return;
	p->under_way = p->written;
	p->dirty = false;
	syncer_give(t->syncer, TRACK_SYNCED, sync_piece, p);
}

static void
flush(struct track *t)
{
	struct track_piece *p = t->open;
	struct error err = {0};

	p->flushed = stretch_samples(p->stretch);
	p->flushed_ns = clock_boot_ns();
	if (stretch_flush(p->stretch, &p->written, &err) != RC_OK) {
		lose(t, &err);
		return;
	}
	p->dirty = true;
	if (p->from + p->written > t->written)
		t->written = p->from + p->written;
	ask_for_sync(t);
}

void
track_cut(struct track *t)
{
	struct track_piece *p = t->open;

	if (p == NULL)
		return;
	/* What is encoded is written now; how it ends is written behind. */
	flush(t);
	if (t->open == NULL)
		return;
	t->open = NULL;
	syncer_give(t->syncer, TRACK_SEALED, seal_piece, p);
}

void
track_cut_if_other(struct track *t)
{
	const struct tagging *now = t->ledger->tagging;

	if (t->open != NULL &&
	    (t->open->item != now->item || t->open->closed != now->closed))
		track_cut(t);
}

/* The gap that ends where file NUMBER begins is known now, and not at each try
 * before: two a second would fill the journal. */
static enum rc
say_begun(struct track *t, int number, int64_t sample, struct error *err)
{
	struct journal_entry e;
	enum rc rc;

	if (t->gap_from >= 0) {
		e = gap_entry(t, sample);
		if ((rc = ledger_note(t->ledger, &e, err)) != RC_OK)
			return rc;
		gap_is_over(t, &e);
	}
	e = ledger_entry(t->ledger, JOURNAL_SEGMENT_BEGUN, sample);
	e.value = number;
	return ledger_note(t->ledger, &e, err);
}

static enum rc
begin(struct track *t, int64_t sample, struct error *err)
{
	struct folder *folder = t->ledger->folder;
	const struct tagging *now = t->ledger->tagging;
	const struct papers_item *item = folder_item(folder, now->item);
	char path[FOLDER_PATH];
	struct stretch_plan plan = {
	    .path = path,
	    .signer = t->signer,
	    .start_sample = sample,
	    .created_ms = clock_wall_ms(),
	};
	struct track_piece *p;
	enum rc rc;

	if (item == NULL)
		return error_set(err, RC_INVALID, "no item is on");
	plan.to = &item->key;
	if ((p = calloc(1, sizeof(*p))) == NULL)
		return error_nomem(err);
	*p = (struct track_piece){
	    .item = now->item,
	    .closed = now->closed,
	    .from = sample,
	    .under_way = -1,
	    .dirty = true,
	    .flushed_ns = clock_boot_ns(),
	};
	p->number = t->number;
	if ((rc = folder_next_segment(folder, &p->number, path, err)) !=
		RC_OK ||
	    (rc = stretch_open(&p->stretch, &plan, err)) != RC_OK) {
		free(p);
		return rc;
	}
	if ((rc = say_begun(t, p->number, sample, err)) != RC_OK) {
		stretch_abandon(&p->stretch);
		folder_drop_segment(folder, p->number);
		free(p);
		return rc;
	}
	/* Only now: tries on a full disk, two a second, would use them up. */
	t->number = p->number;
	t->open = p;
	if (sample > t->written)
		t->written = sample;
	disk_took(t->disk);
	ask_for_sync(t);
	return RC_OK;
}

void
track_begin(struct track *t, int64_t sample)
{
	struct error err = {0};

	if (t->open != NULL)
		return;
	if (!disk_may_try(t->disk, clock_boot_ns())) {
		track_gap(t, sample, JOURNAL_GAP_DISK);
	} else if (begin(t, sample, &err) != RC_OK) {
		disk_failed(t->disk, &err);
		track_gap(t, sample, JOURNAL_GAP_DISK);
	}
}

void
track_write(struct track *t, int64_t sample, const int16_t *pcm, size_t count,
    const struct mic_block *b)
{
	struct error err = {0};

	track_begin(t, sample);
	if (t->open == NULL)
		return;
	if (stretch_write(t->open->stretch, pcm, count, b->wall_ms, b->mono_ns,
		&err) != RC_OK)
		lose(t, &err);
	else if (stretch_samples(t->open->stretch) - t->open->flushed >=
	    FLUSH_SAMPLES)
		flush(t);
}

enum rc
track_words(struct track *t, uint32_t seq, bool with_mark, const char *text,
    struct error *err)
{
	struct track_words *w;
	enum rc rc;

	assert(t->open != NULL);
	if ((w = words_place(t, seq)) == NULL)
		return error_set(err, RC_BUSY,
		    "the disk is slow, and the words of %d marks wait for it; "
		    "mark again in a moment",
		    TRACK_WORDS);
	*w = (struct track_words){.seq = seq,
	    .state = TRACK_WORDS_WAIT,
	    .with_mark = with_mark,
	    .in = t->open};
	if ((rc = stretch_event(t->open->stretch, seq, text, err)) ==
	    RC_INVALID) {
		w->state = TRACK_WORDS_LOST;
		return rc;
	}
	if (rc != RC_OK)
		lose(t, err);
	else
		flush(t);
	return rc;
}

/* ------------------------------------------------------------------ results */

void
track_turn(struct track *t, int64_t now_ns)
{
	struct track_piece *p = t->open;

	if (p != NULL && now_ns - p->flushed_ns > FLUSH_NS &&
	    stretch_samples(p->stretch) > p->flushed)
		flush(t);
}

static void
synced(struct track *t, struct track_piece *p, const struct error *err)
{
	int64_t now_safe = p->under_way;

	p->under_way = -1;
	if (err->rc != RC_OK) {
		/* Of one that is being sealed, the sealing will say so. */
		if (p == t->open)
			lose(t, err);
		return;
	}
	p->safe = now_safe;
	if (p->from + p->safe > t->safe)
		t->safe = p->from + p->safe;
	if (!p->dirty)
		words_become(t, p, TRACK_WORDS_SAFE);
	if (p == t->open)
		ask_for_sync(t);
}

static void
sealed(struct track *t, struct track_piece *p, const struct error *err)
{
	struct journal_entry e =
	    ledger_entry(t->ledger, JOURNAL_SEGMENT_SEALED, p->from);

	e.item = (uint16_t)p->item;
	if (err->rc != RC_OK) {
		words_become(t, p, TRACK_WORDS_LOST);
		disk_failed(t->disk, err);
		e.kind = JOURNAL_GAP;
		e.sample = p->from + p->safe;
		e.value = (p->flushed - p->safe) / (SPAN_RATE / 1000);
		e.note = JOURNAL_GAP_DISK;
		ledger_note_surely(t->ledger, &e);
		return;
	}
	words_become(t, p, TRACK_WORDS_SAFE);
	e.value = p->number;
	e.sample = p->from + p->flushed;
	if (e.sample > t->written)
		t->written = e.sample;
	if (e.sample > t->safe)
		t->safe = e.sample;
	ledger_note_surely(t->ledger, &e);
}

void
track_result(struct track *t, const struct syncer_result *result)
{
	struct track_piece *p = result->what;

	if (result->kind == TRACK_SYNCED) {
		synced(t, p, &result->err);
		return;
	}
	if (result->kind == TRACK_SEALED)
		sealed(t, p, &result->err);
	for (size_t i = 0; i < t->nwords; i++) {
		if (t->words[i].in == p)
			t->words[i].in = NULL;
	}
	free(p);
}
