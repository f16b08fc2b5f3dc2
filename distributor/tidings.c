#include "distributor/tidings.h"

#include <stdio.h>
#include <string.h>

#include "distributor/ways.h"

/* What is said of both. */
struct about {
	const char *meeting;
	const char *reference; /* of the case */
	const char *ref;       /* of the person */
	struct person_id person;
	struct parcel_id parcel; /* 0: in none yet */
	struct briefing_answer today;
	bool readable; /* behind a link that opens */
};

void
tidings_clear(struct tidings *tidings)
{
	owed_clear(&tidings->way);
}

/* What to type while the rules have the word. */
static void
by_rule(const struct about *a, char text[TIDINGS_ADVICE])
{
	*text = '\0';
	switch (a->today.reason) {
	case BRIEFING_NOT_WRITTEN:
	case BRIEFING_NO_CHILD_SAFETY:
		(void)snprintf(text, TIDINGS_ADVICE,
		    "marac-distributor debrief %s %s %s --issues FILE "
		    "--plan FILE --safety FILE --authority TEXT --by LOGIN",
		    a->meeting, a->reference, a->ref);
		break;
	case BRIEFING_NOT_APPROVED:
	case BRIEFING_SAME_PERSON:
		(void)snprintf(text, TIDINGS_ADVICE,
		    "marac-distributor approve-debrief %s %s %s --by LOGIN",
		    a->meeting, a->reference, a->ref);
		break;
	case BRIEFING_WITHHOLDING_OPEN:
		(void)snprintf(text, TIDINGS_ADVICE,
		    "marac-distributor withheld %s  (what waits for approval)",
		    a->meeting);
		break;
	case BRIEFING_NOT_RELEASED:
		(void)snprintf(text, TIDINGS_ADVICE,
		    "marac-distributor release %s --by LOGIN  (a chair's)",
		    a->meeting);
		break;
	case BRIEFING_OWED:
	case BRIEFING_OWNS:
		if (a->parcel.v == 0 || !a->readable)
			(void)snprintf(text, TIDINGS_ADVICE,
			    "marac-distributor copies %s", a->meeting);
		break;
	default:
		break;
	}
}

/* How A's parcel stands, with what ways.h wants to know besides. */
static enum rc
read_way(struct store *store, const struct about *a, struct owed_copy *way,
    struct error *err)
{
	enum rc rc = owed_parcel(store, a->parcel, way, err);

	if (rc != RC_OK)
		return rc;
	way->person = a->person;
	way->meeting_ref = strdup(a->meeting);
	way->person_ref = strdup(a->ref);
	return way->meeting_ref == NULL || way->person_ref == NULL
	    ? error_nomem(err)
	    : RC_OK;
}

/* What A waits for: what only a person can put right, the rules, and then its
 * mail or its paper. */
static enum rc
look(struct store *store, const struct about *a, int64_t now_ms,
    struct tidings *out, struct error *err)
{
	struct owed_copy *way = &out->way;
	bool may = a->today.outcome == BRIEFING_MAY;
	const char *cause = may ? "" : briefing_reason_text(a->today.reason);
	enum rc rc = RC_OK;

	out->state = may ? "to be made" : "held";
	by_rule(a, out->advice);
	if (a->parcel.v == 0)
		goto done;
	if ((rc = read_way(store, a, way, err)) != RC_OK)
		return rc;
	if (ways_stopped(way)) {
		out->state = way->stuck || ways_moved(way) ? "held"
		    : strcmp(way->state, "failed") == 0    ? "failed"
							   : "bounced";
		cause = way->cause;
		(void)snprintf(out->advice, sizeof(out->advice),
		    "marac-distributor resend %s %s --reason TEXT --by LOGIN",
		    a->meeting, a->ref);
		goto done;
	}
	if (!may)
		goto done;
	out->link_over = !a->readable;
	out->state = strcmp(way->state, "queued") == 0 ? "queued"
	    : strcmp(way->state, "sending") == 0       ? "sending"
						       : "held";
	cause = ways_cause(way) != NULL ? ways_cause(way) : way->cause;
	if (out->link_over)
		goto done;
	rc = ways_next(
	    store, way, now_ms, out->advice, sizeof(out->advice), err);
	if (rc == RC_OK && strcmp(out->state, "queued") == 0 &&
	    way->next_ms <= now_ms)
		(void)snprintf(out->advice, sizeof(out->advice),
		    "marac-distributor deliver");
done:
	(void)snprintf(out->cause, sizeof(out->cause), "%s", cause);
	return rc;
}

/* RC is whether it may be read today: the answer, or a failure. */
static enum rc
readable(enum rc rc, bool *yes)
{
	*yes = rc == RC_OK;
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc
tidings_of_debrief(struct store *store, const struct briefed_line *b,
    int64_t now_ms, struct tidings *out, struct error *err)
{
	struct about a = {
	    .meeting = b->meeting_ref,
	    .reference = b->reference,
	    .ref = b->person_ref,
	    .person = b->person,
	    .parcel = b->parcel,
	    .today = b->today,
	};
	enum rc rc;

	out->state = b->acknowledged_ms != 0 ? "acknowledged" : "given";
	if (b->given_ms != 0) {
		if (b->acknowledged_ms == 0)
			(void)snprintf(out->cause, sizeof(out->cause),
			    "Its reader has not said that they read it.");
		return RC_OK;
	}
	if ((b->parcel.v != 0 &&
		(rc = readable(
		     briefed_debrief(store, b->debrief, now_ms, NULL, err),
		     &a.readable)) != RC_OK) ||
	    (rc = look(store, &a, now_ms, out, err)) != RC_OK)
		return rc;
	if (b->debrief.v == 0)
		out->state = "to be written";
	return RC_OK;
}

enum rc
tidings_of_action(struct store *store, const struct actions_row *row,
    const struct briefing_answer *today, int64_t now_ms, struct tidings *out,
    struct error *err)
{
	struct about a = {
	    .meeting = row->meeting_ref,
	    .reference = row->reference,
	    .ref = row->person_ref,
	    .person = row->owner,
	    .parcel = row->parcel,
	    .today = *today,
	};
	enum rc rc;

	if (row->task.v != 0 &&
	    (rc = readable(briefed_task(store, row->task, now_ms, NULL, err),
		 &a.readable)) != RC_OK)
		return rc;
	return look(store, &a, now_ms, out, err);
}
