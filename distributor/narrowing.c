#include "distributor/narrowing.h"

#include "base/clock.h"
#include "store/restriction.h"

/* Is the child theirs, and what they were shown still there? */
static enum rc
enter(struct store *store, const struct jobs_job *job, const struct errand *e,
    struct error *err)
{
	struct restriction_file *list = NULL;
	size_t count = 0;
	enum rc rc = jobs_session(store, job, clock_wall_ms(), err);

	if (rc == RC_OK)
		rc = restriction_files(store, job->account,
		    (struct child_id){e->number}, (struct case_id){0}, &list,
		    &count, err);
	if (rc == RC_OK && count == 0)
		rc = error_set(err, RC_NOTFOUND,
		    "there is no such file that they may restrict");
	else if (rc == RC_OK && list[0].restriction != e->from)
		rc = error_set(
		    err, RC_CONFLICT, "it was restricted or opened since");
	restriction_files_free(list, count);
	return rc;
}

static enum rc
deed(struct store *store, const struct restriction_by *by,
    enum errand_kind kind, const struct restriction_wish *wish,
    struct error *err)
{
	int64_t now_ms = clock_wall_ms();

	if (kind == ERRAND_UNRESTRICT)
		return restriction_lift(store, by, wish->reason, now_ms, err);
	if (*wish->review_on == '\0')
		return error_set(err, RC_INVALID, "it needs a day of review");
	return kind == ERRAND_REVIEW
	    ? restriction_review(
		  store, by, wish->reason, wish->review_on, now_ms, err)
	    : restriction_set(store, by, wish->readers, wish->count,
		  wish->reason, wish->review_on, now_ms, err);
}

enum rc
narrowing_do(struct desk *desk, const struct jobs_job *job,
    const struct errand *e, struct error *err)
{
	const struct restriction_by by = {
	    .account = job->account, .child = {e->number}};
	struct restriction_wish wish = {.count = 0};
	enum rc rc;

	if (job->kept)
		return RC_OK;
	if ((rc = restriction_wish_read(
		 job->words, clock_wall_ms(), &wish, err)) == RC_OK &&
	    (rc = store_begin(desk->store, err)) == RC_OK &&
	    (rc = enter(desk->store, job, e, err)) == RC_OK &&
	    (rc = deed(desk->store, &by, e->kind, &wish, err)) == RC_OK &&
	    (rc = jobs_keep(desk->store, job->id, "", err)) == RC_OK)
		rc = store_commit(desk->store, err);
	store_rollback(desk->store);
	restriction_wish_clear(&wish);
	return rc;
}
