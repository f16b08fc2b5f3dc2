#include "distributor/asked.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "distributor/casefiles.h"
#include "distributor/chased.h"
#include "distributor/correcting.h"
#include "distributor/deciding.h"
#include "distributor/moving.h"
#include "distributor/narrowing.h"
#include "distributor/objects.h"
#include "distributor/preparing.h"
#include "distributor/releasing.h"
#include "distributor/render.h"
#include "distributor/withdrawing.h"
#include "store/alert.h"
#include "store/approver.h"
#include "store/copies.h"
#include "store/deed.h"
#include "store/docket.h"
#include "store/errand.h"
#include "store/exceptions.h"
#include "store/listening.h"
#include "store/shown.h"
#include "store/withholding.h"

/* One errand being done. */
struct asked {
	const struct jobs_job *job;
	struct errand e;
	struct deciding d;        /* its desk is borrowed */
	struct docket_meeting of; /* the meeting */
	int64_t made;             /* the row that RESULT names; 0: none */
	struct rendition_id old;  /* what nobody plays any more */
	struct moving_old moved;
	struct listening listening; /* its rendition is made */
};

/* The job's meeting, case and account, in the transaction of what follows. */
static enum rc
enter(struct asked *a, struct error *err)
{
	struct docket_account account = {.chair = false};
	struct store *store = a->d.desk.store;
	int64_t now_ms = clock_wall_ms();
	struct docket_case one;
	enum rc rc;

	if ((rc = jobs_session(store, a->job, now_ms, err)) != RC_OK)
		return rc;
	if ((rc = docket_account(store, a->job->account, &account, err)) ==
	    RC_NOTFOUND)
		return error_set(err, RC_DENIED,
		    "only a chair or a coordinator decides about copies");
	a->d.by = account.by;
	if (rc != RC_OK ||
	    (rc = docket_case(store, a->d.by.person, a->e.meeting, a->e.case_id,
		 now_ms, &one, err)) != RC_OK ||
	    (rc = docket_meeting(
		 store, a->d.by.person, a->e.meeting, &a->of, err)) != RC_OK)
		return rc == RC_NOTFOUND
		    ? error_set(err, rc, "there is no such case")
		    : rc;
	a->d.meeting = (struct releases_meeting){
	    .id = a->e.meeting,
	    .ended_ms = a->of.ended_ms,
	    .due_ms = a->of.due_ms,
	};
	a->d.case_id = a->e.case_id;
	a->d.person = a->e.person;
	return RC_OK;
}

/* Each errand that is a row or a few -------------------------------------- */

/* What is released is what was shown, and not what was changed since. */
static enum rc
release(struct asked *a, struct error *err)
{
	size_t released = 0, proposed = 0;
	enum rc rc = shown_still(a->d.desk.store, a->e.meeting, a->e.case_id,
	    clock_wall_ms(), a->e.number, err);

	return rc == RC_OK ? releasing_cases(&a->d, &released, &proposed, err)
			   : rc;
}

static enum rc
propose(struct asked *a, struct error *err)
{
	return releasing_propose(&a->d,
	    a->e.kind == ERRAND_SEND ? VERDICT_SEND : VERDICT_WITHHOLD,
	    a->job->words, err);
}

/* What is approved is what was shown, and not what somebody proposed since. */
static enum rc
approve(struct asked *a, struct error *err)
{
	struct releases_decision d = {.approved = false};
	enum verdict verdict = VERDICT_NONE;
	enum rc rc = releases_decision(
	    a->d.desk.store, a->e.meeting, a->e.case_id, a->e.person, &d, err);

	if (rc == RC_NOTFOUND)
		return error_set(err, rc, "nothing is proposed for them");
	if (rc == RC_OK && d.id != a->e.number)
		rc = error_set(err, RC_CONFLICT,
		    "this was proposed anew: look at it again");
	releases_decision_clear(&d);
	return rc == RC_OK ? releasing_second(&a->d, &verdict, err) : rc;
}

static enum rc
withhold(struct asked *a, struct error *err)
{
	struct withheld_id id = {0};
	const struct withholding new = {
	    .meeting = a->e.meeting,
	    .case_id = a->e.case_id,
	    .person = a->e.person,
	    .span = {a->e.from, a->e.to},
	    .reason = a->job->words,
	};
	enum rc rc = correcting_propose(&a->d, &new, &id, &a->old, err);

	a->made = id.v;
	return rc;
}

