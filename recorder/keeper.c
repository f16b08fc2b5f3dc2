#include "recorder/keeper.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/span.h"
#include "recorder/answers.h"
#include "recorder/deciding.h"
#include "recorder/folder.h"
#include "recorder/level.h"
#include "recorder/stretch.h"
#include "recorder/tagging.h"
#include "recorder/watch.h"

enum {
	/* Longer than any sound card holds a sample back. */
	LATENCY_NS = 40 * 1000 * 1000,
	RETRY_NS = 500 * 1000 * 1000,
	SYNC_NS = 500 * 1000 * 1000,
	BYTES_A_SECOND = 2 * 3072,
	LOW_SECONDS = 10 * 3600, /* twice the longest meeting */
	PENDING = 32
};

struct keeper {
	struct folder folder;
	struct tagging tagging;
	struct answers answers;
	struct box_sign_secret signer;
	struct watch watch;
	struct level level;

	int64_t sample;        /* the meeting's clock: of the next sample */
	int64_t sample_ns;     /* when that one was, or will be, heard */
	int64_t low;           /* no entry may lie before the last one */
	bool anchored;         /* SAMPLE goes on with the next block */
	bool fresh;            /* the next sample to be kept is number 0 */
	int64_t not_before_ns; /* samples heard earlier are dropped */

	struct stretch *stretch;
	int64_t stretch_from;
	int stretch_item;
	bool stretch_closed;
	int number; /* of the last segment */
	int64_t synced;
	int64_t safe; /* of the meeting, up to here a power cut takes nothing */
	int64_t synced_ns;

	int64_t gap_from; /* nothing was kept since, though it should; or -1 */
	enum journal_gap gap_why;

	int64_t retry_ns; /* not before this */
	int64_t looked_ns;
	int64_t free_seconds;
	char disk_alarm[256];
	struct journal_entry pending[PENDING]; /* not in the journal yet */
	size_t npending;
};

static int64_t
ns_to_samples(int64_t ns)
{
	return ns / 1000000000 * SPAN_RATE +
	    ns % 1000000000 * SPAN_RATE / 1000000000;
}

static int64_t
now_sample(const struct keeper *k)
{
	int64_t now = k->sample;

	if (!k->anchored && !k->fresh && k->tagging.state != COMMAND_READY)
		now += ns_to_samples(clock_mono_ns() - k->sample_ns);
	return now > k->low ? now : k->low;
}

static void
disk_failed(struct keeper *k, const struct error *err)
{
	if (k->disk_alarm[0] == '\0')
		log_error("disk: %s", err->text);
	(void)snprintf(k->disk_alarm, sizeof(k->disk_alarm),
	    "%.230s; trying again", err->text);
	k->retry_ns = clock_mono_ns() + RETRY_NS;
}

/* ------------------------------------------------------------ journal */

static enum rc
append(struct keeper *k, struct journal_entry *e, struct error *err)
{
	enum rc rc;

	if (k->folder.journal == NULL &&
	    (rc = folder_renew_journal(&k->folder, err)) != RC_OK)
		return rc;
	rc = journal_append(k->folder.journal, e, err);
	/* After a failed sync it takes nothing more: begin the file anew. */
	if (rc == RC_IO && folder_renew_journal(&k->folder, NULL) == RC_OK)
		rc = journal_append(k->folder.journal, e, err);
	return rc;
}

static void
flush_pending(struct keeper *k)
{
	struct error err = {0};

	while (k->npending > 0 && append(k, &k->pending[0], &err) == RC_OK) {
		k->npending--;
		memmove(k->pending, k->pending + 1,
		    k->npending * sizeof(k->pending[0]));
	}
	if (k->npending > 0)
		disk_failed(k, &err);
}

