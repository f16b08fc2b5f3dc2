/*
 * facts -- everything the rules look at, as plain data.
 *
 * The store fills it (store/standing.c); the rules only read it.  One
 * struct facts is about one person and one case of one meeting.
 */
#ifndef RULES_FACTS_H
#define RULES_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum meeting_type {
	MEETING_MARAC = 1,
	MEETING_EMERGENCY_MARAC,
	MEETING_ICPC,
	MEETING_RCPC,
	MEETING_REVIEW
};

/* Of the person, towards the victim or any child of the case: the worst that
 * is recorded.  A relationship whose answer was left blank is UNKNOWN. */
enum harm { HARM_NO = 1, HARM_DISPUTED, HARM_UNKNOWN, HARM_YES };

enum verdict { VERDICT_NONE = 0, VERDICT_SEND, VERDICT_WITHHOLD };

/* A decision about a family member's copy (rule 12: two persons). */
struct facts_decision {
	enum verdict verdict;
	int64_t proposed_by; /* account, 0: nobody */
	int64_t approved_by;
	bool void_since; /* an edit after it has voided it */
};

struct facts {
	enum meeting_type meeting;
	int64_t now_ms;

	/* The case, on the meeting's sample clock. */
	struct span_list passage;    /* where it was discussed */
	struct span_list closed;     /* closed sessions */
	struct span_list off_record; /* and breaks */
	bool released;               /* by the chair, and not void */
	bool deferred;               /* not heard */

	/* The person. */
	bool participant; /* has an attendance of a capacity other
				     than family */
	bool attended;    /* has an attendance at all: then PRESENT
				     bounds what they get */
	struct span_list present;
	struct span_list excluded; /* exclusions of this person */
	struct span_list withheld; /* approved, for everybody or for this
				      person: there, as silence (rule 11) */
	bool withholding_open;     /* one that would concern this person is
				      proposed and not approved */
	bool on_hold;              /* a named person has stopped it */
	bool conflict;             /* declared, for this case (rule 14) */
	bool family;               /* victim, relation or child of the case */
	bool is_child;             /* has a child's file; at any age */
	bool other_family;         /* related to some children of the case and
				     not to all: the rest is about another
				     family (rule 2) ... */
	bool parted;               /* ... which an approved withheld passage for
				     this very person parts from it, and the
				     decision was proposed after that */
	bool understanding;        /* assessment says yes, supporter named */
	enum harm harm;
	bool exception; /* from rule 3: a reason, a proposer and two further
			   approvers, all named, and not void */
	struct facts_decision decision;
	int64_t safety_confirmed_ms; /* by IDVA or social worker; 0: never */
};

void facts_clear(struct facts *facts);

/* Must nothing of the case show to this person, whatever their office: they
 * declared a conflict (rule 14), belong to the family, or are not known to be
 * no source of harm (rules 3, 4)? */
bool facts_barred(const struct facts *facts);

#endif