/* The passage that is meant must be of the case that was asked about. */
static enum rc
own_passage(struct asked *a, struct error *err)
{
	struct withholding w = {0};
	enum rc rc = withholding_get(
	    a->d.desk.store, (struct withheld_id){a->e.number}, &w, err);

	if (rc == RC_OK &&
	    (w.meeting.v != a->e.meeting.v || w.case_id.v != a->e.case_id.v))
		rc = error_set(err, RC_NOTFOUND, "there is no such passage");
	withholding_clear(&w);
	return rc;
}

static enum rc
approve_passage(struct asked *a, struct error *err)
{
	enum rc rc = own_passage(a, err);

	return rc == RC_OK ? withholding_approve(a->d.desk.store,
				 (struct withheld_id){a->e.number}, &a->d.by,
				 clock_wall_ms(), err)
			   : rc;
}

static enum rc
lift(struct asked *a, struct error *err)
{
	enum rc rc = own_passage(a, err);

	return rc == RC_OK
	    ? correcting_uncover(&a->d, (struct withheld_id){a->e.number},
		  a->job->words, &a->old, err)
	    : rc;
}

static enum rc
except(struct asked *a, struct error *err)
{
	struct exception_id id = {0};
	enum rc rc = correcting_except(&a->d, a->job->words, &id, err);

	a->made = id.v;
	return rc;
}

static enum rc
own_exception(struct asked *a, struct error *err)
{
	struct exceptions_one *list = NULL;
	size_t count = 0, at = 0;
	enum rc rc = exceptions_list(
	    a->d.desk.store, a->e.meeting, a->e.case_id, &list, &count, err);

	while (at < count && list[at].id.v != a->e.number)
		at++;
	if (rc == RC_OK && at == count)
		rc = error_set(err, RC_NOTFOUND, "there is no such exception");
	exceptions_free(list, count);
	return rc;
}

static enum rc
approve_exception(struct asked *a, struct error *err)
{
	bool complete = false;
	enum rc rc = own_exception(a, err);

	return rc == RC_OK ? exceptions_approve(a->d.desk.store,
				 (struct exception_id){a->e.number}, &a->d.by,
				 clock_wall_ms(), &complete, err)
			   : rc;
}

static enum rc
end_exception(struct asked *a, struct error *err)
{
	enum rc rc = own_exception(a, err);

	return rc == RC_OK ? exceptions_void(a->d.desk.store,
				 (struct exception_id){a->e.number}, &a->d.by,
				 a->job->words, clock_wall_ms(), err)
			   : rc;
}

static enum rc
boundary(struct asked *a, struct error *err)
{
	return moving_begin(
	    &a->d, a->e.from, a->e.to, a->job->words, &a->moved, err);
}

/* All of it was fetched: its edges are heard. */
static enum rc
hear(struct asked *a, struct error *err)
{
	struct store *store = a->d.desk.store;
	const struct listening_id id = {a->e.number};
	int64_t now_ms = clock_wall_ms();
	struct span_list sound = {0};
	struct listening l = {.heard = false};
	bool whole = false;
	enum rc rc;

	if ((rc = listening_get(store, id, a->job->account, now_ms, &l, err)) !=
		RC_OK ||
	    (rc = listening_whole(store, &l, &whole, err)) != RC_OK)
		goto done;
	if (!whole || l.meeting.v != a->e.meeting.v ||
	    l.case_id.v != a->e.case_id.v) {
		rc = error_set(err, RC_CONFLICT, "not all of it was played");
		goto done;
	}
	if ((rc = approver_sound(store, l.meeting, l.case_id, l.person, now_ms,
		 &sound, err)) == RC_OK &&
	    (rc = approver_hears(store, l.meeting, l.case_id, &sound, &a->d.by,
		 now_ms, err)) == RC_OK)
		rc = listening_hears(store, id, now_ms, err);
done:
	span_clear(&sound);
	return rc == RC_NOTFOUND
	    ? error_set(err, rc, "it was changed since; listen again")
	    : rc;
}

