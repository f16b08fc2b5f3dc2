#include "rules/entitle.h"

#include <stddef.h>

#include "base/clock.h"
#include "rules/cuts.h"

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
	span_clear(&e->silent);
	*e = (struct entitlement){0};
}

/* Rules 3 and 4. */
static bool
harmless(const struct facts *f)
{
	return f->harm == HARM_NO || f->exception;
}

static struct answer
blocked(const struct facts *f)
{
	enum reason reason = REASON_HARM_UNKNOWN;

	if (f->harm == HARM_YES)
		reason = REASON_HARM_YES;
	else if (f->harm == HARM_DISPUTED)
		reason = REASON_HARM_DISPUTED;
	return (struct answer){OUTCOME_BLOCKED, reason};
}

bool
entitle_as_family(const struct facts *f)
{
	return f->family || f->is_child || (f->harm != HARM_NO && f->exception);
}

static bool
conference(enum meeting_type type)
{
	return type == MEETING_ICPC || type == MEETING_RCPC ||
	    type == MEETING_REVIEW;
}

static bool
parted(const struct facts *f)
{
	return !f->other_family || f->parted;
}

bool
entitle_by_profile(const struct facts *f)
{
	const struct facts_decision *d = &f->decision;
	bool undecided = d->verdict != VERDICT_WITHHOLD &&
	    (d->verdict != VERDICT_SEND || d->proposed_by == 0 ||
		d->void_since);

	return conference(f->meeting) && (f->family || f->is_child) &&
	    f->harm == HARM_NO && !f->conflict && parted(f) &&
	    (!f->is_child || f->understanding) && undecided;
}

static struct answer
undecided(const struct facts *f)
{
	return (struct answer){OUTCOME_DECIDE,
	    entitle_by_profile(f) ? REASON_BY_PROFILE : REASON_NEEDS_DECISION};
}

