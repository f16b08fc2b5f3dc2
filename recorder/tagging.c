#include "recorder/tagging.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/span.h"

enum rc
tagging_open(struct tagging *t, const struct papers *papers, struct error *err)
{
	*t = (struct tagging){.papers = papers, .state = COMMAND_READY};
	t->present = calloc(papers->npeople + 1, sizeof(*t->present));
	t->heard = calloc(papers->nitems + 1, sizeof(*t->heard));
	if (t->present == NULL || t->heard == NULL) {
		tagging_clear(t);
		return error_nomem(err);
	}
	return RC_OK;
}

void
tagging_clear(struct tagging *t)
{
	free(t->present);
	free(t->heard);
	free(t->log);
	*t = (struct tagging){0};
}

int
tagging_item_at(const struct tagging *t, int number)
{
	for (size_t i = 0; i < t->papers->nitems; i++) {
		if (t->papers->items[i].number == number)
			return (int)i;
	}
	return -1;
}

int
tagging_person_at(const struct tagging *t, int ref)
{
	for (size_t i = 0; i < t->papers->npeople; i++) {
		if (t->papers->people[i].ref == ref)
			return (int)i;
	}
	return -1;
}

bool
tagging_is_mark(enum journal_kind kind)
{
	return kind == JOURNAL_ACTION || kind == JOURNAL_DECISION ||
	    kind == JOURNAL_RISK || kind == JOURNAL_NOTE;
}

/* Kinds that an UNDONE entry has an effect on. */
static bool
can_be_undone(enum journal_kind kind)
{
	return tagging_is_mark(kind) || kind == JOURNAL_JOIN ||
	    kind == JOURNAL_LEAVE || kind == JOURNAL_CLOSED ||
	    kind == JOURNAL_OPENED || kind == JOURNAL_ITEM ||
	    kind == JOURNAL_EDGE || kind == JOURNAL_STATEMENT ||
	    kind == JOURNAL_ANNOUNCED;
}

static void
raise_wall(struct tagging *t, const struct journal_entry *e)
{
	if (e->sample > t->wall)
		t->wall = e->sample;
}

static void
take_item(struct tagging *t, const struct journal_entry *e)
{
	t->low = t->wall;
	if (t->item == 0)
		t->low = e->sample;
	else if (t->edge > t->low)
		t->low = t->edge;
	t->item = e->item;
	t->item_seq = e->seq;
	t->item_sample = t->edge = e->sample;
	t->heard[tagging_item_at(t, e->item)] = true;
}

static void
interrupt(
    struct tagging *t, const struct journal_entry *e, enum command_state state)
{
	if (t->state == COMMAND_RECORDING)
		t->off_wall_ms = e->wall_ms;
	t->state = state;
	raise_wall(t, e);
}

/* What an entry that was not taken back makes of the state. */
static void
take(struct tagging *t, const struct journal_entry *e)
{
	switch (e->kind) {
	case JOURNAL_ANNOUNCED:
		t->announced = true;
		break;
	case JOURNAL_STATEMENT:
		t->stated = true;
		break;
	case JOURNAL_JOIN:
	case JOURNAL_LEAVE:
		t->present[tagging_person_at(t, e->person)] =
		    e->kind == JOURNAL_JOIN;
		break;
	case JOURNAL_STARTED:
	case JOURNAL_RESUMED:
		t->state = COMMAND_RECORDING;
		raise_wall(t, e);
		break;
	case JOURNAL_ITEM:
		take_item(t, e);
		break;
	case JOURNAL_OFF_RECORD:
		interrupt(t, e, COMMAND_IS_OFF_RECORD);
		break;
	case JOURNAL_BREAK:
		interrupt(t, e, COMMAND_ON_BREAK);
		break;
	case JOURNAL_CLOSED:
	case JOURNAL_OPENED:
		t->closed = e->kind == JOURNAL_CLOSED;
		raise_wall(t, e);
		break;
	case JOURNAL_GAP:
		raise_wall(t, e);
		break;
	case JOURNAL_EDGE:
		if (e->supersedes == t->item_seq)
			t->edge = e->sample;
		break;
	case JOURNAL_ENDED:
		t->state = COMMAND_ENDED;
		break;
	case JOURNAL_ACTION:
	case JOURNAL_DECISION:
	case JOURNAL_RISK:
	case JOURNAL_NOTE:
	case JOURNAL_UNDONE:
	case JOURNAL_SEGMENT_BEGUN:
	case JOURNAL_SEGMENT_SEALED:
		break;
	}
}

