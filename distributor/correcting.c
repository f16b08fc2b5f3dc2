#include "distributor/correcting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/moment.h"
#include "distributor/casefiles.h"
#include "distributor/deciding.h"
#include "distributor/withdrawing.h"
#include "store/attendance.h"
#include "store/deed.h"
#include "store/exceptions.h"
#include "store/impartial.h"
#include "store/person.h"
#include "store/recordings.h"
#include "store/standing.h"
#include "store/withholding.h"

/* Open D and begin what is written. */
static enum rc
begin(struct deciding *d, const struct cmd_call *call, struct error *err)
{
	enum rc rc = deciding_open(d, call, err);

	return rc == RC_OK ? store_begin(d->desk.store, err) : rc;
}

/* With the meeting, which is the first argument. */
static enum rc
begin_meeting(
    struct deciding *d, const struct cmd_call *call, struct error *err)
{
	enum rc rc = begin(d, call, err);

	return rc == RC_OK ? deciding_meeting(d, call->argv[0], err) : rc;
}

/* Withheld passages ------------------------------------------------------- */

/* The children's files play what is left; what they played goes. */
static enum rc
make_anew(struct desk *desk, struct meeting_id meeting, struct rendition_id old,
    struct error *err)
{
	enum rc rc = casefiles_make(desk, meeting, NULL, err);

	if (rc == RC_OK)
		rc = withdrawing_drop(desk, old, err);
	return rc == RC_OK
	    ? rc
	    : error_prefix(err,
		  "it is kept, but the recordings are not made (`attach` it "
		  "again to make them)");
}

/* What is silent for everybody is silent in the children's files, too. */
static enum rc
forget_sound(struct deciding *d, const struct withholding *w,
    struct rendition_id *old, struct error *err)
{
	return w->person.v == 0
	    ? casefiles_forget(&d->desk, w->meeting, w->case_id, old, err)
	    : RC_OK;
}

enum rc
correcting_propose(struct deciding *d, const struct withholding *new,
    struct withheld_id *id, struct rendition_id *old, struct error *err)
{
	enum rc rc = withholding_propose(
	    d->desk.store, new, &d->by, clock_wall_ms(), id, err);

	return rc == RC_OK ? forget_sound(d, new, old, err) : rc;
}

static enum rc
propose_one(struct deciding *d, const struct withholding *new,
    struct rendition_id *old, struct error *err)
{
	struct withheld_id id = {0};
	enum rc rc = correcting_propose(d, new, &id, old, err);

	if (rc == RC_OK)
		(void)printf(
		    "proposed: withheld passage %lld\n", (long long)id.v);
	return rc;
}

/* One for each person in FROM, "P1,P2"; its commas are overwritten. */
static enum rc
propose_named(struct deciding *d, struct withholding *new, char *from,
    struct rendition_id *old, struct error *err)
{
	enum rc rc = RC_OK;
	char *ref;

	while (rc == RC_OK && (ref = strsep(&from, ",")) != NULL) {
		if ((rc = deciding_person(d, ref, err)) != RC_OK)
			break;
		new->person = d->person;
		rc = propose_one(d, new, old, err);
	}
	return rc;
}

enum rc
correcting_withhold(struct cmd_call *call, struct error *err)
{
	const char *named = cmd_text(call, "from"), *reason = NULL;
	struct withholding new = {0};
	struct rendition_id old = {0};
	struct deciding d = {0};
	char *from = NULL;
	enum rc rc;

	if ((rc = deciding_reason(call, &reason, err)) != RC_OK ||
	    (rc = deciding_span(
		 call->argv[2], call->argv[3], &new.span, err)) != RC_OK ||
	    (rc = begin_meeting(&d, call, err)) != RC_OK ||
	    (rc = deciding_case(&d, call->argv[1], err)) != RC_OK)
		goto done;
	new.meeting = d.meeting.id;
	new.case_id = d.case_id;
	new.reason = strdup(reason);
	from = named != NULL ? strdup(named) : NULL;
	if (new.reason == NULL || (named != NULL && from == NULL))
		rc = error_nomem(err);
	else
		rc = named == NULL ? propose_one(&d, &new, &old, err)
				   : propose_named(&d, &new, from, &old, err);
	if (rc == RC_OK && (rc = store_commit(d.desk.store, err)) == RC_OK &&
	    named == NULL)
		rc = make_anew(&d.desk, new.meeting, old, err);
	if (rc == RC_OK)
		(void)printf("copies that would hold it wait until somebody "
			     "else approves it\n");
done:
	free(from);
	withholding_clear(&new);
	deciding_close(&d);
	return rc;
}

