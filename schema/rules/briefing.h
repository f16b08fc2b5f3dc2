/*
 * briefing -- who may be told, in words, what a meeting came to: a debrief for
 * somebody who was not in the room, and an action for whoever took it on.
 *
 * Pure and total, like entitle: every set of facts has one answer, and every
 * answer its reason.  Asked when it is put into a parcel, before each try to
 * send that, and at every page.
 *
 * Words are for professionals.  A family member's way is a copy, with a
 * decision by two people; there is no exception here from rules 3 and 4.
 */
#ifndef RULES_BRIEFING_H
#define RULES_BRIEFING_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/facts.h"

/* Of one person and one case of one meeting; most is of facts.h. */
struct briefing_facts {
	enum harm harm;
	bool conflict;         /* rule 14 */
	bool professional;     /* works for an agency */
	bool family;           /* victim, relation or child of the case */
	bool deferred;         /* the case was not heard */
	bool released;         /* by the chair, and not void */
	bool withholding_open; /* somebody wants a passage withheld */
	bool on_hold;          /* a named person has stopped it */

	/* A debrief's. */
	bool addressee;      /* is owed one: decided, or by rule */
	bool written;        /* there is one, not withdrawn */
	bool child_safety;   /* its child-safety text is there (rule 24) */
	int64_t proposed_by; /* a person, 0: nobody */
	int64_t approved_by;

	/* An action's. */
	bool owner; /* today: named, or their agency's contact */
};

enum briefing_outcome {
	BRIEFING_MAY = 1,
	BRIEFING_WAITS, /* would be given, but for something that can come */
	BRIEFING_NEVER
};

/* One a sentence; briefing_reason_text has the sentences. */
enum briefing_reason {
	BRIEFING_OWED = 1,
	BRIEFING_OWNS,
	BRIEFING_HARM_YES,      /* rule 3 */
	BRIEFING_HARM_UNKNOWN,  /* rule 4 */
	BRIEFING_HARM_DISPUTED, /* rule 4 */
	BRIEFING_CONFLICT,      /* rule 14 */
	BRIEFING_NO_AGENCY,
	BRIEFING_FAMILY,
	BRIEFING_DEFERRED,
	BRIEFING_NOT_ADDRESSEE,
	BRIEFING_NOT_OWNER,
	BRIEFING_NOT_WRITTEN,
	BRIEFING_NO_CHILD_SAFETY, /* rule 24 */
	BRIEFING_NOT_APPROVED,
	BRIEFING_SAME_PERSON, /* rule 12 */
	BRIEFING_WITHHOLDING_OPEN,
	BRIEFING_NOT_RELEASED,
	BRIEFING_ON_HOLD /* a named person has stopped it */
};

struct briefing_answer {
	enum briefing_outcome outcome;
	enum briefing_reason reason;
};

/*
 * In this order: harm (whoever they are besides), conflict, no agency, family,
 * deferred, no addressee; then it waits for: the text, its child-safety part,
 * a second person, every passage that somebody wants withheld, the release.
 * What is not a known value counts as the worst one.
 */
struct briefing_answer briefing_debrief(const struct briefing_facts *facts);

/* The same, with the owner in the addressee's place, and no text to wait for:
 * an action was agreed in the room. */
struct briefing_answer briefing_action(const struct briefing_facts *facts);

const char *briefing_reason_text(enum briefing_reason reason); /* a sentence */
const char *briefing_outcome_name(enum briefing_outcome outcome); /* "may" */

#endif