static enum rc
withdraw(struct asked *a, struct error *err)
{
	const struct copy_id id = {a->e.number};
	struct copies_row row = {.id = {0}};
	enum rc rc = copies_get(a->d.desk.store, id, &row, err);

	if (rc == RC_OK &&
	    (row.meeting.v != a->e.meeting.v ||
		row.case_id.v != a->e.case_id.v))
		rc = error_set(err, RC_NOTFOUND, "there is no such copy");
	return rc == RC_OK ? withdrawing_copy(&a->d.desk, &a->d.by, id,
				 a->job->words, &a->old, err)
			   : rc;
}

static enum rc
resend(struct asked *a, struct error *err)
{
	return chased_resend(&a->d, &a->e, a->job->words, err);
}

static enum rc
stop_debrief(struct asked *a, struct error *err)
{
	return chased_stop_debrief(&a->d, a->e.number, a->job->words, err);
}

static enum rc
posted(struct asked *a, struct error *err)
{
	return chased_posted(&a->d, err);
}

static enum rc
listen(struct asked *a, struct error *err)
{
	struct listening_id id = {0};
	enum rc rc = listening_add(
	    a->d.desk.store, &a->listening, clock_wall_ms(), &id, err);

	a->made = id.v;
	if (rc == RC_OK)
		rc = deed_add(a->d.desk.store, &a->d.by, "listening.made",
		    &(struct deed){
			a->e.meeting, a->e.case_id, a->e.person, id.v},
		    "", err);
	return rc;
}

/* All of them -------------------------------------------------------------- */

static enum rc (*const deeds[ERRAND_KINDS])(struct asked *, struct error *) = {
    [ERRAND_RELEASE] = release,
    [ERRAND_SEND] = propose,
    [ERRAND_KEEP] = propose,
    [ERRAND_APPROVE] = approve,
    [ERRAND_WITHHOLD] = withhold,
    [ERRAND_APPROVE_PASSAGE] = approve_passage,
    [ERRAND_LIFT] = lift,
    [ERRAND_EXCEPTION] = except,
    [ERRAND_APPROVE_EXCEPTION] = approve_exception,
    [ERRAND_END_EXCEPTION] = end_exception,
    [ERRAND_BOUNDARY] = boundary,
    [ERRAND_LISTEN] = listen,
    [ERRAND_EDGES] = listen,
    [ERRAND_HEARD] = hear,
    [ERRAND_WITHDRAW] = withdraw,
    [ERRAND_STOP_DEBRIEF] = stop_debrief,
    [ERRAND_RESEND] = resend,
    [ERRAND_POSTED] = posted,
};

/* May copies go that could not before? */
static bool
lets_go(enum errand_kind kind)
{
	return kind == ERRAND_RELEASE || kind == ERRAND_APPROVE ||
	    kind == ERRAND_APPROVE_PASSAGE;
}

/* The deed, the job's mark, and the wish for copies: together or not at all. */
static enum rc
keep(struct asked *a, char result[JOBS_RESULT], struct error *err)
{
	struct store *store = a->d.desk.store;
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	if ((rc = enter(a, err)) != RC_OK ||
	    (rc = deeds[a->e.kind](a, err)) != RC_OK)
		goto done;
	if (a->made != 0)
		(void)snprintf(result, JOBS_RESULT, "%" PRId64, a->made);
	if ((rc = jobs_keep(store, a->job->id, result, err)) == RC_OK &&
	    (!lets_go(a->e.kind) || a->of.due_ms == 0 ||
		(rc = jobs_want(store, "copies", a->of.ref, clock_wall_ms(),
		     err)) == RC_OK))
		rc = store_commit(store, err);
done:
	store_rollback(store);
	return rc;
}

enum rc
asked_sweep(struct desk *desk, struct error *err)
{
	struct rendition_id *old = NULL;
	size_t count = 0;
	enum rc rc = store_begin(desk->store, err);

	if (rc == RC_OK &&
	    (rc = listening_sweep(desk->store,
		 clock_wall_ms() - LISTENING_KEPT_MS, &old, &count, err)) ==
		RC_OK)
		rc = store_commit(desk->store, err);
	store_rollback(desk->store);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = withdrawing_drop(desk, old[i], err);
	free(old);
	return rc == RC_OK ? objects_orphans(desk, NULL, err) : rc;
}

/* Make what is listened to.  Asked before, so that nobody has a recording made
 * that they may not hear; and again when it is kept. */