/* Put E into the journal and take notice of it. */
static enum rc
note(struct keeper *k, struct journal_entry *e, struct error *err)
{
	enum rc rc;

	if (k->npending > 0)
		flush_pending(k);
	if (k->npending > 0)
		return error_set(
		    err, RC_NOSPACE, "the journal: %s", k->disk_alarm);
	if ((rc = append(k, e, err)) != RC_OK) {
		(void)error_prefix(err, "the journal");
		return rc;
	}
	if (e->sample > k->low)
		k->low = e->sample;
	return tagging_apply(&k->tagging, e, err);
}

/* The same for what has happened whatever the disk says: it is kept in mind
 * until it can be written. */
static void
note_surely(struct keeper *k, struct journal_entry *e)
{
	struct error err = {0};

	if (note(k, e, &err) == RC_OK)
		return;
	disk_failed(k, &err);
	if (k->npending < PENDING)
		k->pending[k->npending++] = *e;
	(void)tagging_apply(&k->tagging, e, &err);
}

static struct journal_entry
entry(const struct keeper *k, enum journal_kind kind, int64_t sample)
{
	return (struct journal_entry){
	    .kind = kind,
	    .item = (uint16_t)k->tagging.item,
	    .sample = sample,
	    .wall_ms = clock_wall_ms(),
	};
}

static void
note_gap(struct keeper *k)
{
	struct journal_entry e;

	if (k->gap_from < 0)
		return;
	e = entry(k, JOURNAL_GAP, k->gap_from);
	e.value = (now_sample(k) - k->gap_from) / (SPAN_RATE / 1000);
	e.note = (uint16_t)k->gap_why;
	k->gap_from = -1;
	note_surely(k, &e);
	log_warn("%lld ms were not recorded", (long long)e.value);
}

static void
begin_gap(struct keeper *k, int64_t from, enum journal_gap why)
{
	if (k->gap_from >= 0 || k->fresh ||
	    k->tagging.state != COMMAND_RECORDING)
		return;
	k->gap_from = from;
	k->gap_why = why;
}

static void
keep_clock(struct keeper *k)
{
	struct folder_clock clock = {
	    .sample = now_sample(k),
	    .safe = k->gap_from >= 0 ? k->gap_from : k->sample,
	    .mono_ns = k->anchored ? k->sample_ns : clock_mono_ns(),
	    .wall_ms = clock_wall_ms(),
	};

	if (k->stretch != NULL)
		clock.safe = k->stretch_from + stretch_safe(k->stretch);
	if (k->tagging.state != COMMAND_READY)
		folder_put_clock(&k->folder, &clock);
}

/* ------------------------------------------------------------ stretches */

/* The file is left as it is; what is not safe in it is missing. */
static void
lose_stretch(struct keeper *k, const struct error *err)
{
	int64_t safe = k->stretch_from + stretch_safe(k->stretch);

	stretch_abandon(&k->stretch);
	disk_failed(k, err);
	begin_gap(k, safe, JOURNAL_GAP_DISK);
}

static void
sync_stretch(struct keeper *k)
{
	struct error err = {0};

	k->synced = stretch_samples(k->stretch);
	k->synced_ns = clock_mono_ns();
	if (stretch_sync(k->stretch, &err) != RC_OK)
		lose_stretch(k, &err);
	else if (stretch_safe(k->stretch) > 0)
		k->safe = k->stretch_from + stretch_safe(k->stretch);
	keep_clock(k);
}

static void
finish_stretch(struct keeper *k)
{
	struct error err = {0};
	struct journal_entry e;
	int64_t safe;

	if (k->stretch == NULL)
		return;
	e = entry(k, JOURNAL_SEGMENT_SEALED,
	    k->stretch_from + stretch_samples(k->stretch));
	e.item = (uint16_t)k->stretch_item;
	e.value = k->number;
	safe = k->stretch_from + stretch_safe(k->stretch);
	if (stretch_finish(&k->stretch, &err) == RC_OK) {
		k->safe = e.sample;
		note_surely(k, &e);
	} else {
		disk_failed(k, &err);
		begin_gap(k, safe, JOURNAL_GAP_DISK);
	}
	keep_clock(k);
}

