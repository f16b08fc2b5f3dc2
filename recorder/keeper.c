#include "recorder/keeper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/span.h"

enum {
	CLOCK_NS = 500 * 1000 * 1000,
	/* What one block or one command gives the syncer, and some. */
	PIECES_FREE = 8
};

int64_t
keeper_now(const struct keeper *k)
{
	if (k->tagging.state == COMMAND_READY)
		return 0;
	return timebase_now(&k->timebase, clock_boot_ns(), k->ledger.low);
}

void
keeper_put_clock(struct keeper *k)
{
	const struct track *t = &k->track;
	bool keeps = t->open != NULL;
	struct folder_clock clock = {
	    .sample = keeper_now(k),
	    .mono_ns =
		k->timebase.anchored ? k->timebase.sample_ns : clock_boot_ns(),
	    .wall_ms = clock_wall_ms(),
	};

	if (k->tagging.state == COMMAND_READY)
		return;
	clock.written = clock.safe = k->timebase.sample;
	if (t->gap_from >= 0)
		clock.written = clock.safe = t->gap_from;
	/* What is being sealed is as safe as it was synced. */
	if (keeps || syncer_pieces(k->syncer) > 0)
		clock.safe = t->safe;
	if (keeps)
		clock.written = t->written;
	folder_put_clock(&k->folder, &clock);
	k->clock_ns = clock_boot_ns();
}

/* ------------------------------------------------------------------ results */

/* Fetch what the syncer has done; WAIT for one more at least. */
static void
fetch(struct keeper *k, bool wait)
{
	struct syncer_result r;

	while (syncer_next(k->syncer, wait, &r)) {
		k->answer_ns = clock_mono_ns();
		if (r.kind < TRACK_SYNCED)
			ledger_result(&k->ledger, &r);
		else
			track_result(&k->track, &r);
		wait = false;
	}
}

/* A disk that takes nothing for so long makes even the keeper wait. */
static void
make_room(struct keeper *k)
{
	while (syncer_pieces(k->syncer) > SYNCER_ROOM - PIECES_FREE)
		fetch(k, true);
}

/* -------------------------------------------------------------------- audio */

static void
on_block(struct keeper *k, struct mic_block *b)
{
	struct timebase *clock = &k->timebase;
	int64_t before = clock->sample, lost = 0;
	size_t cut;

	level_add(&k->level, b->pcm, b->count);
	if (k->tagging.state == COMMAND_READY)
		return;
	cut = timebase_take(clock, b, k->ledger.low, &lost);
	if (lost > 0) {
		log_warn("%lld samples were lost on the way", (long long)lost);
		track_cut(&k->track);
		track_gap(&k->track, before, JOURNAL_GAP_OVERFLOW);
	}
	if (k->tagging.state == COMMAND_RECORDING && cut < b->count)
		track_write(
		    &k->track, clock->sample, b->pcm + cut, b->count - cut, b);
	timebase_went(clock, b, b->count - cut);
}

void
keeper_turn(struct keeper *k)
{
	struct mic_block b = {0};
	int64_t now = clock_boot_ns();

	fetch(k, false);
	while (inputs_next(k->inputs, clock_boot_ns(), &b)) {
		make_room(k);
		on_block(k, &b);
	}
	make_room(k);
	explicit_bzero(&b, sizeof(b));
	inputs_tick(k->inputs, now);
	if (inputs_state(k->inputs) != WATCH_RUNNING && k->timebase.anchored) {
		track_cut(&k->track);
		track_gap(&k->track, k->timebase.sample, JOURNAL_GAP_DEVICE);
		k->timebase.anchored = false;
	}
	track_turn(&k->track, now);
	ledger_turn(&k->ledger, now);
	if (now - k->clock_ns > CLOCK_NS)
		keeper_put_clock(k);
	disk_look(&k->disk, k->folder.path, now);
	if (syncer_pieces(k->syncer) == 0)
		k->answer_ns = clock_mono_ns();
	disk_owes(&k->disk, clock_mono_ns() - k->answer_ns);
}

void
keeper_poll(const struct keeper *k, struct pollfd p[KEEPER_POLL])
{
	p[0] = (struct pollfd){.fd = inputs_fd(k->inputs), .events = POLLIN};
	p[1] = (struct pollfd){.fd = syncer_fd(k->syncer), .events = POLLIN};
}

bool
keeper_done(const struct keeper *k)
{
	return k->tagging.state == COMMAND_ENDED &&
	    syncer_pieces(k->syncer) == 0 && ledger_settled(&k->ledger);
}

void
keeper_settle(struct keeper *k)
{
	do {
		fetch(k, true);
		ledger_turn(&k->ledger, clock_boot_ns());
	} while (syncer_pieces(k->syncer) > 0);
}

/* ------------------------------------------------------------------ opening */

