#include "rules/briefing.h"

#include <stddef.h>

static struct briefing_answer
never(enum briefing_reason reason)
{
	return (struct briefing_answer){BRIEFING_NEVER, reason};
}

static struct briefing_answer
waits(enum briefing_reason reason)
{
	return (struct briefing_answer){BRIEFING_WAITS, reason};
}

/* What no work of anybody's lifts; an outcome of 0: nothing does bar them. */
static struct briefing_answer
barred(const struct briefing_facts *f)
{
	if (f->harm == HARM_YES)
		return never(BRIEFING_HARM_YES);
	if (f->harm == HARM_DISPUTED)
		return never(BRIEFING_HARM_DISPUTED);
	if (f->harm != HARM_NO)
		return never(BRIEFING_HARM_UNKNOWN);
	if (f->conflict)
		return never(BRIEFING_CONFLICT);
	if (!f->professional)
		return never(BRIEFING_NO_AGENCY);
	if (f->family)
		return never(BRIEFING_FAMILY);
	if (f->deferred)
		return never(BRIEFING_DEFERRED);
	return (struct briefing_answer){0};
}

/* What every word waits for; an outcome of 0: for nothing. */
static struct briefing_answer
let_go(const struct briefing_facts *f)
{
	if (f->on_hold)
		return waits(BRIEFING_ON_HOLD);
	if (f->withholding_open)
		return waits(BRIEFING_WITHHOLDING_OPEN);
	if (!f->released)
		return waits(BRIEFING_NOT_RELEASED);
	return (struct briefing_answer){0};
}

struct briefing_answer
briefing_debrief(const struct briefing_facts *f)
{
	struct briefing_answer a = barred(f);

	if (a.outcome != 0)
		return a;
	if (!f->addressee)
		return never(BRIEFING_NOT_ADDRESSEE);
	if (!f->written || f->proposed_by == 0)
		return waits(BRIEFING_NOT_WRITTEN);
	if (!f->child_safety)
		return waits(BRIEFING_NO_CHILD_SAFETY);
	if (f->approved_by == 0)
		return waits(BRIEFING_NOT_APPROVED);
	if (f->approved_by == f->proposed_by)
		return waits(BRIEFING_SAME_PERSON);
	a = let_go(f);
	return a.outcome != 0
	    ? a
	    : (struct briefing_answer){BRIEFING_MAY, BRIEFING_OWED};
}

struct briefing_answer
briefing_action(const struct briefing_facts *f)
{
	struct briefing_answer a = barred(f);

	if (a.outcome != 0)
		return a;
	if (!f->owner)
		return never(BRIEFING_NOT_OWNER);
	a = let_go(f);
	return a.outcome != 0
	    ? a
	    : (struct briefing_answer){BRIEFING_MAY, BRIEFING_OWNS};
}

const char *
briefing_outcome_name(enum briefing_outcome outcome)
{
	static const char *const names[] = {
	    [BRIEFING_MAY] = "may",
	    [BRIEFING_WAITS] = "waits",
	    [BRIEFING_NEVER] = "never",
	};

	return outcome >= BRIEFING_MAY && outcome <= BRIEFING_NEVER
	    ? names[outcome]
	    : "";
}

static const char *const sentences[] = {
    [BRIEFING_OWED] = "Is owed a debrief, and nothing stands against it.",
    [BRIEFING_OWNS] = "The action is theirs.",
    [BRIEFING_HARM_YES] = "Is named as a source of harm. Nothing is sent.",
    [BRIEFING_HARM_UNKNOWN] =
	"It is not known whether they are a source of harm. Until it is "
	"recorded that they are not, nothing is sent.",
    [BRIEFING_HARM_DISPUTED] =
	"It is disputed whether they are a source of harm. Nothing is sent.",
    [BRIEFING_CONFLICT] = "Declared a conflict of interest in this case.",
    [BRIEFING_NO_AGENCY] =
	"Works for no agency: debriefs and actions are for professionals.",
    [BRIEFING_FAMILY] =
	"Belongs to the family: their way is a copy, and a decision about it.",
    [BRIEFING_DEFERRED] =
	"The case was deferred and not heard at this meeting.",
    [BRIEFING_NOT_ADDRESSEE] =
	"Nobody has decided that they are owed a debrief.",
    [BRIEFING_NOT_OWNER] = "The action is not theirs.",
    [BRIEFING_NOT_WRITTEN] = "No debrief is written yet.",
    [BRIEFING_NO_CHILD_SAFETY] =
	"It does not say what was considered about each child's safety.",
    [BRIEFING_NOT_APPROVED] = "A second person has to approve its words.",
    [BRIEFING_SAME_PERSON] = "Whoever wrote it cannot approve it.",
    [BRIEFING_WITHHOLDING_OPEN] =
	"Somebody wants a passage withheld, and it is not approved yet.",
    [BRIEFING_NOT_RELEASED] = "The chair has not released this case yet.",
    [BRIEFING_ON_HOLD] = "A named person has put it on hold.",
};

const char *
briefing_reason_text(enum briefing_reason reason)
{
	return reason >= BRIEFING_OWED &&
		(size_t)reason < sizeof(sentences) / sizeof(*sentences)
	    ? sentences[reason]
	    : "";
}