static enum rc
open_stretch(struct keeper *k, struct error *err)
{
	const struct papers_item *item =
	    folder_item(&k->folder, k->tagging.item);
	char path[FOLDER_PATH];
	struct stretch_plan plan = {
	    .path = path,
	    .signer = &k->signer,
	    .start_sample = k->sample,
	    .created_ms = clock_wall_ms(),
	};
	struct journal_entry e;
	enum rc rc;

	note_gap(k);
	if (item == NULL)
		return error_set(err, RC_INVALID, "no item is on");
	plan.to = &item->key;
	if ((rc = folder_next_segment(&k->folder, &k->number, path, err)) !=
		RC_OK ||
	    (rc = stretch_open(&k->stretch, &plan, err)) != RC_OK)
		return rc;
	e = entry(k, JOURNAL_SEGMENT_BEGUN, k->sample);
	e.value = k->number;
	if ((rc = stretch_sync(k->stretch, err)) != RC_OK ||
	    (rc = note(k, &e, err)) != RC_OK) {
		stretch_abandon(&k->stretch);
		folder_drop_segment(&k->folder, k->number--);
		return rc;
	}
	k->stretch_from = k->sample;
	k->stretch_item = k->tagging.item;
	k->stretch_closed = k->tagging.closed;
	k->synced = 0;
	k->synced_ns = clock_mono_ns();
	k->disk_alarm[0] = '\0';
	keep_clock(k);
	return RC_OK;
}

/* Is there a stretch to write to?  Opens one unless the disk refused just
 * now. */
static bool
have_stretch(struct keeper *k)
{
	struct error err = {0};

	if (k->stretch != NULL)
		return true;
	if (clock_mono_ns() < k->retry_ns) {
		begin_gap(k, k->sample, JOURNAL_GAP_DISK);
		return false;
	}
	if (open_stretch(k, &err) == RC_OK)
		return true;
	disk_failed(k, &err);
	begin_gap(k, k->sample, JOURNAL_GAP_DISK);
	return false;
}

/* ------------------------------------------------------------ audio */

/* How many of the block's samples were heard too early to be kept. */
static size_t
too_early(const struct keeper *k, const struct mic_block *b)
{
	int64_t early = k->not_before_ns + LATENCY_NS - b->captured_ns;
	int64_t samples;

	if (early <= 0)
		return 0;
	samples = ns_to_samples(early) + 1;
	return samples < (int64_t)b->count ? (size_t)samples : b->count;
}

static void
keep(struct keeper *k, const struct mic_block *b, size_t cut)
{
	struct error err = {0};

	if (!have_stretch(k))
		return;
	if (stretch_write(k->stretch, b->pcm + cut, b->count - cut, b->wall_ms,
		b->mono_ns, &err) != RC_OK)
		lose_stretch(k, &err);
	else if (stretch_samples(k->stretch) - k->synced >= STRETCH_SYNC)
		sync_stretch(k);
}

/* Put the meeting's clock right for the first sample of B. */
static void
anchor(struct keeper *k, const struct mic_block *b)
{
	int64_t on;

	if (k->anchored && b->lost > 0) {
		log_warn(
		    "%lld samples were lost on the way", (long long)b->lost);
		finish_stretch(k);
		begin_gap(k, k->sample, JOURNAL_GAP_OVERFLOW);
		k->sample += b->lost;
	} else if (!k->anchored) {
		on = ns_to_samples(b->captured_ns - k->sample_ns);
		k->sample += on > 0 ? on : 0;
		if (k->sample < k->low)
			k->sample = k->low;
		k->anchored = true;
	}
}

static void
on_block(struct keeper *k, struct mic_block *b)
{
	size_t cut = too_early(k, b);

	level_add(&k->level, b->pcm, b->count);
	if (k->tagging.state == COMMAND_READY)
		return;
	if (k->fresh) {
		if (cut == b->count)
			return;
		k->sample = 0;
		k->anchored = true;
		k->fresh = false;
	} else {
		anchor(k, b);
		/* SAMPLE is the block's first; a stretch begins behind CUT */
		k->sample += (int64_t)cut;
	}
	if (k->tagging.state == COMMAND_RECORDING && cut < b->count)
		keep(k, b, cut);
	k->sample += (int64_t)(b->count - cut);
	k->sample_ns =
	    b->captured_ns + (int64_t)b->count * 1000000000 / SPAN_RATE;
}

