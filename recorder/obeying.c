#include "recorder/obeying.h"

#include <stdio.h>

#include "base/clock.h"
#include "recorder/allowing.h"

static void
put_alarm(const struct keeper *k, char *out, size_t room)
{
	const struct disk *d = &k->disk;

	if (inputs_alarm(k->inputs)[0] != '\0')
		(void)snprintf(out, room, "%s", inputs_alarm(k->inputs));
	else if (d->alarm[0] != '\0')
		(void)snprintf(out, room, "%s", d->alarm);
	else if (d->silent)
		(void)snprintf(out, room,
		    "the disk does not answer; what is being said is kept, "
		    "but a power cut would take it");
	else if (disk_low(d))
		(void)snprintf(out, room,
		    "the disk has room for %lld h %lld min only",
		    (long long)(d->free_seconds / 3600),
		    (long long)(d->free_seconds / 60 % 60));
	else
		out[0] = '\0';
}

static void
describe(const struct keeper *k, struct command_reply *r)
{
	r->sample = keeper_now(k);
	tagging_describe(&k->tagging, r->sample, r);
	r->written = k->track.safe;
	r->wall_ms = clock_wall_ms();
	(void)snprintf(
	    r->device, sizeof(r->device), "%s", inputs_device(k->inputs));
	put_alarm(k, r->alarm, sizeof(r->alarm));
	r->deaf = inputs_alarm(k->inputs)[0] != '\0';
	inputs_describe(k->inputs, r);
	r->level_cb = level_cb(&k->level);
	r->peak_cb = level_peak_cb(&k->level);
	(void)snprintf(
	    r->notice, sizeof(r->notice), "%s", inputs_notice(k->inputs));
	r->free_seconds = k->disk.free_seconds;
	r->version = command_reply_version(r);
}

static bool
has_words(const struct command *c)
{
	return (c->verb == COMMAND_MARK || c->verb == COMMAND_DESCRIBE) &&
	    c->words[0] != '\0';
}

/* A mark's words go into the stretch that is open. */
static enum rc
seal_words(
    struct keeper *k, const struct command *c, uint32_t seq, struct error *err)
{
	bool with_mark = c->verb == COMMAND_MARK;
	struct buf text = {0};
	struct journal_entry undone;
	enum rc rc = command_event(c, &text, err);

	if (rc == RC_OK)
		rc =
		    track_words(&k->track, seq, with_mark, buf_str(&text), err);
	if (rc != RC_OK)
		(void)error_prefix(err, "the words could not be kept");
	if (rc != RC_OK && with_mark) {
		undone =
		    ledger_entry(&k->ledger, JOURNAL_UNDONE, keeper_now(k));
		undone.supersedes = seq;
		ledger_note_surely(&k->ledger, &undone);
	}
	buf_clear(&text);
	return rc;
}

