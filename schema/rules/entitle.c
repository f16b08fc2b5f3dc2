#include "rules/entitle.h"

#include <stddef.h>

#include "base/clock.h"

/* Rule 5. */
#define SAFETY_MS ((int64_t)7 * CLOCK_DAY_MS)

struct answer {
	enum outcome outcome;
	enum reason reason;
};

void
entitle_clear(struct entitlement *e)
{
	span_clear(&e->spans);
	*e = (struct entitlement){0};
}

/* Rules 3 and 4.  An outcome of 0: not blocked. */
static struct answer
harm(const struct facts *f)
{
	switch (f->harm) {
	case HARM_NO:
		return (struct answer){0};
	case HARM_YES:
		return (struct answer){OUTCOME_BLOCKED, REASON_HARM_YES};
	case HARM_DISPUTED:
		return (struct answer){OUTCOME_BLOCKED, REASON_HARM_DISPUTED};
	case HARM_UNKNOWN:
		break;
	}
	return (struct answer){OUTCOME_BLOCKED, REASON_HARM_UNKNOWN};
}

static bool
needs_safety(enum meeting_type type)
{
	return type != MEETING_ICPC && type != MEETING_RCPC &&
	    type != MEETING_REVIEW;
}

/* What a family member's copy waits for; an outcome of 0: for nothing. */
static struct answer
family(const struct facts *f)
{
	const struct facts_decision *d = &f->decision;

	if ((d->verdict != VERDICT_SEND && d->verdict != VERDICT_WITHHOLD) ||
	    d->proposed_by == 0)
		return (struct answer){OUTCOME_DECIDE, REASON_NEEDS_DECISION};
	if (d->void_since)
		return (struct answer){OUTCOME_DECIDE, REASON_DECISION_VOID};
	if (d->approved_by == 0)
		return (struct answer){OUTCOME_DECIDE, REASON_NEEDS_APPROVAL};
	if (d->approved_by == d->proposed_by)
		return (struct answer){OUTCOME_DECIDE, REASON_SAME_PERSON};
	if (d->verdict == VERDICT_WITHHOLD)
		return (struct answer){
		    OUTCOME_WITHHELD, REASON_DECIDED_WITHHOLD};

	if (f->other_family)
		return (struct answer){OUTCOME_HELD, REASON_OTHER_FAMILY};
	if (f->is_child && !f->understanding)
		return (struct answer){
		    OUTCOME_HELD, REASON_NEEDS_UNDERSTANDING};
	if (!f->released)
		return (struct answer){OUTCOME_HELD, REASON_NOT_RELEASED};
	if (needs_safety(f->meeting)) {
		/* One from the future is a clock's fault, not an answer. */
		if (f->safety_confirmed_ms <= 0 ||
		    f->safety_confirmed_ms > f->now_ms)
			return (struct answer){
			    OUTCOME_HELD, REASON_NEEDS_SAFETY};
		if (f->now_ms - f->safety_confirmed_ms > SAFETY_MS)
			return (struct answer){
			    OUTCOME_HELD, REASON_SAFETY_EXPIRED};
	}
	return (struct answer){0};
}

/* MINE is what they may hear of PASSAGE; OPEN is it without closed parts. */
static struct answer
grant(const struct facts *f, bool is_family, const struct span_list *open,
    const struct span_list *mine)
{
	enum outcome outcome =
	    span_equal(mine, &f->passage) ? OUTCOME_SENT : OUTCOME_PART;
	enum reason reason = REASON_PRESENT_IN_PART;

	if (is_family)
		reason = REASON_FAMILY_APPROVED;
	else if (outcome == OUTCOME_SENT)
		reason = REASON_PRESENT_THROUGHOUT;
	else if (span_equal(mine, open))
		reason = REASON_PRESENT_BUT_CLOSED;
	return (struct answer){outcome, reason};
}

static struct answer
judge(const struct facts *f, const struct span_list *open,
    const struct span_list *mine)
{
	bool is_family = f->family || f->is_child;
	struct answer a = harm(f);

	if (a.outcome != 0)
		return a;
	if (f->conflict)
		return (struct answer){OUTCOME_NOT_SENT, REASON_CONFLICT};
	if (f->deferred)
		return (struct answer){OUTCOME_NOT_SENT, REASON_DEFERRED};
	if (open->count == 0)
		return (struct answer){
		    OUTCOME_NOT_SENT, REASON_NOTHING_RECORDED};
	if (!is_family && !f->participant)
		return (struct answer){OUTCOME_NOT_SENT, REASON_NOT_CONCERNED};
	if (mine->count == 0)
		return (struct answer){OUTCOME_NOT_SENT, REASON_ABSENT};
	if (is_family)
		a = family(f);
	else if (!f->released)
		a = (struct answer){OUTCOME_HELD, REASON_NOT_RELEASED};
	return a.outcome != 0 ? a : grant(f, is_family, open, mine);
}

