#include "recorder/allowing.h"

#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "base/text.h"
#include "recorder/undoing.h"

/* One entry more into PLAN. */
static struct journal_entry *
plan_add(struct allowing_plan *plan, enum journal_kind kind, int64_t sample,
    int64_t wall_ms)
{
	struct journal_entry *e = &plan->entries[plan->count++];

	*e = (struct journal_entry){
	    .kind = kind, .sample = sample, .wall_ms = wall_ms};
	return e;
}

static enum rc
not_now(const struct tagging *t, const char *what, const char *instead,
    struct error *err)
{
	return error_set(err, RC_CONFLICT, "%s: the meeting is %s%s%s", what,
	    tagging_state_words(t), instead[0] != '\0' ? "; " : "", instead);
}

static enum rc
decide_person(const struct tagging *t, const struct command *c,
    struct journal_entry *e, struct allowing_plan *plan, struct error *err)
{
	bool join = c->verb == COMMAND_JOIN;
	int at = tagging_person_at(t, c->person);
	char name[ALLOWING_NAME];

	if (at < 0)
		return error_set(err, RC_NOTFOUND,
		    "the papers have no person %d; their numbers go from %d "
		    "to %d",
		    c->person,
		    t->papers->npeople > 0 ? t->papers->people[0].ref : 0,
		    t->papers->npeople > 0
			? t->papers->people[t->papers->npeople - 1].ref
			: 0);
	if (t->present[at] == join)
		return error_set(err, RC_CONFLICT, "person %d is %s", c->person,
		    join ? "in the room already" : "not in the room");
	e->person = (uint16_t)c->person;
	(void)snprintf(plan->text, sizeof(plan->text), "person %d, %s, %s",
	    c->person, text_cut(t->papers->people[at].name, name, sizeof(name)),
	    join ? "joined" : "left");
	return RC_OK;
}

static enum rc
decide_start(const struct tagging *t, struct allowing_plan *plan,
    int64_t wall_ms, struct error *err)
{
	struct journal_entry *e;
	char label[ALLOWING_NAME];

	if (t->state != COMMAND_READY)
		return not_now(t, "cannot start", "", err);
	if (!t->announced && tagging_count_present(t) == 0)
		return error_set(err, RC_DENIED,
		    "cannot start: the notice was not announced and nobody "
		    "joined; read it aloud and say \"announce\", then \"join "
		    "N\" for each person in the room");
	if (!t->announced)
		return error_set(err, RC_DENIED,
		    "cannot start: the notice was not announced; read it "
		    "aloud and say \"announce\"");
	if (tagging_count_present(t) == 0)
		return error_set(err, RC_DENIED,
		    "cannot start: nobody joined; say \"join N\" for each "
		    "person in the room");
	if (t->papers->nitems == 0)
		return error_set(
		    err, RC_INVALID, "cannot start: the papers have no item");
	plan->count = 0;
	(void)plan_add(plan, JOURNAL_STARTED, 0, wall_ms);
	e = plan_add(plan, JOURNAL_ITEM, 0, wall_ms);
	e->item = (uint16_t)t->papers->items[0].number;
	(void)snprintf(plan->text, sizeof(plan->text), "recording item %d, %s",
	    e->item, text_cut(t->papers->items[0].label, label, sizeof(label)));
	return RC_OK;
}

/* The next item of the agenda that was not heard: behind the present one,
 * else from the beginning (after an ad-hoc item).  0: none is left. */
static int
next_item(const struct tagging *t)
{
	int at = tagging_item_at(t, t->item);
	size_t n = t->papers->nitems;

	for (size_t i = 1; i < n; i++) {
		size_t k = ((size_t)at + i) % n;

		if (!t->heard[k] &&
		    strcmp(t->papers->items[k].kind, "spare") != 0)
			return t->papers->items[k].number;
	}
	return 0;
}

static enum rc
decide_next(const struct tagging *t, const struct command *c,
    struct journal_entry *e, struct allowing_plan *plan, struct error *err)
{
	int number = c->item != 0 ? c->item : next_item(t);
	char label[ALLOWING_NAME];