/* SEQ is taken back: the state is what all the others make. */
static void
undo(struct tagging *t, uint32_t seq)
{
	struct tagging clean = {.papers = t->papers,
	    .state = COMMAND_READY,
	    .present = t->present,
	    .heard = t->heard,
	    .log = t->log,
	    .nlog = t->nlog};

	for (size_t i = 0; i < t->nlog; i++) {
		if (t->log[i].e.seq == seq && can_be_undone(t->log[i].e.kind))
			t->log[i].undone = true;
	}
	memset(t->present, 0, (t->papers->npeople + 1) * sizeof(*t->present));
	memset(t->heard, 0, (t->papers->nitems + 1) * sizeof(*t->heard));
	*t = clean;
	for (size_t i = 0; i < t->nlog; i++) {
		if (!t->log[i].undone)
			take(t, &t->log[i].e);
	}
}

static enum rc
check(const struct tagging *t, const struct journal_entry *e, struct error *err)
{
	if (e->kind == JOURNAL_ITEM && tagging_item_at(t, e->item) < 0)
		return error_set(err, RC_INVALID,
		    "the journal's entry %u is about item %d, which is not "
		    "in the papers",
		    e->seq, e->item);
	if ((e->kind == JOURNAL_JOIN || e->kind == JOURNAL_LEAVE) &&
	    tagging_person_at(t, e->person) < 0)
		return error_set(err, RC_INVALID,
		    "the journal's entry %u is about person %d, who is not "
		    "in the papers",
		    e->seq, e->person);
	return RC_OK;
}

static enum rc
keep(struct tagging *t, const struct journal_entry *e, struct error *err)
{
	struct tagging_entry *grown = t->log;

	if ((t->nlog & (t->nlog - 1)) == 0)
		grown = realloc(
		    t->log, (t->nlog > 0 ? t->nlog * 2 : 1) * sizeof(*grown));
	if (grown == NULL)
		return error_nomem(err);
	t->log = grown;
	t->log[t->nlog++] = (struct tagging_entry){.e = *e};
	return RC_OK;
}

enum rc
tagging_apply(
    struct tagging *t, const struct journal_entry *e, struct error *err)
{
	enum rc rc;

	if (e->kind == JOURNAL_SEGMENT_BEGUN ||
	    e->kind == JOURNAL_SEGMENT_SEALED)
		return RC_OK;
	if ((rc = check(t, e, err)) != RC_OK || (rc = keep(t, e, err)) != RC_OK)
		return rc;
	if (e->kind == JOURNAL_UNDONE)
		undo(t, e->supersedes);
	else
		take(t, e);
	return RC_OK;
}

const struct tagging_entry *
tagging_find(const struct tagging *t, uint32_t seq)
{
	for (size_t i = 0; i < t->nlog; i++) {
		if (t->log[i].e.seq == seq)
			return &t->log[i];
	}
	return NULL;
}

const struct tagging_entry *
tagging_last(const struct tagging *t)
{
	for (size_t i = t->nlog; i > 0; i--) {
		const struct tagging_entry *one = &t->log[i - 1];

		if (!one->undone && one->e.kind != JOURNAL_UNDONE &&
		    one->e.kind != JOURNAL_GAP)
			return one;
	}
	return NULL;
}

size_t
tagging_count_present(const struct tagging *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->papers->npeople; i++)
		n += t->present[i];
	return n;
}