static enum rc
make(struct asked *a, struct error *err)
{
	struct store *store = a->d.desk.store;
	struct span_list spans = {0}, silent = {0};
	enum rc rc;

	a->listening = (struct listening){
	    .account = a->job->account,
	    .meeting = a->e.meeting,
	    .case_id = a->e.case_id,
	    .person = a->e.person,
	    .edges = a->e.kind == ERRAND_EDGES,
	};
	if ((rc = asked_sweep(&a->d.desk, err)) != RC_OK ||
	    (rc = store_snapshot(store, err)) != RC_OK)
		return rc;
	if ((rc = enter(a, err)) == RC_OK)
		rc = listening_shape(store, &a->listening, clock_wall_ms(),
		    &spans, &silent, err);
	store_rollback(store);
	if (rc == RC_OK && span_covers(&silent, &spans))
		rc = error_set(err, RC_CONFLICT, "there is nothing to hear");
	if (rc == RC_OK)
		rc = render_case(&a->d.desk, a->e.meeting, a->e.case_id, &spans,
		    &silent, &a->listening.rendition, err);
	span_clear(&spans);
	span_clear(&silent);
	return rc;
}

/* Behind the commit; may be done twice. */
static enum rc
make_files(struct asked *a, struct error *err)
{
	return a->e.kind == ERRAND_WITHHOLD || a->e.kind == ERRAND_LIFT ||
		a->e.kind == ERRAND_BOUNDARY
	    ? casefiles_make(&a->d.desk, a->e.meeting, NULL, err)
	    : RC_OK;
}

static enum rc
drop_old(struct asked *a, struct error *err)
{
	enum rc rc = withdrawing_drop(&a->d.desk, a->old, err);

	for (size_t i = 0; rc == RC_OK && i < a->moved.count; i++)
		rc = withdrawing_drop(&a->d.desk, a->moved.v[i], err);
	return rc;
}

/* WORDS to the coordinator. */
static void
tell_missing(struct asked *a, const struct error *why, const char *words)
{
	log_error("job %lld is in force, and not all that follows is done: %s",
	    (long long)a->job->id, why->text);
	(void)alert_once(
	    a->d.desk.store, a->e.meeting, clock_wall_ms(), words, NULL);
}

/* It is in force whatever comes of this: what is missing then is told, and not
 * that it could not be done. */
static void
follow(struct asked *a)
{
	struct error err = {0};

	if (make_files(a, &err) != RC_OK)
		tell_missing(a, &err,
		    "What was asked for at the pages is in force, but the "
		    "recording in the children's files could not be made anew: "
		    "until it is, they play none. The distributor's log says "
		    "why; then type `attach` and the meeting's folder below "
		    "meetings/ in the store.");
	if (drop_old(a, &err) != RC_OK)
		tell_missing(a, &err,
		    "What nobody may play any more is not destroyed yet. "
		    "`serve` goes on trying; its log says why.");
}

enum rc
asked_do(struct desk *desk, const struct jobs_job *job,
    char result[JOBS_RESULT], struct error *err)
{
	struct asked a = {.job = job, .d = {.desk = *desk}};
	bool listens;
	int lock = -1;
	enum rc rc;

	if ((rc = errand_parse(job->kind, job->args, &a.e, err)) != RC_OK)
		return rc;
	if (errand_prepares(a.e.kind))
		return preparing_do(desk, job, &a.e, result, err);
	if (errand_files(a.e.kind))
		return narrowing_do(desk, job, &a.e, err);
	listens = a.e.kind == ERRAND_LISTEN || a.e.kind == ERRAND_EDGES;
	if (job->kept)
		(void)snprintf(result, JOBS_RESULT, "%s", job->result);
	else if (errand_reasoned(a.e.kind) && *job->words == '\0')
		rc = error_set(err, RC_INVALID, "it needs a reason");
	else if (!listens ||
	    ((rc = objects_lock(desk, &lock, err)) == RC_OK &&
		(rc = make(&a, err)) == RC_OK))
		rc = keep(&a, result, err);
	objects_unlock(lock);
	if (rc == RC_OK)
		follow(&a);
	else if (listens)
		(void)withdrawing_drop(desk, a.listening.rendition, NULL);
	free(a.moved.v);
	return rc;
}
