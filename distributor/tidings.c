#include "distributor/tidings.h"

#include <stdio.h>

#include "distributor/ways.h"
#include "store/outbox.h"
#include "store/owed.h"
#include "store/paperwork.h"

/* What to type while the rules have the word. */
static void
by_rule(const struct briefed_line *line, char text[TIDINGS_ADVICE])
{
	const char *meeting = line->meeting_ref;

	*text = '\0';
	if (line->given_ms != 0)
		return;
	switch (line->today.reason) {
	case BRIEFING_NOT_WRITTEN:
	case BRIEFING_NO_CHILD_SAFETY:
		(void)snprintf(text, TIDINGS_ADVICE,
		    "marac-distributor debrief %s %s %s --issues FILE "
		    "--plan FILE --safety FILE --authority TEXT --by LOGIN",
		    meeting, line->reference, line->person_ref);
		break;
	case BRIEFING_NOT_APPROVED:
	case BRIEFING_SAME_PERSON:
		(void)snprintf(text, TIDINGS_ADVICE,
		    "marac-distributor approve-debrief %s %s %s --by LOGIN",
		    meeting, line->reference, line->person_ref);
		break;
	case BRIEFING_WITHHOLDING_OPEN:
		(void)snprintf(text, TIDINGS_ADVICE,
		    "marac-distributor withheld %s  (what waits for approval)",
		    meeting);
		break;
	case BRIEFING_NOT_RELEASED:
		(void)snprintf(text, TIDINGS_ADVICE,
		    "marac-distributor release %s --by LOGIN  (a chair's)",
		    meeting);
		break;
	case BRIEFING_OWED:
		(void)snprintf(text, TIDINGS_ADVICE,
		    line->parcel.v == 0 ? "marac-distributor copies %s"
					: "marac-distributor deliver",
		    meeting);
		break;
	default:
		break;
	}
}

/* What a debrief waits for on paper, or for want of a route, and what to type
 * then; as of a copy in its parcel.  *CAUSE is left when it is neither. */
static enum rc
debrief_on_paper(struct store *store, const struct briefed_line *b,
    const struct outbox_message *m, int64_t now_ms, const char **cause,
    struct tidings *out, struct error *err)
{
	char none[] = "", letter[] = "letter", person[] = "in person";
	char held[] = "held";
	struct paperwork paper = {0};
	struct owed_copy c = {
	    .person = b->person,
	    .meeting_ref = b->meeting_ref,
	    .person_ref = b->person_ref,
	    .state = m->id.v == 0 ? none : held,
	    .paper = none,
	};
	enum rc rc = paperwork_of(store, b->parcel, &paper, err);

	if (rc != RC_OK && rc != RC_NOTFOUND)
		return rc;
	if (rc == RC_OK) {
		c.paper = paper.channel == PAPERWORK_LETTER ? letter : person;
		c.paper_done_ms = paper.done_ms;
		c.paper_returned_ms = paper.returned_ms;
	}
	if (ways_cause(&c) == NULL)
		return RC_OK;
	*cause = ways_cause(&c);
	return ways_next(
	    store, &c, now_ms, out->advice, sizeof(out->advice), err);
}

/* What a debrief waits for: the rules first, and then its mail. */
static enum rc
debrief_cause(struct store *store, const struct briefed_line *b,
    struct outbox_message *m, int64_t now_ms, const char **cause,
    struct tidings *out, struct error *err)
{
	struct message_id id = {0};
	enum rc rc;

	*cause = "";
	by_rule(b, out->advice);
	if (b->acknowledged_ms != 0)
		return RC_OK;
	if (b->given_ms != 0)
		*cause = "Its reader has not said that they read it.";
	else if (b->today.outcome != BRIEFING_MAY)
		*cause = briefing_reason_text(b->today.reason);
	if (**cause != '\0' || b->parcel.v == 0)
		return RC_OK;
	if ((rc = outbox_of(store, b->parcel, &id, err)) != RC_OK ||
	    (id.v != 0 && (rc = outbox_get(store, id, m, err)) != RC_OK))
		return rc;
	*cause = m->cause;
	if (m->state == OUTBOX_BOUNCED || m->state == OUTBOX_FAILED)
		(void)snprintf(out->advice, sizeof(out->advice),
		    "marac-distributor resend %s %s --reason TEXT "
		    "--by LOGIN",
		    b->meeting_ref, b->person_ref);
	return debrief_on_paper(store, b, m, now_ms, cause, out, err);
}

static const char *
debrief_state(const struct briefed_line *b, const struct outbox_message *m)
{
	if (b->acknowledged_ms != 0)
		return "acknowledged";
	if (b->given_ms != 0)
		return "given";
	if (b->debrief.v == 0)
		return "to be written";
	if (m->state == OUTBOX_BOUNCED || m->state == OUTBOX_FAILED)
		return outbox_state_name(m->state);
	return b->today.outcome == BRIEFING_MAY ? "debrief" : "held";
}

enum rc
tidings_of(struct store *store, const struct briefed_line *line, int64_t now_ms,
    struct tidings *out, struct error *err)
{
	struct outbox_message m = {0};
	const char *cause = "";
	enum rc rc = debrief_cause(store, line, &m, now_ms, &cause, out, err);

	out->state = debrief_state(line, &m);
	out->next_ms = m.next_ms;
	(void)snprintf(out->cause, sizeof(out->cause), "%s", cause);
	return rc;
}