static void
look_at_disk(struct keeper *k, int64_t now_ns)
{
	struct statvfs st;

	if (k->looked_ns != 0 && now_ns - k->looked_ns < 5 * (int64_t)RETRY_NS)
		return;
	k->looked_ns = now_ns;
	if (statvfs(k->folder.path, &st) == 0)
		k->free_seconds =
		    (int64_t)(st.f_bavail * st.f_frsize) / BYTES_A_SECOND;
}

void
keeper_turn(struct keeper *k)
{
	struct mic_block b = {0};
	int64_t now = clock_mono_ns();

	while (watch_next(&k->watch, clock_mono_ns(), &b))
		on_block(k, &b);
	explicit_bzero(&b, sizeof(b));
	watch_tick(&k->watch, now);
	if (k->watch.state != WATCH_RUNNING && k->anchored) {
		finish_stretch(k);
		begin_gap(k, k->sample, JOURNAL_GAP_DEVICE);
		k->anchored = false;
	}
	if (k->stretch != NULL && now - k->synced_ns > SYNC_NS &&
	    stretch_samples(k->stretch) > k->synced)
		sync_stretch(k);
	if (k->npending > 0 && now > k->retry_ns)
		flush_pending(k);
	if (!k->anchored && now - k->synced_ns > SYNC_NS) {
		keep_clock(k);
		k->synced_ns = now;
	}
	look_at_disk(k, now);
}

int
keeper_fd(const struct keeper *k)
{
	return watch_fd(&k->watch);
}

bool
keeper_done(const struct keeper *k)
{
	return k->tagging.state == COMMAND_ENDED && k->npending == 0;
}

/* ------------------------------------------------------------ commands */

static void
put_alarm(const struct keeper *k, char *out, size_t room)
{
	if (k->watch.alarm[0] != '\0')
		(void)snprintf(out, room, "%s", k->watch.alarm);
	else if (k->disk_alarm[0] != '\0')
		(void)snprintf(out, room, "%s", k->disk_alarm);
	else if (level_muted(&k->level))
		(void)snprintf(out, room, "the microphone is muted");
	else if (k->free_seconds < LOW_SECONDS)
		(void)snprintf(out, room,
		    "the disk has room for %lld h %lld min only",
		    (long long)(k->free_seconds / 3600),
		    (long long)(k->free_seconds / 60 % 60));
	else
		out[0] = '\0';
}

static void
describe(const struct keeper *k, struct command_reply *r)
{
	tagging_describe(&k->tagging, r);
	r->sample = k->tagging.state == COMMAND_READY ? 0 : now_sample(k);
	r->written = k->safe;
	r->wall_ms = clock_wall_ms();
	(void)snprintf(r->device, sizeof(r->device), "%s", k->watch.device);
	put_alarm(k, r->alarm, sizeof(r->alarm));
	r->level_cb = level_cb(&k->level);
	r->peak_cb = level_peak_cb(&k->level);
	r->free_seconds = k->free_seconds;
	r->version = command_reply_version(r);
}

/* A mark's words go into the segment that is open. */
static enum rc
seal_words(
    struct keeper *k, const struct command *c, uint32_t seq, struct error *err)
{
	struct buf text = {0};
	struct error why = {0};
	struct journal_entry undone;
	enum rc rc = command_event(c, &text, err);

	if (rc == RC_OK &&
	    (rc = stretch_event(k->stretch, seq, buf_str(&text), &why)) !=
		RC_OK) {
		lose_stretch(k, &why);
		rc = error_set(
		    err, rc, "the words could not be kept: %s", why.text);
	}
	if (rc != RC_OK) {
		undone = entry(k, JOURNAL_UNDONE, now_sample(k));
		undone.supersedes = seq;
		note_surely(k, &undone);
	}
	buf_clear(&text);
	return rc;
}