const char *
tagging_state_words(const struct tagging *t)
{
	switch (t->state) {
	case COMMAND_READY:
		return "not started";
	case COMMAND_RECORDING:
		return t->closed ? "recording a closed session" : "recording";
	case COMMAND_IS_OFF_RECORD:
		return "off the record";
	case COMMAND_ON_BREAK:
		return "on a break";
	case COMMAND_ENDED:
		break;
	}
	return "ended";
}

/* The last things that happened, oldest first. */
static void
describe_recent(const struct tagging *t, struct command_reply *r)
{
	size_t from = t->nlog > COMMAND_RECENT ? t->nlog - COMMAND_RECENT : 0;

	for (size_t i = from; i < t->nlog; i++) {
		const struct journal_entry *e = &t->log[i].e;
		struct command_happening *h = &r->recent[r->nrecent++];

		*h = (struct command_happening){.seq = e->seq,
		    .item = e->item,
		    .person = e->person,
		    .sample = e->sample,
		    .supersedes = e->supersedes,
		    .undone = t->log[i].undone};
		(void)snprintf(
		    h->kind, sizeof(h->kind), "%s", journal_kind_name(e->kind));
	}
}

/* Where the item that ENTRY begins begins now: "late" may have moved it. */
static int64_t
edge_of(const struct tagging *t, const struct tagging_entry *entry)
{
	int64_t edge = entry->e.sample;

	for (const struct tagging_entry *one = entry; one < t->log + t->nlog;
	     one++) {
		if (!one->undone && one->e.kind == JOURNAL_EDGE &&
		    one->e.supersedes == entry->e.seq)
			edge = one->e.sample;
	}
	return edge;
}

/* How long each item was on until SAMPLE: what was not recorded takes no time
 * on this clock. */
static void
describe_spent(const struct tagging *t, int64_t sample, struct command_reply *r)
{
	int64_t spent[COMMAND_HEARD] = {0}, until = sample;

	for (size_t i = t->nlog; i > 0; i--) {
		const struct tagging_entry *one = &t->log[i - 1];
		int64_t edge;

		if (one->undone || one->e.kind != JOURNAL_ITEM)
			continue;
		edge = edge_of(t, one);
		for (size_t k = 0; k < r->nheard; k++) {
			if (r->heard[k] == one->e.item && until > edge)
				spent[k] += until - edge;
		}
		until = edge;
	}
	for (size_t k = 0; k < r->nheard; k++)
		r->spent[k] = (int)(spent[k] / SPAN_RATE);
	r->nspent = r->nheard;
}

void
tagging_describe(
    const struct tagging *t, int64_t sample, struct command_reply *r)
{
	const struct papers *papers = t->papers;
	const struct tagging_entry *last = tagging_last(t);

	(void)snprintf(r->meeting, sizeof(r->meeting), "%s", papers->public_id);
	r->state = t->state;
	r->announced = t->announced;
	r->statement = t->stated;
	r->item = t->item;
	r->item_since = t->edge;
	r->closed = t->closed;
	r->undo = 0;
	r->marks = 0;
	r->npresent = r->nheard = r->nrecent = 0;
	if (last != NULL && can_be_undone(last->e.kind))
		r->undo = last->e.seq;
	for (size_t i = 0; i < t->nlog; i++)
		r->marks +=
		    !t->log[i].undone && tagging_is_mark(t->log[i].e.kind);
	for (size_t i = 0; i < papers->npeople && r->npresent < COMMAND_PRESENT;
	     i++) {
		if (t->present[i])
			r->present[r->npresent++] = papers->people[i].ref;
	}
	for (size_t i = 0; i < papers->nitems && r->nheard < COMMAND_HEARD;
	     i++) {
		if (t->heard[i])
			r->heard[r->nheard++] = papers->items[i].number;
	}
	describe_spent(t, sample, r);
	describe_recent(t, r);
}
