#include "share/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "page_work.h"
#include "share/act.h"
#include "share/reply.h"
#include "share/showing.h"
#include "store/jobs.h"
#include "store/restriction.h"

/* Why a job failed, by the first word of its result (error_name).  The rest of
 * it is for the log: it may speak of verbs, or of other cases. */
static const char *
why(enum errand_kind kind, const char *result)
{
	static const struct {
		enum rc rc;
		const char *text;
	} table[] = {
	    {RC_DENIED,
		"A rule does not allow it. Perhaps somebody else must do it, "
		"or something was changed since you opened the page."},
	    {RC_CONFLICT,
		"Something was changed since you opened the page, or it was "
		"done already. Look at the case again."},
	    {RC_NOTFOUND,
		"Something was changed since you opened the page. Look at the "
		"case again."},
	    {RC_INVALID, "The times do not fit this case. Look at them again."},
	};

	/* Of a way to reach somebody only these words help; they are of that
	 * one person. */
	if (kind == ERRAND_RESEND || kind == ERRAND_POSTED)
		return strchr(result, ':') != NULL ? strchr(result, ':') + 2
						   : result;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		size_t len = strlen(error_name(table[i].rc));

		if (strncmp(result, error_name(table[i].rc), len) == 0 &&
		    result[len] == ':')
			return table[i].text;
	}
	return "Something is not working. Try again in a few minutes.";
}

/* Where a preparer goes on, as /meeting/N/... */
static const char *
way(enum errand_kind kind)
{
	switch (kind) {
	case ERRAND_AGENDA:
	case ERRAND_TAKE_OFF:
	case ERRAND_SWAP:
		return "agenda";
	case ERRAND_EXPECT:
	case ERRAND_CONFLICT:
	case ERRAND_UNEXPECT:
		return "people";
	default:
		return "prepare";
	}
}

/* What they may know: that it is theirs; of one that is not there yet, that
 * it was they who asked. */
static enum rc
ask_meeting(struct store *store, struct office *o, const struct errand *e,
    struct error *err)
{
	return e->meeting.v == 0 ? RC_OK
				 : docket_meeting(store, o->who.by.person,
				       e->meeting, &o->meeting, err);
}

/* Of a child's file anybody may see how their own job went; the way back is to
 * what is theirs still. */
static enum rc
ask_child(struct store *store, const struct office *o, const struct errand *e,
    bool *theirs, struct error *err)
{
	struct restriction_file *list = NULL;
	size_t count = 0;
	enum rc rc = restriction_files(store, o->s.row.account,
	    (struct child_id){e->number}, (struct case_id){0}, &list, &count,
	    err);

	*theirs = count > 0;
	restriction_files_free(list, count);
	return rc;
}

static const char *
why_not_prepared(const char *result)
{
	size_t len = strlen(error_name(RC_CONFLICT));

	/* These say what to do, and of nothing that is hidden. */
	if (strncmp(result, error_name(RC_CONFLICT), len) == 0 &&
	    result[len] == ':')
		return result + len + 2;
	return "Something was changed since you opened the page, or the "
	       "meeting has begun. Go back and look again.";
}

static void
show(struct request *r, const struct office *o, const struct jobs_job *job,
    const struct errand *e, bool theirs)
{
	const struct act_words *words = act_words(e->kind);
	struct work_page page = {
	    .id = job->id,
	    .meeting = e->meeting.v,
	    .case_id = e->case_id.v,
	    .files = errand_files(e->kind),
	    .child = theirs ? e->number : 0,
	    .way = way(e->kind),
	    .over = job->over,
	    .done = job->done,
	};
	char said[JOBS_RESULT];
	struct buf out = {0};

	if (!job->over) {
		page.heading = "This is being done";
		page.text = "It takes a few seconds.";
	} else if (job->done) {
		page.heading = words->done;
		page.text = words->next;
	} else {
		page.heading = "It was not done";
		page.text = errand_prepares(e->kind)
		    ? why_not_prepared(job->result)
		    : page.files ? "Somebody restricted or opened the file "
				   "since you opened the page, or it is not "
				   "yours to restrict any more. Look at it "
				   "again."
				 : why(e->kind, job->result);
		showing_sentence(page.text, said, sizeof(said));
		page.text = said;
	}
	page.shell =
	    office_shell(r, o, page.heading, page.files ? "files" : "meetings");
	page_work(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
}

void
work_show(struct request *r, struct store *store)
{
	struct office o = {.who = {.chair = false}};
	struct jobs_job job = {0};
	struct errand e = {.kind = ERRAND_NONE};
	struct error err = {0};
	bool theirs = false;
	char where[64];
	enum rc rc;

	if (!office_enter(r, store, &o))
		return;
	if ((rc = jobs_get(store, r->target.first, o.s.row.account, &job,
		 &err)) == RC_OK &&
	    (rc = errand_parse(job.kind, job.args, &e, &err)) == RC_OK)
		rc = errand_files(e.kind)
		    ? ask_child(store, &o, &e, &theirs, &err)
		    : errand_prepares(e.kind)
		    ? ask_meeting(store, &o, &e, &err)
		    : docket_case(store, o.who.by.person, e.meeting, e.case_id,
			  r->now_ms, &o.c, &err);
	if (rc != RC_OK) {
		reply_failed(r, rc, &err);
	} else if (job.done &&
	    (e.kind == ERRAND_LISTEN || e.kind == ERRAND_EDGES)) {
		(void)snprintf(where, sizeof(where), "/listen/%lld",
		    strtoll(job.result, NULL, 10));
		reply_go(r, where);
	} else if (job.done && errand_prepares(e.kind)) {
		(void)snprintf(where, sizeof(where), "/meeting/%lld/%s?saved=1",
		    strtoll(job.result, NULL, 10), way(e.kind));
		reply_go(r, where);
	} else {
		show(r, &o, &job, &e, theirs);
	}
	jobs_clear(&job);
}