/* Take notice of what the journal already holds. */
static enum rc
replay(struct keeper *k, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < k->folder.nentries && rc == RC_OK; i++) {
		const struct journal_entry *e = &k->folder.entries[i];

		rc = ledger_replay(&k->ledger, e, err);
		if (e->key != 0)
			answers_add(&k->answers, e->key, RC_OK, e->seq,
			    "that was done already");
	}
	return rc;
}

/* The meeting was going on when the recorder went away. */
static enum rc
come_back(struct keeper *k, struct error *err)
{
	const struct journal_entry *last =
	    &k->folder.entries[k->folder.nentries - 1];
	int64_t low = k->ledger.low, now_ms = clock_wall_ms();
	struct timebase *t = &k->timebase;
	struct folder_clock clock = {.written = low, .safe = low};
	enum rc rc = RC_OK;

	t->sample_ns = clock_boot_ns();
	if (folder_get_clock(&k->folder, t->sample_ns, now_ms, &clock,
		&t->sample, NULL) != RC_OK)
		t->sample = last->sample +
		    (now_ms > last->wall_ms
			    ? (now_ms - last->wall_ms) * (SPAN_RATE / 1000)
			    : 0);
	if (t->sample < low)
		t->sample = low;
	if (clock.written < low)
		clock.written = low;
	k->track.written = clock.written;
	k->track.safe = clock.safe > low ? clock.safe : low;
	if (k->tagging.item == 0) {
		/* It went away between the start and its first item. */
		struct journal_entry e =
		    ledger_entry(&k->ledger, JOURNAL_ITEM, 0);

		e.item = (uint16_t)k->folder.papers.items[0].number;
		rc = ledger_note(&k->ledger, &e, err);
	}
	track_gap(&k->track, clock.written, JOURNAL_GAP_RESTART);
	log_info("going on with a meeting that is %s",
	    tagging_state_words(&k->tagging));
	return rc;
}

static void
join_parts(struct keeper *k)
{
	k->ledger.folder = &k->folder;
	k->ledger.tagging = &k->tagging;
	k->ledger.syncer = k->syncer;
	k->ledger.disk = &k->disk;
	k->track.ledger = &k->ledger;
	k->track.syncer = k->syncer;
	k->track.disk = &k->disk;
	k->track.signer = &k->signer;
	k->track.gap_from = -1;
}

enum rc
keeper_open(struct keeper **out, const char *home, const char *papers,
    const struct inputs_plan *devices, struct error *err)
{
	struct keeper *k = calloc(1, sizeof(*k));
	enum rc rc;

	*out = NULL;
	if (k == NULL)
		return error_nomem(err);
	k->folder.clock_fd = -1;
	k->answer_ns = clock_mono_ns();
	timebase_drop_until(&k->timebase, clock_boot_ns());
	if ((rc = folder_signer(home, &k->signer, err)) == RC_OK &&
	    (rc = syncer_open(&k->syncer, err)) == RC_OK &&
	    (rc = folder_open(&k->folder, home, papers, err)) == RC_OK &&
	    (rc = tagging_open(&k->tagging, &k->folder.papers, err)) == RC_OK) {
		join_parts(k);
		rc = replay(k, err);
	}
	if (rc == RC_OK && k->tagging.state == COMMAND_ENDED)
		rc = error_set(err, RC_CONFLICT, "this meeting has ended");
	if (rc == RC_OK && k->tagging.state != COMMAND_READY)
		rc = come_back(k, err);
	if (rc == RC_OK)
		rc = inputs_open(&k->inputs, devices, clock_boot_ns(), err);
	if (rc == RC_OK)
		*out = k;
	else
		keeper_close(k);
	return rc;
}

void
keeper_close(struct keeper *k)
{
	if (k == NULL)
		return;
	if (k->ledger.folder != NULL) {
		track_cut(&k->track);
		keeper_settle(k);
		if (!ledger_settled(&k->ledger))
			log_error("the disk has not taken all of the journal: "
				  "what happened last may be missing");
	}
	syncer_close(k->syncer);
	inputs_close(k->inputs);
	tagging_clear(&k->tagging);
	folder_close(&k->folder);
	explicit_bzero(k, sizeof(*k));
	free(k);
}

enum rc
keeper_hear(struct keeper *k, struct error *err)
{
	int64_t until = clock_boot_ns() + 2 * (int64_t)1000000000;

	const char *why;

	while (!inputs_complete(k->inputs) && clock_boot_ns() < until) {
		struct pollfd p[KEEPER_POLL];

		keeper_poll(k, p);
		(void)poll(p, KEEPER_POLL, 50);
		keeper_turn(k);
		if (inputs_fault(k->inputs, &why) == RC_NOTFOUND &&
		    k->tagging.state == COMMAND_READY)
			return error_set(err, RC_NOTFOUND, "%s", why);
	}
	return RC_OK;
}