/* What must be so before PLAN may be carried out. */
static enum rc
check(struct keeper *k, const struct command *c, struct error *err)
{
	if (c->verb == COMMAND_START && k->watch.state != WATCH_RUNNING)
		return error_set(err, RC_BUSY,
		    "cannot start: the microphone delivers nothing (%s)",
		    k->watch.alarm);
	if (c->verb == COMMAND_MARK && c->words[0] != '\0' &&
	    k->stretch == NULL)
		return error_set(err, RC_BUSY,
		    "nothing is recorded at this moment, so the words have "
		    "nowhere to go; mark again when it records");
	return RC_OK;
}

/* These happen whatever the disk says. */
static bool
must_happen(enum command_verb verb)
{
	return verb == COMMAND_OFF_RECORD || verb == COMMAND_BREAK ||
	    verb == COMMAND_END;
}

static enum rc
carry_out(struct keeper *k, const struct command *c, struct deciding_plan *plan,
    uint32_t *seq, struct error *err)
{
	enum rc rc = RC_OK;

	if (must_happen(c->verb)) {
		finish_stretch(k);
		note_gap(k);
		/* what was sealed may end a frame behind the clock */
		if (plan->entries[0].sample < k->low)
			plan->entries[0].sample = k->low;
		note_surely(k, &plan->entries[0]);
	}
	for (size_t i = 0; !must_happen(c->verb) && i < plan->count; i++) {
		if ((rc = note(k, &plan->entries[i], err)) != RC_OK)
			return rc;
	}
	*seq = plan->entries[0].seq;
	if (c->verb == COMMAND_START || c->verb == COMMAND_RESUME) {
		k->fresh = c->verb == COMMAND_START;
		k->not_before_ns = clock_mono_ns();
		if (!k->fresh && !k->anchored)
			begin_gap(k, now_sample(k), JOURNAL_GAP_DEVICE);
	}
	if (k->stretch != NULL &&
	    (k->stretch_item != k->tagging.item ||
		k->stretch_closed != k->tagging.closed))
		finish_stretch(k);
	if (c->verb == COMMAND_NEXT && k->anchored && !k->fresh &&
	    k->tagging.state == COMMAND_RECORDING &&
	    k->sample_ns >= k->not_before_ns + LATENCY_NS)
		(void)have_stretch(k);
	if (c->verb == COMMAND_MARK && c->words[0] != '\0')
		rc = seal_words(k, c, *seq, err);
	keep_clock(k);
	return rc;
}

void
keeper_command(
    struct keeper *k, const struct command *c, struct command_reply *reply)
{
	struct deciding_plan plan = {0};
	struct error err = {0};
	const struct answers_one *before = NULL;
	uint64_t key = c->verb == COMMAND_STATUS ? 0 : answers_hash(c->key);

	*reply = (struct command_reply){0};
	keeper_turn(k);
	if (c->verb == COMMAND_STATUS) {
		(void)snprintf(reply->text, sizeof(reply->text), "%s",
		    tagging_state_words(&k->tagging));
	} else if ((before = answers_find(&k->answers, key)) != NULL) {
		reply->rc = before->rc;
		reply->seq = before->seq;
		(void)snprintf(
		    reply->text, sizeof(reply->text), "%s", before->text);
	} else if ((reply->rc = deciding_make(&k->tagging, c, now_sample(k),
			clock_wall_ms(), &plan, &err)) == RC_OK &&
	    (reply->rc = check(k, c, &err)) == RC_OK) {
		plan.entries[0].key = key;
		reply->rc = carry_out(k, c, &plan, &reply->seq, &err);
		if (reply->rc == RC_OK && c->verb == COMMAND_END)
			(void)snprintf(reply->text, sizeof(reply->text),
			    "%s; \"marac-distributor attach %.700s\" is next",
			    plan.text, k->folder.path);
	}
	if (reply->text[0] == '\0')
		(void)snprintf(reply->text, sizeof(reply->text), "%s",
		    reply->rc == RC_OK ? plan.text : err.text);
	if (key != 0 && before == NULL && reply->rc != RC_BUSY)
		answers_add(
		    &k->answers, key, reply->rc, reply->seq, reply->text);
	describe(k, reply);
}

