/*
 * oracle -- what the rules say about somebody of an invented meeting, written
 * from the rules' own words and slot by slot; it shares no code and no order
 * with what it judges.
 */
#ifndef UNIT_ORACLE_H
#define UNIT_ORACLE_H

#include "rules/entitle.h"
#include "unit/invented.h"

struct oracle {
	enum outcome outcome;
	bool family;    /* of a child of the case, its victim or theirs */
	uint64_t held;  /* slots a copy holds, silence among them */
	uint64_t heard; /* slots they hear */
};

/* Is P, or has P said to be, a source of harm to the victim or a child? */
static inline bool
oracle_harmful(const struct invented *m, int c, int p)
{
	const struct invented_case *mine = &m->cases[c];

	/* Rule 3, "for the victim or any child"; rule 4 with it: whatever is
	 * not a plain no. */
	for (int k = 0; k < INVENTED_CHILDREN; k++)
		if (((mine->children >> k & 1) != 0 || mine->victim == k) &&
		    m->relation[p][k] != 0 && m->relation[p][k] != HARM_NO)
			return true;
	for (int o = 0; o < INVENTED_CASES; o++) {
		const struct invented_case *other = &m->cases[o];
		unsigned ours = mine->children, theirs = other->children;

		if (!other->of[p].named)
			continue;
		/* Named by, or for, anybody whom this case protects. */
		if (mine->victim < INVENTED_CHILDREN)
			ours |= 1u << mine->victim;
		if (other->victim < INVENTED_CHILDREN)
			theirs |= 1u << other->victim;
		if (o == c || other->victim == mine->victim ||
		    (ours & theirs) != 0)
			return true;
		/* Counter-allegations hold both: this case's accused accuses
		 * P there. */
		if (mine->of[other->victim].named)
			return true;
	}
	return false;
}

static inline bool
oracle_family(const struct invented *m, int c, int p)
{
	const struct invented_case *mine = &m->cases[c];

	if (mine->victim == p)
		return true;
	for (int k = 0; k < INVENTED_CHILDREN; k++)
		if (((mine->children >> k & 1) != 0 &&
			(k == p || m->relation[p][k] != 0)) ||
		    (k == mine->victim && m->relation[p][k] != 0))
			return true;
	return false;
}

/* Rule 13: whatever the case calls whoever has a child's file. */
static inline bool
oracle_child(const struct invented *m, int c, int p)
{
	return p < INVENTED_CHILDREN &&
	    (oracle_family(m, c, p) ||
		(oracle_harmful(m, c, p) &&
		    m->cases[c].of[p].exception == TWO_APPROVED));
}

/* Rule 2: some of the children are theirs and others are not. */
static inline bool
oracle_other_family(const struct invented *m, int c, int p)
{
	const struct invented_case *mine = &m->cases[c];
	bool theirs = false, others = false;

	for (int k = 0; k < INVENTED_CHILDREN; k++) {
		if ((mine->children >> k & 1) == 0)
			continue;
		if (k == p) /* a child's own case */
			return false;
		theirs = theirs || m->relation[p][k] != 0;
		others = others || m->relation[p][k] == 0;
	}
	return theirs && others;
}

static inline bool
oracle_marac(const struct invented *m)
{
	return m->type == MEETING_MARAC || m->type == MEETING_EMERGENCY_MARAC;
}

/* What a copy that two people want sent still waits for. */
static inline bool
oracle_waits(const struct invented *m, int c, int p, bool as_family)
{
	const struct invented_case *mine = &m->cases[c];
	const struct invented_pair *of = &mine->of[p];

	if (!mine->released || mine->wanted || of->wanted)
		return true;
	if (!as_family)
		return false;
	if (oracle_child(m, c, p) &&
	    !(m->people[p].understands && m->people[p].supporter))
		return true; /* rule 13 */
	if (oracle_other_family(m, c, p) &&
	    !(of->withheld != 0 && of->proposed_ms > of->withheld_ms))
		return true;      /* rule 2 */
	return oracle_marac(m) && /* rule 5 */
	    (mine->safety_ms == 0 ||
		INVENTED_NOW - mine->safety_ms > 604800000);
}

static inline struct oracle
oracle_ask(const struct invented *m, int c, int p)
{
	const struct invented_case *mine = &m->cases[c];
	const struct invented_pair *of = &mine->of[p];
	const struct invented_person *person = &m->people[p];
	bool excepted = of->exception == TWO_APPROVED;
	bool harmful = oracle_harmful(m, c, p);
	struct oracle say = {.family = oracle_family(m, c, p)};
	bool as_family = say.family || (harmful && excepted);
	uint64_t held = 0, heard = 0;

	for (int s = 0; s < 64; s++) {
		uint64_t slot = (uint64_t)1 << s;

		if ((mine->passage & slot) == 0 || /* rule 1 */
		    ((m->closed | m->off_record) & slot) !=
			0 || /* rules 10, 16 */
		    (person->excluded & slot) != 0 ||
		    (person->attendance != NOT_THERE &&
			(person->present & slot) == 0))
			continue;
		held |= slot;
		if (((mine->withheld | of->withheld) & slot) == 0)
			heard |= slot; /* rule 11 */
	}

	if (harmful && !excepted)
		say.outcome = OUTCOME_BLOCKED;
	else if (of->conflict || mine->deferred || heard == 0 ||
	    (!as_family && person->attendance != AS_CORE))
		say.outcome = OUTCOME_NOT_SENT;
	else if (of->on_hold &&
	    !(as_family && of->verdict == VERDICT_WITHHOLD && !of->void_since &&
		of->approver != 0 && of->approver != of->proposer))
		say.outcome = OUTCOME_HELD; /* whatever else it waits for */
	else if (as_family &&
	    (of->verdict == VERDICT_NONE || of->void_since ||
		of->approver == 0 || of->approver == of->proposer))
		say.outcome = OUTCOME_DECIDE; /* rule 12 */
	else if (as_family && of->verdict == VERDICT_WITHHOLD)
		say.outcome = OUTCOME_WITHHELD;
	else if (oracle_waits(m, c, p, as_family))
		say.outcome = OUTCOME_HELD;
	else {
		say.outcome =
		    heard == mine->passage ? OUTCOME_SENT : OUTCOME_PART;
		say.held = held;
		say.heard = heard;
	}
	return say;
}

#endif