enum rc
entitle_copy(
    const struct facts *facts, struct entitlement *out, struct error *err)
{
	struct span_list open = {0}, allowed = {0}, mine = {0};
	bool bounded = facts->attended || facts->participant;
	struct answer a;
	enum rc rc;

	if ((rc = span_subtract(&facts->passage, &facts->closed, &open, err)) !=
		RC_OK ||
	    (rc = span_subtract(&open, &facts->excluded, &allowed, err)) !=
		RC_OK)
		goto done;
	/* Family who did not come are not bounded by presence. */
	if (bounded) {
		rc = span_intersect(&allowed, &facts->present, &mine, err);
	} else {
		mine = allowed;
		allowed = (struct span_list){0};
	}
	if (rc != RC_OK)
		goto done;

	a = judge(facts, &open, &mine);
	out->outcome = a.outcome;
	out->reason = a.reason;
	if (a.outcome == OUTCOME_SENT || a.outcome == OUTCOME_PART) {
		out->spans = mine;
		mine = (struct span_list){0};
	}
done:
	span_clear(&open);
	span_clear(&allowed);
	span_clear(&mine);
	return rc;
}

bool
entitle_still(const struct entitlement *e, const struct span_list *spans)
{
	return (e->outcome == OUTCOME_SENT || e->outcome == OUTCOME_PART) &&
	    spans->count > 0 && span_covers(&e->spans, spans);
}

const char *
entitle_outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
	    [OUTCOME_SENT] = "sent",
	    [OUTCOME_PART] = "part",
	    [OUTCOME_NOT_SENT] = "not_sent",
	    [OUTCOME_DECIDE] = "decide",
	    [OUTCOME_HELD] = "held",
	    [OUTCOME_WITHHELD] = "withheld",
	    [OUTCOME_BLOCKED] = "blocked",
	};

	return outcome >= OUTCOME_SENT && outcome <= OUTCOME_BLOCKED
	    ? names[outcome]
	    : "";
}

static const struct {
	const char *name;
	const char *text;
} reasons[] = {
    [REASON_PRESENT_THROUGHOUT] = {"present_throughout",
	"Was in the room for all of it."},
    [REASON_PRESENT_BUT_CLOSED] = {"present_but_closed",
	"Was in the room for all of it; a closed part is left out."},
    [REASON_PRESENT_IN_PART] = {"present_in_part",
	"Was in the room for a part of it."},
    [REASON_FAMILY_APPROVED] = {"family_approved",
	"Family: two people have decided to send it."},
    [REASON_ABSENT] = {"absent", "Was not in the room for any of it."},
    [REASON_NOT_CONCERNED] = {"not_concerned",
	"Neither took part nor belongs to the family."},
    [REASON_DEFERRED] = {"deferred",
	"The case was deferred and not heard at this meeting."},
    [REASON_NOTHING_RECORDED] = {"nothing_recorded",
	"Nothing of the case was recorded on the record."},
    [REASON_CONFLICT] = {"conflict",
	"Declared a conflict of interest in this case."},
    [REASON_HARM_YES] = {"harm_yes",
	"Is named as a source of harm. Nothing is sent."},
    [REASON_HARM_UNKNOWN] = {"harm_unknown",
	"It is not known whether they are a source of harm. Until it is "
	"recorded that they are not, nothing is sent."},
    [REASON_HARM_DISPUTED] = {"harm_disputed",
	"It is disputed whether they are a source of harm. Nothing is sent."},
    [REASON_NOT_RELEASED] = {"not_released",
	"The chair has not released this case yet."},
    [REASON_NEEDS_DECISION] = {"needs_decision",
	"Family: needs a decision to send or to withhold."},
    [REASON_NEEDS_APPROVAL] = {"needs_approval",
	"Family: a second person has to approve the decision."},
    [REASON_SAME_PERSON] = {"same_person",
	"Family: whoever proposed the decision cannot approve it."},
    [REASON_DECISION_VOID] = {"decision_void",
	"Family: something changed after the decision. Decide again."},
    [REASON_NEEDS_SAFETY] = {"needs_safety",
	"Waits for an IDVA or social worker to confirm that it is safe."},
    [REASON_SAFETY_EXPIRED] = {"safety_expired",
	"The safety confirmation is more than 7 days old. A new one is "
	"needed."},
    [REASON_NEEDS_UNDERSTANDING] = {"needs_understanding",
	"A child's own copy needs an assessment of understanding and a named "
	"supporter."},
    [REASON_OTHER_FAMILY] = {"other_family",
	"A part is about children of another family. It has to be withheld "
	"first."},
    [REASON_DECIDED_WITHHOLD] = {"decided_withhold",
	"Two people have decided to withhold it."},
};

static bool
known(enum reason reason)
{
	return reason >= REASON_PRESENT_THROUGHOUT &&
	    (size_t)reason < sizeof(reasons) / sizeof(*reasons);
}

const char *
entitle_reason_name(enum reason reason)
{
	return known(reason) ? reasons[reason].name : "";
}

const char *
entitle_reason_text(enum reason reason)
{
	return known(reason) ? reasons[reason].text : "";
}