	if (number == 0)
		return error_set(err, RC_NOTFOUND,
		    "the agenda has no further item; say \"end\", or \"next "
		    "N\" for a spare item or one to come back to");
	if (tagging_item_at(t, number) < 0)
		return error_set(
		    err, RC_NOTFOUND, "the agenda has no item %d", number);
	if (number == t->item)
		return error_set(
		    err, RC_CONFLICT, "item %d is on already", number);
	e->item = (uint16_t)number;
	(void)snprintf(plan->text, sizeof(plan->text), "item %d, %s%s", number,
	    text_cut(t->papers->items[tagging_item_at(t, number)].label, label,
		sizeof(label)),
	    t->state == COMMAND_RECORDING
		? ""
		: "; nothing is recorded until \"resume\"");
	return RC_OK;
}

static enum rc
decide_mark(const struct tagging *t, const struct command *c,
    struct journal_entry *e, struct allowing_plan *plan, struct error *err)
{
	if (t->state != COMMAND_RECORDING && c->words[0] != '\0')
		return error_set(err, RC_DENIED,
		    "words are not kept while the meeting is %s",
		    tagging_state_words(t));
	if (strcmp(c->mark, "action") == 0)
		e->kind = JOURNAL_ACTION;
	else if (strcmp(c->mark, "decision") == 0)
		e->kind = JOURNAL_DECISION;
	else if (strcmp(c->mark, "risk") == 0)
		e->kind = JOURNAL_RISK;
	else
		e->kind = JOURNAL_NOTE;
	e->item = (uint16_t)t->item;
	(void)snprintf(
	    plan->text, sizeof(plan->text), "%s in item %d", c->mark, t->item);
	return RC_OK;
}

/* Does E end what a mark before it can be described in?  What is said from here
 * on is heard by others, or by nobody. */
static bool
ends_stretch(const struct tagging_entry *one)
{
	enum journal_kind kind = one->e.kind;

	return !one->undone &&
	    (kind == JOURNAL_ITEM || kind == JOURNAL_OFF_RECORD ||
		kind == JOURNAL_BREAK || kind == JOURNAL_CLOSED ||
		kind == JOURNAL_OPENED);
}

static enum rc
decide_describe(const struct tagging *t, const struct command *c,
    struct allowing_plan *plan, struct error *err)
{
	const struct tagging_entry *one = tagging_find(t, c->seq);

	if (one == NULL || !tagging_is_mark(one->e.kind))
		return error_set(
		    err, RC_NOTFOUND, "there is no mark %u", c->seq);
	if (strcmp(journal_kind_name(one->e.kind), c->mark) != 0)
		return error_set(
		    err, RC_INVALID, "mark %u is no %s", c->seq, c->mark);
	if (one->undone)
		return error_set(
		    err, RC_CONFLICT, "mark %u was taken back", c->seq);
	if (t->state != COMMAND_RECORDING)
		return error_set(err, RC_DENIED,
		    "words are not kept while the meeting is %s",
		    tagging_state_words(t));
	for (const struct tagging_entry *later = one + 1;
	     later < t->log + t->nlog; later++) {
		if (ends_stretch(later))
			return error_set(err, RC_DENIED,
			    "mark %u is of before the next case, a break, an "
			    "off-record stretch or a closed session; mark "
			    "again, with its words",
			    c->seq);
	}
	plan->count = 0;
	(void)snprintf(plan->text, sizeof(plan->text),
	    "the words of the %s in item %d are kept", c->mark, one->e.item);
	return RC_OK;
}

static enum rc
decide_late(const struct tagging *t, const struct command *c,
    struct journal_entry *e, struct allowing_plan *plan, struct error *err)
{
	int64_t back = (int64_t)c->seconds * SPAN_RATE;
	int64_t most = t->item_sample - t->low;

	if (back > most)
		return error_set(err, RC_INVALID,
		    "item %d can begin at most %lld.%lld s earlier: before "
		    "that lies another boundary, a break, a gap, an "
		    "off-record stretch or a closed session's end",
		    t->item, (long long)(most / SPAN_RATE),
		    (long long)(most % SPAN_RATE / (SPAN_RATE / 10)));
	e->item = (uint16_t)t->item;
	e->sample = t->item_sample - back;
	e->supersedes = t->item_seq;
	(void)snprintf(plan->text, sizeof(plan->text),
	    "item %d begins %d s earlier", t->item, c->seconds);
	return RC_OK;
}

static void
say(struct allowing_plan *plan, const char *text)
{
	(void)snprintf(plan->text, sizeof(plan->text), "%s", text);
}

static enum rc
decide_closed(const struct tagging *t, bool close, struct allowing_plan *plan,
    struct error *err)
{
	if (t->closed == close)
		return error_set(err, RC_CONFLICT,
		    close ? "a closed session is going on already"
			  : "no closed session is going on");
	say(plan, close ? "closed session" : "the closed session is over");
	return RC_OK;
}