/* ------------------------------------------------------------ opening */

/* Take notice of what the journal already holds. */
static enum rc
replay(struct keeper *k, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < k->folder.nentries && rc == RC_OK; i++) {
		const struct journal_entry *e = &k->folder.entries[i];

		rc = tagging_apply(&k->tagging, e, err);
		if (e->sample > k->low)
			k->low = e->sample;
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
	struct folder_clock clock = {.safe = k->low};
	int64_t now_ms = clock_wall_ms();
	enum rc rc = RC_OK;

	k->sample_ns = clock_mono_ns();
	if (folder_get_clock(&k->folder, k->sample_ns, now_ms, &clock,
		&k->sample, NULL) != RC_OK)
		k->sample = last->sample +
		    (now_ms > last->wall_ms
			    ? (now_ms - last->wall_ms) * (SPAN_RATE / 1000)
			    : 0);
	k->safe = clock.safe > k->low ? clock.safe : k->low;
	if (k->sample < k->low)
		k->sample = k->low;
	if (k->tagging.item == 0) {
		/* It went away between the start and its first item. */
		struct journal_entry e = entry(k, JOURNAL_ITEM, 0);

		e.item = (uint16_t)k->folder.papers.items[0].number;
		rc = note(k, &e, err);
	}
	begin_gap(
	    k, clock.safe > k->low ? clock.safe : k->low, JOURNAL_GAP_RESTART);
	log_info("going on with a meeting that is %s",
	    tagging_state_words(&k->tagging));
	return rc;
}

enum rc
keeper_open(struct keeper **out, const char *home, const char *papers,
    const char *device, struct error *err)
{
	struct keeper *k = calloc(1, sizeof(*k));
	enum rc rc;

	*out = NULL;
	if (k == NULL)
		return error_nomem(err);
	k->gap_from = -1;
	k->not_before_ns = clock_mono_ns();
	if ((rc = folder_signer(home, &k->signer, err)) == RC_OK &&
	    (rc = folder_open(&k->folder, home, papers, err)) == RC_OK &&
	    (rc = tagging_open(&k->tagging, &k->folder.papers, err)) == RC_OK &&
	    (rc = replay(k, err)) == RC_OK) {
		if (k->tagging.state == COMMAND_ENDED)
			rc = error_set(
			    err, RC_CONFLICT, "this meeting has ended");
		else if (k->tagging.state != COMMAND_READY)
			rc = come_back(k, err);
	}
	if (rc == RC_OK) {
		watch_open(&k->watch, device, clock_mono_ns());
		*out = k;
	} else {
		keeper_close(k);
	}
	return rc;
}

void
keeper_close(struct keeper *k)
{
	if (k == NULL)
		return;
	finish_stretch(k);
	if (k->npending > 0)
		flush_pending(k);
	watch_close(&k->watch);
	tagging_clear(&k->tagging);
	folder_close(&k->folder);
	explicit_bzero(k, sizeof(*k));
	free(k);
}

enum rc
keeper_hear(struct keeper *k, struct error *err)
{
	int64_t until = clock_mono_ns() + 2 * (int64_t)1000000000;

	while (k->watch.state != WATCH_RUNNING && clock_mono_ns() < until) {
		struct pollfd p = {.fd = keeper_fd(k), .events = POLLIN};

		(void)poll(&p, 1, 50);
		keeper_turn(k);
		if (k->watch.fault == RC_NOTFOUND &&
		    k->tagging.state == COMMAND_READY)
			return error_set(
			    err, RC_NOTFOUND, "%s", k->watch.alarm);
	}
	return RC_OK;
}
