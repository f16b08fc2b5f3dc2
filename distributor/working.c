#include "distributor/working.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "distributor/asked.h"
#include "distributor/copying.h"
#include "store/jobs.h"

static enum rc
work(struct desk *desk, const struct jobs_job *job, char result[JOBS_RESULT],
    struct error *err)
{
	struct copying_tally tally = {0};
	struct buf table = {0};
	enum rc rc;

	if (job->account.v != 0)
		return asked_do(desk, job, result, err);
	if (strcmp(job->kind, "copies") != 0)
		return error_set(
		    err, RC_INVALID, "no job is called '%s'", job->kind);
	rc = copying_run(desk, job->args, false, &table, &tally, err);
	buf_clear(&table);
	(void)snprintf(result, JOBS_RESULT, "%d made, %d there already",
	    tally.made, tally.there);
	return rc;
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