/* What must be so before a command may be carried out. */
static enum rc
check(struct keeper *k, const struct command *c, struct error *err)
{
	if (c->verb == COMMAND_START &&
	    inputs_state(k->inputs) != WATCH_RUNNING)
		return error_set(err, RC_BUSY,
		    "cannot start: the microphone delivers nothing (%s)",
		    inputs_alarm(k->inputs));
	if (has_words(c) && k->track.open == NULL)
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
carry_out(struct keeper *k, const struct command *c, struct allowing_plan *plan,
    uint32_t *seq, struct error *err)
{
	struct journal_entry *first = &plan->entries[0];
	enum rc rc = RC_OK;

	if (must_happen(c->verb)) {
		track_cut(&k->track);
		/* The end is the journal's last word: without it the folder is
		 * refused, so what was sealed cannot be passed off as cut short. */
		if (c->verb == COMMAND_END)
			keeper_settle(k);
		track_gap_ends(&k->track, keeper_now(k));
		/* what was sealed may end a frame behind the clock */
		if (first->sample < k->ledger.low)
			first->sample = k->ledger.low;
		ledger_note_surely(&k->ledger, first);
	}
	for (size_t i = 0; !must_happen(c->verb) && i < plan->count; i++) {
		if ((rc = ledger_note(&k->ledger, &plan->entries[i], err)) !=
		    RC_OK)
			return rc;
	}
	*seq = first->seq;
	if (c->verb == COMMAND_START || c->verb == COMMAND_RESUME) {
		k->timebase.fresh = c->verb == COMMAND_START;
		timebase_drop_until(&k->timebase, clock_boot_ns());
		if (!k->timebase.fresh && !k->timebase.anchored)
			track_gap(&k->track, keeper_now(k), JOURNAL_GAP_DEVICE);
	}
	track_cut_if_other(&k->track);
	if (c->verb == COMMAND_NEXT && timebase_past_drop(&k->timebase) &&
	    k->tagging.state == COMMAND_RECORDING)
		track_begin(&k->track, k->timebase.sample);
	if (c->verb == COMMAND_DESCRIBE)
		*seq = c->seq;
	if (has_words(c))
		rc = seal_words(k, c, *seq, err);
	keeper_put_clock(k);
	return rc;
}

/* What COMMAND comes to, decided and done; the text into REPLY. */
static void
decide(struct keeper *k, const struct command *c, uint64_t key,
    struct command_reply *reply)
{
	struct allowing_plan plan = {0};
	struct error err = {0};
	const char *text = plan.text;

	if ((reply->rc = allowing_make(&k->tagging, c, keeper_now(k),
		 clock_wall_ms(), &plan, &err)) == RC_OK &&
	    (reply->rc = check(k, c, &err)) == RC_OK) {
		plan.entries[0].key = key;
		reply->rc = carry_out(k, c, &plan, &reply->seq, &err);
	}
	if (reply->rc != RC_OK)
		text = err.text;
	if (reply->rc == RC_OK && c->verb == COMMAND_END)
		(void)snprintf(reply->text, sizeof(reply->text),
		    "%s; \"marac-distributor attach %.700s\" is next", text,
		    k->folder.path);
	else
		(void)snprintf(reply->text, sizeof(reply->text), "%s", text);
	if (key != 0 && reply->rc != RC_BUSY)
		answers_add(
		    &k->answers, key, reply->rc, reply->seq, reply->text);
}

void
obeying_command(struct keeper *k, const struct command *c,
    struct command_reply *reply, struct obeying_promise *promise)
{
	const struct answers_one *before;
	uint64_t key;

	*reply = (struct command_reply){0};
	*promise = (struct obeying_promise){0};
	keeper_turn(k);
	if (c->verb == COMMAND_STATUS) {
		(void)snprintf(reply->text, sizeof(reply->text), "%s",
		    tagging_state_words(&k->tagging));
		return;
	}
	key = answers_hash(c->key);
	if ((before = answers_find(&k->answers, key)) != NULL) {
		reply->rc = before->rc;
		reply->seq = before->seq;
		(void)snprintf(
		    reply->text, sizeof(reply->text), "%s", before->text);
	} else {
		decide(k, c, key, reply);
	}
	if (reply->rc != RC_OK)
		return;
	/* Said again, it waits as it did: for all that is written by now. */
	promise->entries = ledger_entries(&k->ledger);
	if (has_words(c) && before == NULL)
		promise->words = reply->seq;
}

/* The reply was not to be: it says why. */
static void
refuse(const struct keeper *k, struct command_reply *reply, const char *what)
{
	reply->rc = RC_IO;
	(void)snprintf(reply->text, sizeof(reply->text), "%s: %s", what,
	    k->disk.alarm[0] != '\0' ? k->disk.alarm : "the disk refused it");
}

bool
obeying_kept(const struct keeper *k, const struct obeying_promise *promise,
    struct command_reply *reply)
{
	switch (ledger_stands(&k->ledger, promise->entries)) {
	case LEDGER_WAITS:
		return false;
	case LEDGER_REFUSED:
		refuse(k, reply, "done, but not on the disk yet");
		break;
	case LEDGER_SAFE:
		break;
	}
	if (promise->words != 0) {
		switch (track_words_stand(&k->track, promise->words)) {
		case TRACK_WORDS_WAIT:
			return false;
		case TRACK_WORDS_LOST:
			refuse(k, reply, "the words could not be kept");
			break;
		case TRACK_WORDS_SAFE:
			break;
		}
	}
	describe(k, reply);
	return true;
}
