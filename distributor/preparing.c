#include "distributor/preparing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "prepare/paperset.h"
#include "prepare/sheet.h"
#include "store/agenda.h"
#include "store/attendance.h"
#include "store/audit.h"
#include "store/docket.h"
#include "store/meeting.h"

enum { WHO_TEXT = 40 };

/* One errand being done. */
struct preparing {
	struct desk *desk;
	const struct jobs_job *job;
	const struct errand *e;
	struct docket_account account;
	struct meeting_id meeting; /* 0: a new one */
	char who[WHO_TEXT];        /* in the audit */
};

static enum rc
need_own(struct preparing *p, struct error *err)
{
	bool own = false;
	enum rc rc = docket_prepares(
	    p->desk->store, p->account.by.person, p->meeting, &own, err);

	return rc == RC_OK && !own
	    ? error_set(err, RC_NOTFOUND,
		  "there is no such meeting of theirs that has not begun")
	    : rc;
}

static enum rc
enter(struct preparing *p, struct error *err)
{
	struct store *store = p->desk->store;
	enum rc rc = jobs_session(store, p->job, clock_wall_ms(), err);

	if (rc != RC_OK)
		return rc;
	if ((rc = docket_account(store, p->job->account, &p->account, err)) ==
	    RC_NOTFOUND)
		return error_set(err, RC_DENIED,
		    "only a chair or a coordinator prepares a meeting");
	return rc != RC_OK || p->meeting.v == 0 ? rc : need_own(p, err);
}

/* A CSV file of the pages, put or looked at: every row about the meeting, as
 * its preparer sees it.  REF of the first row's, when it is not NULL: there must
 * be one row alone. */
static enum rc
sheet(struct preparing *p, const char *kind, bool looks, char *ref,
    struct error *err)
{
	struct faults faults = {.file = "page"};
	struct sheet s = {
	    .store = p->desk->store,
	    .data = p->job->words,
	    .len = strlen(p->job->words),
	    .who = p->who,
	    .looks = looks,
	    .asks = p->account.by.person,
	    .of = p->meeting,
	    .faults = &faults,
	};
	enum rc rc = kind_find(kind, &s.kind, err);

	if (rc == RC_OK)
		rc = sheet_put(&s, err);
	if (rc == RC_OK && ref != NULL && s.table.nrows != 2)
		rc = error_set(err, RC_INVALID, "one meeting, in one row");
	if (rc == RC_OK && ref != NULL)
		(void)snprintf(ref, DOCKET_TEXT, "%s", sheet_field(&s, 1, 0));
	sheet_clear(&s);
	faults_clear(&faults);
	return rc;
}

/* The meeting that the one row of the words is about. */
static enum rc
plan(struct preparing *p, struct error *err)
{
	char ref[DOCKET_TEXT] = "";
	struct meeting_id id = {0};
	enum rc rc = sheet(p, "meetings", true, ref, err);

	if (rc != RC_OK)
		return rc;
	rc = meeting_find(p->desk->store, ref, &id, err);
	if (rc == RC_NOTFOUND ? p->meeting.v != 0
			      : rc == RC_OK && id.v != p->meeting.v)
		return error_set(
		    err, RC_CONFLICT, "another meeting is called that already");
	if ((rc != RC_OK && rc != RC_NOTFOUND) ||
	    (rc = sheet(p, "meetings", false, NULL, err)) != RC_OK ||
	    (rc = meeting_find(p->desk->store, ref, &p->meeting, err)) != RC_OK)
		return rc;
	if ((rc = need_own(p, err)) == RC_NOTFOUND)
		rc = error_set(err, RC_DENIED,
		    "whoever plans a meeting chairs or coordinates it");
	return rc;
}

static enum rc
note(struct preparing *p, const char *what, struct error *err)
{
	char which[WHO_TEXT];

	(void)snprintf(which, sizeof(which), "meeting:%" PRId64, p->meeting.v);
	return audit_add(p->desk->store, p->who, what, which, "", err);
}