/* Verbs that are of use only while the meeting goes on. */
static enum rc
decide_running(const struct tagging *t, const struct command *c, int64_t sample,
    int64_t wall_ms, struct allowing_plan *plan, struct error *err)
{
	bool recording = t->state == COMMAND_RECORDING;
	struct journal_entry *e = &plan->entries[0];

	plan->count = 0;
	if (t->state == COMMAND_READY)
		return not_now(
		    t, command_verb_name(c->verb), "say \"start\" first", err);
	switch (c->verb) {
	case COMMAND_NEXT:
		(void)plan_add(plan, JOURNAL_ITEM, sample, wall_ms);
		return decide_next(t, c, e, plan, err);
	case COMMAND_MARK:
		(void)plan_add(plan, JOURNAL_NOTE, sample, wall_ms);
		return decide_mark(t, c, e, plan, err);
	case COMMAND_DESCRIBE:
		return decide_describe(t, c, plan, err);
	case COMMAND_LATE:
		(void)plan_add(plan, JOURNAL_EDGE, sample, wall_ms);
		return decide_late(t, c, e, plan, err);
	case COMMAND_RESUME:
		if (recording)
			return not_now(t, "cannot resume", "", err);
		e = plan_add(plan, JOURNAL_RESUMED, sample, wall_ms);
		e->item = (uint16_t)t->item;
		e->value =
		    wall_ms > t->off_wall_ms ? wall_ms - t->off_wall_ms : 0;
		say(plan, "recording again");
		return RC_OK;
	case COMMAND_END:
		e = plan_add(plan, JOURNAL_ENDED, sample, wall_ms);
		say(plan, "the meeting has ended");
		return RC_OK;
	default:
		break;
	}
	if (!recording)
		return not_now(
		    t, command_verb_name(c->verb), "say \"resume\" first", err);
	switch (c->verb) {
	case COMMAND_OFF_RECORD:
		e = plan_add(plan, JOURNAL_OFF_RECORD, sample, wall_ms);
		say(plan, "off the record: nothing is written");
		break;
	case COMMAND_BREAK:
		e = plan_add(plan, JOURNAL_BREAK, sample, wall_ms);
		say(plan, "a break: nothing is written");
		break;
	case COMMAND_CLOSED:
		e = plan_add(plan, JOURNAL_CLOSED, sample, wall_ms);
		e->item = (uint16_t)t->item;
		return decide_closed(t, true, plan, err);
	default:
		e = plan_add(plan, JOURNAL_OPENED, sample, wall_ms);
		e->item = (uint16_t)t->item;
		return decide_closed(t, false, plan, err);
	}
	e->item = (uint16_t)t->item;
	return RC_OK;
}

enum rc
allowing_make(const struct tagging *t, const struct command *c, int64_t sample,
    int64_t wall_ms, struct allowing_plan *plan, struct error *err)
{
	struct journal_entry *e;

	*plan = (struct allowing_plan){0};
	if (t->state == COMMAND_READY)
		sample = -1;
	if (t->state == COMMAND_ENDED)
		return not_now(t, command_verb_name(c->verb), "", err);
	switch (c->verb) {
	case COMMAND_ANNOUNCE:
		if (t->announced)
			return error_set(err, RC_CONFLICT,
			    "the notice was announced already");
		(void)plan_add(plan, JOURNAL_ANNOUNCED, sample, wall_ms);
		say(plan, "the notice was read aloud");
		return RC_OK;
	case COMMAND_JOIN:
		e = plan_add(plan, JOURNAL_JOIN, sample, wall_ms);
		return decide_person(t, c, e, plan, err);
	case COMMAND_LEAVE:
		e = plan_add(plan, JOURNAL_LEAVE, sample, wall_ms);
		return decide_person(t, c, e, plan, err);
	case COMMAND_STATEMENT:
		if (t->stated)
			return error_set(
			    err, RC_CONFLICT, "the statement was read already");
		(void)plan_add(plan, JOURNAL_STATEMENT, sample, wall_ms);
		say(plan, "the confidentiality statement was read");
		return RC_OK;
	case COMMAND_UNDO:
		(void)plan_add(plan, JOURNAL_UNDONE, sample, wall_ms);
		return undoing_decide(t, c->seq, plan, err);
	case COMMAND_START:
		return decide_start(t, plan, wall_ms, err);
	default:
		return decide_running(t, c, sample, wall_ms, plan, err);
	}
}