/* What a family member's copy waits for; an outcome of 0: for nothing. */
static struct answer
family(const struct facts *f)
{
	const struct facts_decision *d = &f->decision;

	if ((d->verdict != VERDICT_SEND && d->verdict != VERDICT_WITHHOLD) ||
	    d->proposed_by == 0)
		return undecided(f);
	if (d->void_since)
		return (struct answer){OUTCOME_DECIDE, REASON_DECISION_VOID};
	if (d->approved_by == 0)
		return (struct answer){OUTCOME_DECIDE, REASON_NEEDS_APPROVAL};
	if (d->approved_by == d->proposed_by)
		return (struct answer){OUTCOME_DECIDE, REASON_SAME_PERSON};
	if (d->verdict == VERDICT_WITHHOLD)
		return (struct answer){
		    OUTCOME_WITHHELD, REASON_DECIDED_WITHHOLD};

	if (f->withholding_open)
		return (struct answer){OUTCOME_HELD, REASON_WITHHOLDING_OPEN};
	if (!parted(f))
		return (struct answer){OUTCOME_HELD, REASON_OTHER_FAMILY};
	if (f->is_child && !f->understanding)
		return (struct answer){
		    OUTCOME_HELD, REASON_NEEDS_UNDERSTANDING};
	if (!f->released)
		return (struct answer){OUTCOME_HELD, REASON_NOT_RELEASED};
	if (!conference(f->meeting)) {
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

/* What a participant's copy waits for; an outcome of 0: for nothing. */
static struct answer
participant(const struct facts *f)
{
	if (f->withholding_open)
		return (struct answer){OUTCOME_HELD, REASON_WITHHOLDING_OPEN};
	if (!f->released)
		return (struct answer){OUTCOME_HELD, REASON_NOT_RELEASED};
	return (struct answer){0};
}

static struct answer
grant(const struct facts *f, const struct cuts *s)
{
	bool whole = span_equal(&s->mine, &f->passage);
	bool silence = s->silent.count > 0;
	enum reason reason = REASON_PRESENT_IN_PART;

	if (f->harm != HARM_NO)
		reason = REASON_EXCEPTION;
	else if (entitle_as_family(f))
		reason = REASON_FAMILY_APPROVED;
	else if (whole && silence)
		reason = REASON_PRESENT_BUT_WITHHELD;
	else if (whole)
		reason = REASON_PRESENT_THROUGHOUT;
	else if (span_equal(&s->mine, &s->open))
		reason = REASON_PRESENT_BUT_CLOSED;
	return (struct answer){
	    whole && !silence ? OUTCOME_SENT : OUTCOME_PART, reason};
}

static struct answer
judge(const struct facts *f, const struct cuts *s)
{
	bool as_family = entitle_as_family(f);
	struct answer a;

	if (!harmless(f))
		return blocked(f);
	if (f->conflict)
		return (struct answer){OUTCOME_NOT_SENT, REASON_CONFLICT};
	if (f->deferred)
		return (struct answer){OUTCOME_NOT_SENT, REASON_DEFERRED};
	if (span_covers(&f->withheld, &s->open)) /* or it is empty */
		return (struct answer){
		    OUTCOME_NOT_SENT, REASON_NOTHING_RECORDED};
	if (!as_family && !f->participant)
		return (struct answer){OUTCOME_NOT_SENT, REASON_NOT_CONCERNED};
	if (s->mine.count == 0)
		return (struct answer){OUTCOME_NOT_SENT, REASON_ABSENT};
	if (span_equal(&s->mine, &s->silent))
		return (struct answer){
		    OUTCOME_NOT_SENT, REASON_NOTHING_RECORDED};
	a = as_family ? family(f) : participant(f);
	if (f->on_hold && a.outcome != OUTCOME_WITHHELD)
		a = (struct answer){OUTCOME_HELD, REASON_ON_HOLD};
	return a.outcome != 0 ? a : grant(f, s);
}

enum rc
entitle_copy(
    const struct facts *facts, struct entitlement *out, struct error *err)
{
	struct cuts s = {0};
	struct answer a;
	enum rc rc;

	if ((rc = cuts_make(facts, &s, err)) != RC_OK)
		goto done;
	a = judge(facts, &s);
	out->outcome = a.outcome;
	out->reason = a.reason;
	if (a.outcome == OUTCOME_SENT || a.outcome == OUTCOME_PART) {
		out->spans = s.mine;
		out->silent = s.silent;
		s.mine = s.silent = (struct span_list){0};
	}
done:
	cuts_clear(&s);
	return rc;
}

/* Is everything that A and B share in C? */
static bool
shared_in(const struct span_list *a, const struct span_list *b,
    const struct span_list *c)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++) {
			struct span both = {
			    a->v[i].from > b->v[j].from ? a->v[i].from
							: b->v[j].from,
			    a->v[i].to < b->v[j].to ? a->v[i].to : b->v[j].to,
			};
			struct span_list one = {&both, 1};

			if (both.from < both.to && !span_covers(c, &one))
				return false;
		}
	return true;
}

bool
entitle_still(const struct entitlement *e, const struct span_list *spans,
    const struct span_list *silent)
{
	return (e->outcome == OUTCOME_SENT || e->outcome == OUTCOME_PART) &&
	    !span_covers(silent, spans) && /* it is heard at all */
	    span_covers(&e->spans, spans) &&
	    shared_in(&e->silent, spans, silent);
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
    [REASON_PRESENT_BUT_WITHHELD] = {"present_but_withheld",
	"Was in the room for all of it; a withheld part is silence."},
    [REASON_PRESENT_IN_PART] = {"present_in_part",
	"Was in the room for a part of it."},
    [REASON_FAMILY_APPROVED] = {"family_approved",
	"Family: two people have decided to send it."},
    [REASON_EXCEPTION] = {"exception",
	"An approved exception lets them have it, and two people have decided "
	"to send it."},
    [REASON_ABSENT] = {"absent", "Was not in the room for any of it."},
    [REASON_NOT_CONCERNED] = {"not_concerned",
	"Neither took part nor belongs to the family."},
    [REASON_DEFERRED] = {"deferred",
	"The case was deferred and not heard at this meeting."},
    [REASON_NOTHING_RECORDED] = {"nothing_recorded",
	"Nothing of the case was recorded that they may hear."},
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
    [REASON_BY_PROFILE] = {"by_profile",
	"Family: included by default at this kind of meeting. The release "
	"proposes it, and a second person has to approve."},
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
    [REASON_WITHHOLDING_OPEN] = {"withholding_open",
	"Somebody wants a passage withheld, and it is not approved yet."},
    [REASON_ON_HOLD] = {"on_hold", "A named person has put it on hold."},
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