enum rc
correcting_approve_withheld(struct cmd_call *call, struct error *err)
{
	struct withheld_id id = {0};
	struct deciding d = {0};
	enum rc rc;

	if ((rc = deciding_number(
		 call->argv[0], "a withheld passage", &id.v, err)) == RC_OK &&
	    (rc = begin(&d, call, err)) == RC_OK &&
	    (rc = withholding_approve(
		 d.desk.store, id, &d.by, clock_wall_ms(), err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("approved: it is silence in every copy from now "
			     "on\n");
	deciding_close(&d);
	return rc;
}

enum rc
correcting_uncover(struct deciding *d, struct withheld_id id,
    const char *reason, struct rendition_id *old, struct error *err)
{
	struct withholding w = {0};
	enum rc rc;

	if ((rc = withholding_get(d->desk.store, id, &w, err)) == RC_OK &&
	    (rc = withholding_lift(d->desk.store, id, &d->by, reason,
		 clock_wall_ms(), err)) == RC_OK)
		rc = forget_sound(d, &w, old, err);
	d->meeting.id = w.meeting;
	withholding_clear(&w);
	return rc;
}

enum rc
correcting_lift(struct cmd_call *call, struct error *err)
{
	struct withheld_id id = {0};
	struct rendition_id old = {0};
	const char *reason = NULL;
	struct deciding d = {0};
	enum rc rc;

	if ((rc = deciding_reason(call, &reason, err)) == RC_OK &&
	    (rc = deciding_number(
		 call->argv[0], "a withheld passage", &id.v, err)) == RC_OK &&
	    (rc = begin(&d, call, err)) == RC_OK &&
	    (rc = correcting_uncover(&d, id, reason, &old, err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK &&
	    (rc = make_anew(&d.desk, d.meeting.id, old, err)) == RC_OK)
		(void)printf("lifted; the case must be released again\n");
	deciding_close(&d);
	return rc;
}

static enum rc
print_withheld(struct store *store, const struct releases_case *cases,
    size_t ncases, const struct withholding *w, struct error *err)
{
	char from[MOMENT_TEXT], to[MOMENT_TEXT];
	struct person who = {0};
	const char *reference = "";
	enum rc rc = RC_OK;

	if (w->person.v != 0)
		rc = person_get(store, w->person, &who, err);
	for (size_t i = 0; i < ncases; i++)
		if (cases[i].id.v == w->case_id.v)
			reference = cases[i].reference;
	if (rc == RC_OK)
		(void)printf("%lld  %s  %s to %s  from %s  %s: %s\n",
		    (long long)w->id.v, reference,
		    moment_text(w->span.from, from),
		    moment_text(w->span.to, to),
		    w->person.v == 0 ? "everybody" : who.name,
		    w->approved_by.v == 0 ? "proposed" : "approved", w->reason);
	person_clear(&who);
	return rc;
}

enum rc
correcting_withheld(struct cmd_call *call, struct error *err)
{
	struct releases_meeting meeting = {0};
	struct releases_case *cases = NULL;
	struct withholding *list = NULL;
	size_t count = 0, ncases = 0;
	struct desk desk = {0};
	enum rc rc;

	if ((rc = desk_open(&desk, call, err)) != RC_OK ||
	    (rc = releases_meeting(desk.store, call->argv[0], &meeting, err)) !=
		RC_OK ||
	    (rc = releases_cases(
		 desk.store, meeting.id, &cases, &ncases, err)) != RC_OK ||
	    (rc = withholding_list(
		 desk.store, meeting.id, &list, &count, err)) != RC_OK)
		goto done;
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		rc = print_withheld(desk.store, cases, ncases, &list[i], err);
done:
	withholding_free(list, count);
	free(cases);
	desk_close(&desk);
	return rc;
}

/* Parts and cases that somebody is kept from ------------------------------ */

/* Every case that was on in SPAN is one that whoever keeps somebody from it may
 * decide about. */
static enum rc
ask_cases_in(struct deciding *d, struct span span, struct error *err)
{
	struct releases_case *cases = NULL;
	struct span_list passage = {0};
	bool inside = false;
	size_t count = 0;
	enum rc rc =
	    releases_cases(d->desk.store, d->meeting.id, &cases, &count, err);

	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		const struct deed deed = {
		    .meeting = d->meeting.id, .case_id = cases[i].id};

		span_clear(&passage);
		rc = recordings_passage(
		    d->desk.store, d->meeting.id, cases[i].id, &passage, err);
		inside = false;
		for (size_t k = 0; k < passage.count; k++)
			inside = inside ||
			    (passage.v[k].from < span.to &&
				span.from < passage.v[k].to);
		if (rc == RC_OK && inside)
			rc = impartial_ask(d->desk.store, &d->by, &deed, err);
	}
	span_clear(&passage);
	free(cases);
	return rc;
}

enum rc
correcting_exclude(struct cmd_call *call, struct error *err)
{
	const char *reason = NULL;
	struct deciding d = {0};
	struct span span;
	enum rc rc;

	if ((rc = deciding_reason(call, &reason, err)) == RC_OK &&
	    (rc = deciding_span(call->argv[2], call->argv[3], &span, err)) ==
		RC_OK &&
	    (rc = begin_meeting(&d, call, err)) == RC_OK &&
	    (rc = deciding_person(&d, call->argv[1], err)) == RC_OK &&
	    (rc = ask_cases_in(&d, span, err)) == RC_OK &&
	    (rc = attendance_exclude(d.desk.store, d.meeting.id, d.person, span,
		 reason, err)) == RC_OK &&
	    (rc = deed_note(d.desk.store, &d.by, "person.excluded",
		 &(struct deed){.meeting = d.meeting.id, .person = d.person},
		 reason, err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("kept; it is cut out of their copies\n");
	deciding_close(&d);
	return rc;
}

/* Of oneself one may say it always. */
static enum rc
note_conflict(const struct deciding *d, struct error *err)
{
	const struct deed deed = {d->meeting.id, d->case_id, d->person, 0};

	return (d->by.person.v == d->person.v ? deed_note : deed_add)(
	    d->desk.store, &d->by, "conflict.declared", &deed, "", err);
}

enum rc
correcting_conflict(struct cmd_call *call, struct error *err)
{
	struct deciding d = {0};
	enum upsert what = UPSERT_SAME;
	enum rc rc;

	if ((rc = begin_meeting(&d, call, err)) == RC_OK &&
	    (rc = deciding_case(&d, call->argv[1], err)) == RC_OK &&
	    (rc = deciding_person(&d, call->argv[2], err)) == RC_OK &&
	    (rc = note_conflict(&d, err)) == RC_OK &&
	    (rc = attendance_conflict(d.desk.store, d.meeting.id, d.case_id,
		 d.person, clock_wall_ms(), &what, err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("%s\n",
		    what == UPSERT_ADDED
			? "kept; they have nothing of this case any more"
			: "it was declared before");
	deciding_close(&d);
	return rc;
}

/* Exceptions from rule 3 -------------------------------------------------- */

static enum rc
needs_exception(struct deciding *d, struct error *err)
{
	struct facts facts = {0};
	enum rc rc = standing_facts(d->desk.store, d->meeting.id, d->case_id,
	    d->person, clock_wall_ms(), &facts, err);

	if (rc == RC_OK && facts.harm == HARM_NO)
		rc = error_set(err, RC_CONFLICT,
		    "nothing bars them as a source of harm: there is nothing "
		    "to except from");
	facts_clear(&facts);
	return rc;
}

enum rc
correcting_except(struct deciding *d, const char *reason,
    struct exception_id *id, struct error *err)
{
	enum rc rc = needs_exception(d, err);

	return rc == RC_OK
	    ? exceptions_propose(d->desk.store, d->meeting.id, d->case_id,
		  d->person, reason, &d->by, clock_wall_ms(), id, err)
	    : rc;
}

enum rc
correcting_exception(struct cmd_call *call, struct error *err)
{
	struct exception_id id = {0};
	const char *reason = NULL;
	struct deciding d = {0};
	enum rc rc;

	if ((rc = deciding_reason(call, &reason, err)) == RC_OK &&
	    (rc = begin_meeting(&d, call, err)) == RC_OK &&
	    (rc = deciding_case(&d, call->argv[1], err)) == RC_OK &&
	    (rc = deciding_person(&d, call->argv[2], err)) == RC_OK &&
	    (rc = correcting_except(&d, reason, &id, err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("proposed: exception %lld; two others must "
			     "approve it\n",
		    (long long)id.v);
	deciding_close(&d);
	return rc;
}

enum rc
correcting_approve_exception(struct cmd_call *call, struct error *err)
{
	struct exception_id id = {0};
	struct deciding d = {0};
	bool complete = false;
	enum rc rc;

	if ((rc = deciding_number(call->argv[0], "an exception", &id.v, err)) ==
		RC_OK &&
	    (rc = begin(&d, call, err)) == RC_OK &&
	    (rc = exceptions_approve(d.desk.store, id, &d.by, clock_wall_ms(),
		 &complete, err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("approved; %s\n",
		    complete ? "now their copy needs a decision, like a "
			       "family member's"
			     : "a second person must approve it too");
	deciding_close(&d);
	return rc;
}

enum rc
correcting_end_exception(struct cmd_call *call, struct error *err)
{
	struct exception_id id = {0};
	const char *reason = NULL;
	struct deciding d = {0};
	enum rc rc;

	if ((rc = deciding_reason(call, &reason, err)) == RC_OK &&
	    (rc = deciding_number(call->argv[0], "an exception", &id.v, err)) ==
		RC_OK &&
	    (rc = begin(&d, call, err)) == RC_OK &&
	    (rc = exceptions_void(d.desk.store, id, &d.by, reason,
		 clock_wall_ms(), err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("ended; nothing goes to them any more\n");
	deciding_close(&d);
	return rc;
}
