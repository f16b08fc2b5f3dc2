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
	OUTCOME_PART,     /* a part of it, or a part as silence */
	OUTCOME_NOT_SENT, /* nothing is owed: was not there, conflict ... */
	OUTCOME_DECIDE,   /* a family member: needs a decision */
	OUTCOME_HELD,     /* would be sent, but waits for something */
	OUTCOME_WITHHELD, /* decided not to, with reason and two persons */
	OUTCOME_BLOCKED   /* source of harm: nothing (rules 3, 4) */
};

/* One a sentence; entitle_reason_text has the sentences. */
enum reason {
	REASON_PRESENT_THROUGHOUT = 1,
	REASON_PRESENT_BUT_CLOSED,   /* throughout; a closed part is left out */
	REASON_PRESENT_BUT_WITHHELD, /* throughout; a part is silence */
	REASON_PRESENT_IN_PART,
	REASON_FAMILY_APPROVED,
	REASON_EXCEPTION,     /* from rule 3, and then approved like family */
	REASON_ABSENT,        /* not in the room for any of it */
	REASON_NOT_CONCERNED, /* neither participant nor family */
	REASON_DEFERRED,
	REASON_NOTHING_RECORDED, /* no passage, or all of it cut out or silent */
	REASON_CONFLICT,         /* rule 14 */
	REASON_HARM_YES,         /* rule 3 */
	REASON_HARM_UNKNOWN,     /* rule 4 */
	REASON_HARM_DISPUTED,    /* rule 4 */
	REASON_NOT_RELEASED,
	REASON_NEEDS_DECISION,
	REASON_BY_PROFILE,     /* included by default, not yet proposed */
	REASON_NEEDS_APPROVAL, /* proposed, second person missing */
	REASON_SAME_PERSON,    /* rule 12 */
	REASON_DECISION_VOID,
	REASON_NEEDS_SAFETY,        /* rule 5 */
	REASON_SAFETY_EXPIRED,      /* rule 5: older than 7 days */
	REASON_NEEDS_UNDERSTANDING, /* rule 13 */
	REASON_OTHER_FAMILY,        /* rule 2: must be parted first */
	REASON_WITHHOLDING_OPEN,    /* rule 12: proposed and not approved */
	REASON_ON_HOLD,             /* a named person has stopped it */
	REASON_DECIDED_WITHHOLD
};

/* What may be heard is SPANS without SILENT; only for SENT and PART. */
struct entitlement {
	enum outcome outcome;
	enum reason reason;
	struct span_list spans;  /* what a copy holds */
	struct span_list silent; /* of SPANS: there, as silence (rule 11) */
};

void entitle_clear(struct entitlement *e);

/*
 * Judge FACTS into OUT, which must be = {0} or cleared.  In this order: harm
 * (rules 3 and 4: whoever they are besides), conflict (14), deferred, nothing
 * recorded, nobody concerned, absent, nothing but silence; then family before
 * participant, because it is the stricter.  An exception from rule 3 leads to
 * the family's path, whoever they are; never to the participants'.  What is
 * not a known value counts as the worst one.
 *
 * A family member's copy waits, in this order, for: a decision, a second
 * person, (then it is withheld, or:) every passage that somebody wants
 * withheld, the parting of another family's part, the understanding
 * assessment, the release, and at a MARAC the safety confirmation.
 *
 * A hold goes before all that anybody's copy can wait for.
 *
 * SENT means the whole passage, all of it heard; PART that something of it is
 * missing or silent.  RC_NOMEM only.
 */
enum rc entitle_copy(
    const struct facts *facts, struct entitlement *out, struct error *err);

/* Does somebody need a decision by two people (rule 12)?  The family, and
 * whoever an exception from rule 3 concerns. */
bool entitle_as_family(const struct facts *facts);

/*
 * Does the meeting's profile propose "send" for them?  At conferences and
 * reviews the family is included by default, a child if the understanding
 * assessment says so.  The default is a proposal and no more: it is made with
 * the chair's release, in the name of who releases; a second person approves.
 * It proposes nothing against a rule (harm, conflict, another family's part),
 * and nothing where people have decided already; a void "send" is proposed
 * anew.
 */
bool entitle_by_profile(const struct facts *facts);

/*
 * May somebody with today's entitlement E still have a copy that holds SPANS,
 * of which SILENT are silence?  Yes if everything heard in it may be heard
 * today, and its silence too is of what a copy may hold (rule 10: what is cut
 * out is missing from the duration).  So a copy made before a withholding
 * fails, and one with more silence than today holds does not; `copies`
 * replaces that one, because today's plan is another.
 */
bool entitle_still(const struct entitlement *e, const struct span_list *spans,
    const struct span_list *silent);

const char *entitle_outcome_name(enum outcome outcome); /* "part", for JSON */
const char *entitle_reason_name(enum reason reason);    /* "harm_unknown" */
const char *entitle_reason_text(enum reason reason);    /* a sentence */

#endif