/* Of an item whose case is hidden from them there is none. */
static enum rc
need_known(struct preparing *p, int64_t item, struct error *err)
{
	struct store *store = p->desk->store;
	struct agenda_item *items = NULL;
	size_t count = 0, at = 0;
	bool knows = true;
	enum rc rc = agenda_list(store, p->meeting, &items, &count, err);

	while (at < count && items[at].id.v != item)
		at++;
	if (rc == RC_OK && at < count && items[at].case_id.v != 0)
		rc = docket_knows(store, p->account.by.person, p->meeting,
		    items[at].case_id, clock_wall_ms(), &knows, err);
	if (rc == RC_OK && (at == count || !knows))
		rc = error_set(err, RC_NOTFOUND, "there is no such item");
	free(items);
	return rc;
}

static enum rc
take_off(struct preparing *p, struct error *err)
{
	enum rc rc;

	if ((rc = need_known(p, p->e->number, err)) == RC_OK &&
	    (rc = agenda_remove(p->desk->store, p->meeting,
		 (struct item_id){p->e->number}, err)) == RC_OK)
		rc = note(p, "agenda.removed", err);
	return rc;
}

static enum rc
swap(struct preparing *p, struct error *err)
{
	enum rc rc;

	if ((rc = need_known(p, p->e->number, err)) == RC_OK &&
	    (rc = need_known(p, p->e->to, err)) == RC_OK &&
	    (rc = agenda_swap(p->desk->store, p->meeting,
		 (struct item_id){p->e->number}, (struct item_id){p->e->to},
		 err)) == RC_OK)
		rc = note(p, "agenda.moved", err);
	return rc;
}

static enum rc
unexpect(struct preparing *p, struct error *err)
{
	enum rc rc =
	    attendance_remove(p->desk->store, p->meeting, p->e->person, err);

	return rc == RC_OK ? note(p, "attendance.removed", err) : rc;
}

static enum rc
paper(struct preparing *p, struct error *err)
{
	struct store *store = p->desk->store;
	struct papers papers = {0};
	enum rc rc;

	if ((rc = paperset_keys(
		 store, p->desk->keys, p->meeting, p->who, err)) == RC_OK &&
	    (rc = paperset_fill(store, p->meeting, &papers, err)) == RC_OK)
		rc = paperset_publish(store, p->meeting, &papers, p->who, err);
	papers_clear(&papers);
	return rc;
}

static enum rc
deed(struct preparing *p, struct error *err)
{
	switch (p->e->kind) {
	case ERRAND_PLAN:
		return plan(p, err);
	case ERRAND_AGENDA:
		return sheet(p, "agenda", false, NULL, err);
	case ERRAND_EXPECT:
		return sheet(p, "attendance", false, NULL, err);
	case ERRAND_CONFLICT:
		return sheet(p, "conflicts", false, NULL, err);
	case ERRAND_TAKE_OFF:
		return take_off(p, err);
	case ERRAND_SWAP:
		return swap(p, err);
	case ERRAND_UNEXPECT:
		return unexpect(p, err);
	case ERRAND_PAPERS:
		return paper(p, err);
	default:
		return error_set(err, RC_INVALID, "no such errand");
	}
}

enum rc
preparing_do(struct desk *desk, const struct jobs_job *job,
    const struct errand *e, char result[JOBS_RESULT], struct error *err)
{
	struct preparing p = {
	    .desk = desk, .job = job, .e = e, .meeting = e->meeting};
	enum rc rc;

	(void)snprintf(
	    p.who, sizeof(p.who), "account:%" PRId64, job->account.v);
	if (job->kept) {
		(void)snprintf(result, JOBS_RESULT, "%s", job->result);
		return RC_OK;
	}
	if (errand_reasoned(e->kind) && *job->words == '\0')
		return error_set(err, RC_INVALID, "nothing was typed");
	if ((rc = store_begin(desk->store, err)) != RC_OK)
		return rc;
	if ((rc = enter(&p, err)) != RC_OK || (rc = deed(&p, err)) != RC_OK)
		goto done;
	(void)snprintf(result, JOBS_RESULT, "%" PRId64, p.meeting.v);
	if ((rc = jobs_keep(desk->store, job->id, result, err)) == RC_OK)
		rc = store_commit(desk->store, err);
done:
	store_rollback(desk->store);
	return rc;
}
