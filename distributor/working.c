#include "distributor/working.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "distributor/asked.h"
#include "distributor/attach.h"
#include "distributor/copying.h"
#include "distributor/warning.h"
#include "store/alert.h"
#include "store/jobs.h"
#include "store/meeting.h"

enum { PATH_ROOM = 4096 };

static enum rc
work_copies(struct desk *desk, const char *meeting, char result[JOBS_RESULT],
    struct error *err)
{
	struct copying_tally tally = {0};
	struct buf table = {0};
	enum rc rc = copying_run(desk, meeting, false, &table, &tally, err);

	buf_clear(&table);
	(void)snprintf(result, JOBS_RESULT, "%d made, %d there already",
	    tally.made, tally.there);
	return rc;
}

/* What a recording machine has brought into incoming/ID. */
static enum rc
work_attach(struct desk *desk, const char *id, char result[JOBS_RESULT],
    struct error *err)
{
	struct attach done = {0};
	char folder[PATH_ROOM];
	enum rc rc;

	if (strlen(id) != PUBLIC_ID_TEXT - 1 ||
	    strspn(id, "0123456789abcdef") != PUBLIC_ID_TEXT - 1)
		return error_set(err, RC_INVALID, "no meeting is called that");
	if (snprintf(folder, sizeof(folder), "%s/incoming/%s",
		store_dir(desk->store), id) >= (int)sizeof(folder))
		return error_set(
		    err, RC_INVALID, "the path of the store is too long");
	rc = attach_folder(desk, folder, &done, err);
	/* Only what was copied and verified may go: whoever asks for jobs may
	 * have put anything there. */
	if (done.same)
		attach_forget(folder);
	(void)snprintf(result, JOBS_RESULT, "%d segments", done.segments);
	if (done.whole)
		return rc;
	(void)alert_once(desk->store,
	    done.attached ? done.meeting : (struct meeting_id){0},
	    clock_wall_ms(),
	    done.attached
		? "A meeting that a recording machine brought is attached, but "
		  "the recording for the children's files could not be made: "
		  "until it is, they play none. The distributor's log says "
		  "why; then type `attach` and the meeting's folder below "
		  "meetings/ in the store."
		: "A meeting that a recording machine brought could not be "
		  "attached. It is in the store's folder, in incoming/; "
		  "`attach` says why.",
	    NULL);
	return rc;
}

static enum rc
work(struct desk *desk, const struct jobs_job *job, char result[JOBS_RESULT],
    struct error *err)
{
	if (job->account.v != 0)
		return asked_do(desk, job, result, err);
	if (strcmp(job->kind, "copies") == 0)
		return work_copies(desk, job->args, result, err);
	if (strcmp(job->kind, "attach") == 0)
		return work_attach(desk, job->args, result, err);
	if (strcmp(job->kind, "emergency") == 0)
		return warning_send(desk, job, result, err);
	return error_set(err, RC_INVALID, "no job is called '%s'", job->kind);
}

/* A no that a rule says is told on the page that asked; what else went wrong is
 * told to every coordinator, once until one has seen it.  An attach tells of
 * itself. */
static void
tell_failed(struct desk *desk, const struct jobs_job *job, enum rc rc)
{
	bool copies = strcmp(job->kind, "copies") == 0;
	struct meeting_id meeting = {0};
	char text[200];

	if (strcmp(job->kind, "attach") == 0 ||
	    (job->account.v != 0 &&
		(rc == RC_DENIED || rc == RC_CONFLICT || rc == RC_NOTFOUND ||
		    rc == RC_INVALID)))
		return;
	if (copies)
		(void)meeting_find(desk->store, job->args, &meeting, NULL);
	(void)snprintf(text, sizeof(text),
	    copies ? "Copies could not be made (%s). The log of the "
		     "distributor says why; then type `copies`."
		   : "What somebody asked for at the pages could not be done "
		     "(%s). The log of the distributor says why.",
	    error_name(rc));
	(void)alert_once(desk->store, meeting, clock_wall_ms(), text, NULL);
}

enum rc
working_jobs(
    struct desk *desk, const volatile sig_atomic_t *stop, struct error *err)
{
	enum rc rc = RC_OK;

	while (rc == RC_OK && *stop == 0) {
		char result[JOBS_RESULT] = "";
		struct jobs_job job = {0};
		struct error why = {0};

		rc = jobs_take(desk->store, &job, err);
		if (rc == RC_NOTFOUND)
			return RC_OK;
		if (rc != RC_OK)
			break;
		if (work(desk, &job, result, &why) == RC_OK) {
			log_info("job %lld: done", (long long)job.id);
			rc = jobs_end(desk->store, job.id, true, result,
			    clock_wall_ms(), err);
		} else {
			log_warn("job %lld: %s", (long long)job.id, why.text);
			tell_failed(desk, &job, why.rc);
			/* A page must know which kind of no it is. */
			(void)snprintf(result, sizeof(result), "%s%s%.200s",
			    job.account.v != 0 ? error_name(why.rc) : "",
			    job.account.v != 0 ? ": " : "", why.text);
			rc = jobs_end(desk->store, job.id, false, result,
			    clock_wall_ms(), err);
		}
		jobs_clear(&job);
	}
	return rc;
}
