#include "distributor/causing.h"

#include <string.h>

#include "distributor/post.h"
#include "rules/contact.h"
#include "rules/entitle.h"
#include "store/outbox.h"
#include "store/standing.h"

static bool
in_state(const struct owing_line *line, const char *state)
{
	return strcmp(line->state, state) == 0;
}

bool
causing_stopped(const struct owing_line *line)
{
	return line->stuck || line->moved || line->letter_back ||
	    in_state(line, "bounced") || in_state(line, "failed");
}

static enum escalate_cause
of_reason(enum reason reason)
{
	if (reason == 0) /* no rule's: void, expired */
		return ESCALATE_LINK;
	switch (reason) {
	case REASON_NOT_RELEASED:
		return ESCALATE_UNRELEASED;
	case REASON_NEEDS_DECISION:
	case REASON_BY_PROFILE:
	case REASON_NEEDS_APPROVAL:
	case REASON_SAME_PERSON:
	case REASON_DECISION_VOID:
		return ESCALATE_UNDECIDED;
	case REASON_ON_HOLD:
		return ESCALATE_HOLD;
	default:
		return ESCALATE_RULE;
	}
}

/* The same of words. */
static enum escalate_cause
of_briefing(const struct owing_line *line)
{
	switch (line->briefing) {
	case BRIEFING_NOT_WRITTEN:
	case BRIEFING_NO_CHILD_SAFETY:
		return ESCALATE_UNWRITTEN;
	case BRIEFING_NOT_APPROVED:
	case BRIEFING_SAME_PERSON:
		return ESCALATE_UNDECIDED;
	case BRIEFING_NOT_RELEASED:
		return ESCALATE_UNRELEASED;
	case BRIEFING_ON_HOLD:
		return ESCALATE_HOLD;
	case BRIEFING_OWED:
	case BRIEFING_OWNS:
		return line->link_over ? ESCALATE_LINK : ESCALATE_NOT_MADE;
	default:
		return ESCALATE_RULE;
	}
}

/* Does nothing but its parcel keep LINE, which is of words? */
static bool
may_be_read(const struct owing_line *line)
{
	return line->parcelled && !line->link_over &&
	    (line->briefing == BRIEFING_OWED ||
		line->briefing == BRIEFING_OWNS);
}

static enum escalate_cause
of_stopped(const struct owing_line *line)
{
	if (line->letter_back)
		return ESCALATE_LETTER;
	if (line->moved)
		return ESCALATE_MOVED;
	if (in_state(line, "bounced"))
		return ESCALATE_BOUNCED;
	return in_state(line, "failed") ? ESCALATE_REFUSED : ESCALATE_UNKNOWN;
}

/* Was TEXT said by a rule, or of a route, and not by a mail server? */
static bool
ours(const char *text)
{
	for (enum reason r = REASON_PRESENT_THROUGHOUT;
	     *entitle_reason_name(r) != '\0'; r++)
		if (strcmp(text, entitle_reason_text(r)) == 0)
			return true;
	for (enum briefing_reason r = BRIEFING_OWED;
	     *briefing_reason_text(r) != '\0'; r++)
		if (strcmp(text, briefing_reason_text(r)) == 0)
			return true;
	for (enum contact_answer a = CONTACT_USABLE; a <= CONTACT_SHARED; a++)
		if (strcmp(text, contact_text(a)) == 0)
			return true;
	return *text == '\0';
}

/* All rules and its route let it go. */
static enum escalate_cause
of_outbox(const struct owing_line *line, int64_t now_ms)
{
	/* A try lasts as long as its lease at the most. */
	int64_t patience_ms = CAUSING_UNSENT_MS +
	    (in_state(line, "sending") ? OUTBOX_LEASE_MS : 0);

	if (line->next_ms + patience_ms <= now_ms)
		return ESCALATE_UNSENT;
	return ours(line->cause) ? ESCALATE_TURN : ESCALATE_RELAY;
}

enum rc
causing_of(struct desk *desk, const struct owing_line *line, int64_t now_ms,
    enum escalate_cause *cause, struct error *err)
{
	struct post post = {.desk = desk}; /* no text is opened */
	struct post_route route;
	enum reason why = 0;
	enum rc rc;

	if (line->hold != 0) {
		*cause = ESCALATE_HOLD;
		return RC_OK;
	}
	if (line->nobody) {
		*cause = ESCALATE_NOBODY;
		return RC_OK;
	}
	if (causing_stopped(line)) {
		*cause = of_stopped(line);
		return RC_OK;
	}
	if (line->kind != OWED_COPY && !may_be_read(line)) {
		*cause = of_briefing(line);
		return RC_OK;
	}
	if (line->kind == OWED_COPY && line->copy.v == 0) {
		*cause = in_state(line, "to be made") ? ESCALATE_NOT_MADE
						      : of_reason(line->reason);
		return RC_OK;
	}
	rc = line->kind != OWED_COPY
	    ? RC_OK
	    : standing_of_copy(desk->store, line->copy, now_ms, &why, err);
	if (rc == RC_NOTFOUND)
		*cause = of_reason(why);
	if (rc != RC_OK)
		return rc == RC_NOTFOUND ? RC_OK : rc;
	if (line->on_paper) {
		*cause = ESCALATE_PAPER;
		return RC_OK;
	}
	if ((rc = post_route(&post, line->person_id, (struct route_id){0},
		 now_ms, &route, err)) != RC_OK)
		return rc;
	if (route.id.v == 0)
		*cause = ESCALATE_NO_ROUTE;
	else if (route.answer == CONTACT_LATER)
		*cause = ESCALATE_HOURS;
	else if (route.answer != CONTACT_USABLE)
		*cause = ESCALATE_ROUTE;
	else
		*cause = of_outbox(line, now_ms);
	return RC_OK;
}
