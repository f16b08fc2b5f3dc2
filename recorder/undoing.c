#include "recorder/undoing.h"

#include <stdio.h>

#include "base/span.h"
#include "base/text.h"

/* What was done, as "taken back: ..." says it. */
static void
say_what(const struct tagging *t, const struct journal_entry *e, char *out,
    size_t room)
{
	int at = e->person != 0 ? tagging_person_at(t, e->person) : -1;
	char name[ALLOWING_NAME];

	switch (e->kind) {
	case JOURNAL_JOIN:
	case JOURNAL_LEAVE:
		(void)snprintf(out, room, "person %d, %s, %s", e->person,
		    text_cut(at >= 0 ? t->papers->people[at].name : "", name,
			sizeof(name)),
		    e->kind == JOURNAL_JOIN ? "joined" : "left");
		break;
	case JOURNAL_ITEM:
		(void)snprintf(out, room, "item %d began", e->item);
		break;
	case JOURNAL_EDGE:
		(void)snprintf(out, room, "item %d began earlier", e->item);
		break;
	case JOURNAL_CLOSED:
		(void)snprintf(out, room, "a closed session began");
		break;
	case JOURNAL_OPENED:
		(void)snprintf(out, room,
		    "the closed session was over; it goes on as if it had "
		    "never ended");
		break;
	case JOURNAL_ANNOUNCED:
		(void)snprintf(out, room, "the notice was read aloud");
		break;
	case JOURNAL_STATEMENT:
		(void)snprintf(out, room, "the statement was read");
		break;
	default:
		(void)snprintf(out, room, "%s in item %d",
		    journal_kind_name(e->kind), e->item);
	}
}

/* Pressed so long ago that others would hear what they should not. */
static enum rc
check_regret(int64_t now, const struct journal_entry *e, const char *instead,
    struct error *err)
{
	if (now - e->sample <= (int64_t)ALLOWING_REGRET_S * SPAN_RATE)
		return RC_OK;
	return error_set(err, RC_DENIED,
	    "that was more than %d s ago, so it stays; %s", ALLOWING_REGRET_S,
	    instead);
}

/* Does any item go on when the present one is taken back? */
static bool
has_item_before(const struct tagging *t, const struct journal_entry *item)
{
	for (size_t i = 0; i < t->nlog && t->log[i].e.seq < item->seq; i++) {
		if (t->log[i].e.kind == JOURNAL_ITEM && !t->log[i].undone)
			return true;
	}
	return false;
}

static enum rc
check_item(const struct tagging *t, int64_t now, const struct journal_entry *e,
    struct error *err)
{
	if (e->seq != t->item_seq)
		return error_set(err, RC_CONFLICT,
		    "item %d is not on any more; \"next %d\" goes back to it",
		    e->item, e->item);
	if (!has_item_before(t, e))
		return error_set(err, RC_CONFLICT,
		    "the meeting's first item cannot be taken back; \"next "
		    "N\" goes to another");
	return check_regret(now, e,
	    "\"next N\" goes back to the item before, and \"late\" moves "
	    "where that begins",
	    err);
}

static enum rc
check_closed(const struct tagging *t, int64_t now,
    const struct journal_entry *e, struct error *err)
{
	const struct journal_entry *last = NULL;

	for (size_t i = 0; i < t->nlog; i++) {
		if (!t->log[i].undone &&
		    (t->log[i].e.kind == JOURNAL_CLOSED ||
			t->log[i].e.kind == JOURNAL_OPENED))
			last = &t->log[i].e;
	}
	if (last == NULL || last->seq != e->seq)
		return error_set(err, RC_CONFLICT,
		    "that closed session is over; what was said in it stays "
		    "closed");
	return check_regret(
	    now, e, "\"open\" ends the closed session from now on", err);
}

static enum rc
check_kind(const struct tagging *t, int64_t now, const struct journal_entry *e,
    struct error *err)
{
	switch (e->kind) {
	case JOURNAL_ACTION:
	case JOURNAL_DECISION:
	case JOURNAL_RISK:
	case JOURNAL_NOTE:
	case JOURNAL_JOIN:
	case JOURNAL_LEAVE:
	case JOURNAL_OPENED:
	case JOURNAL_STATEMENT:
		return RC_OK;
	case JOURNAL_ITEM:
		return check_item(t, now, e, err);
	case JOURNAL_CLOSED:
		return check_closed(t, now, e, err);
	case JOURNAL_EDGE:
		if (e->supersedes == t->item_seq)
			return RC_OK;
		return error_set(err, RC_CONFLICT,
		    "item %d is not on any more; where it begins is corrected "
		    "after the meeting",
		    e->item);
	case JOURNAL_ANNOUNCED:
		if (t->state == COMMAND_READY)
			return RC_OK;
		return error_set(
		    err, RC_CONFLICT, "the recording began upon it; it stays");
	case JOURNAL_OFF_RECORD:
	case JOURNAL_BREAK:
		return error_set(err, RC_CONFLICT,
		    "what was not recorded cannot be brought back; \"resume\" "
		    "records again");
	case JOURNAL_RESUMED:
		return error_set(err, RC_CONFLICT,
		    "what was recorded since stays; \"off-record\" or "
		    "\"break\" stops it again");
	default:
		return error_set(err, RC_CONFLICT,
		    "entry %u, \"%s\", cannot be taken back", e->seq,
		    journal_kind_name(e->kind));
	}
}

enum rc
undoing_decide(const struct tagging *t, uint32_t seq,
    struct allowing_plan *plan, struct error *err)
{
	struct journal_entry *undone = &plan->entries[0];
	const struct tagging_entry *at =
	    seq != 0 ? tagging_find(t, seq) : tagging_last(t);
	char what[224];
	enum rc rc;

	if (at == NULL)
		return seq == 0 ? error_set(err, RC_NOTFOUND,
				      "nothing was done yet that could be "
				      "taken back")
				: error_set(err, RC_NOTFOUND,
				      "no entry has the number %u; every "
				      "command says its number",
				      seq);
	if (at->undone)
		return error_set(err, RC_CONFLICT,
		    "entry %u was taken back already", at->e.seq);
	if ((rc = check_kind(t, undone->sample, &at->e, err)) != RC_OK)
		return rc;
	undone->supersedes = at->e.seq;
	undone->item = (uint16_t)t->item;
	say_what(t, &at->e, what, sizeof(what));
	(void)snprintf(plan->text, sizeof(plan->text), "taken back: %s", what);
	return RC_OK;
}
