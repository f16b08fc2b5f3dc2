/*
 * entitle -- who may hear what of a case, and why or why not.
 *
 * Pure and total: every struct facts has exactly one outcome, and every
 * outcome its reason.  Asked three times: when a copy is proposed, inside the
 * transaction that commits `sending`, and at every page and media request.
 */
#ifndef RULES_ENTITLE_H
#define RULES_ENTITLE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/span.h"
#include "rules/facts.h"

/* The words of the "check before sending" screen. */
enum outcome {
	OUTCOME_SENT = 1, /* everything of the case */
	OUTCOME_PART,     /* a part of it */
	OUTCOME_NOT_SENT, /* nothing is owed: was not there, conflict ... */
	OUTCOME_DECIDE,   /* a family member: needs a decision */
	OUTCOME_HELD,     /* would be sent, but waits for something */
	OUTCOME_WITHHELD, /* decided not to, with reason and two persons */
	OUTCOME_BLOCKED   /* source of harm: nothing, ever (rules 3, 4) */
};

/* One a sentence; entitle_reason_text has the sentences. */
enum reason {
	REASON_PRESENT_THROUGHOUT = 1,
	REASON_PRESENT_BUT_CLOSED, /* throughout; a closed part is left out */
	REASON_PRESENT_IN_PART,
	REASON_FAMILY_APPROVED,
	REASON_ABSENT,        /* not in the room for any of it */
	REASON_NOT_CONCERNED, /* neither participant nor family */
	REASON_DEFERRED,
	REASON_NOTHING_RECORDED, /* no passage, or all of it cut out */
	REASON_CONFLICT,         /* rule 14 */
	REASON_HARM_YES,         /* rule 3 */
	REASON_HARM_UNKNOWN,     /* rule 4 */
	REASON_HARM_DISPUTED,    /* rule 4 */
	REASON_NOT_RELEASED,
	REASON_NEEDS_DECISION,
	REASON_NEEDS_APPROVAL, /* proposed, second person missing */
	REASON_SAME_PERSON,    /* rule 12 */
	REASON_DECISION_VOID,
	REASON_NEEDS_SAFETY,        /* rule 5 */
	REASON_SAFETY_EXPIRED,      /* rule 5: older than 7 days */
	REASON_NEEDS_UNDERSTANDING, /* rule 13 */
	REASON_OTHER_FAMILY,        /* rule 2: must be parted first */
	REASON_DECIDED_WITHHOLD
};

struct entitlement {
	enum outcome outcome;
	enum reason reason;
	struct span_list spans; /* what may be heard: only for SENT and PART */
};

void entitle_clear(struct entitlement *e);

/*
 * Judge FACTS into OUT, which must be = {0} or cleared.  In this order: harm
 * (rules 3 and 4: whoever they are besides), conflict (14), deferred, nothing
 * recorded, nobody concerned, absent; then family before participant, because
 * it is the stricter.  What is not a known value counts as the worst one.
 * SENT means the whole passage; PART that something of it is missing.
 * RC_NOMEM only.
 */
enum rc entitle_copy(
    const struct facts *facts, struct entitlement *out, struct error *err);

/* May somebody with today's entitlement E still have a copy made of SPANS? */
bool entitle_still(const struct entitlement *e, const struct span_list *spans);

const char *entitle_outcome_name(enum outcome outcome); /* "part", for JSON */
const char *entitle_reason_name(enum reason reason);    /* "harm_unknown" */
const char *entitle_reason_text(enum reason reason);    /* a sentence */

#endif
