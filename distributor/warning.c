#include "distributor/warning.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "distributor/post.h"
#include "store/emergency.h"

static const char subject[] = "A file was opened in an emergency";
static const char body[] =
    "Somebody who does not hold it opened a file in an emergency.\n\n"
    "Sign in to see which, by whom and why.\n";

static enum rc
send_all(struct post *post, struct emergency_id id, int64_t now_ms,
    size_t *mails, size_t *count, struct error *err)
{
	struct person_id *people = NULL;
	enum rc rc =
	    emergency_people(post->desk->store, id, &people, count, err);

	for (size_t i = 0; rc == RC_OK && i < *count; i++) {
		struct message_id message = {0};

		rc = post_notice_among(post, (struct meeting_id){0}, people[i],
		    subject, body, now_ms, &message, err);
		*mails += message.v != 0;
	}
	free(people);
	return rc;
}

enum rc
warning_send(struct desk *desk, const struct jobs_job *job,
    char result[JOBS_RESULT], struct error *err)
{
	struct emergency_id id = {strtoll(job->args, NULL, 10)};
	size_t mails = 0, count = 0;
	struct post post = {0};
	enum rc rc;

	if (job->kept)
		return RC_OK;
	if ((rc = post_open(&post, desk, err)) == RC_OK &&
	    (rc = store_begin(desk->store, err)) == RC_OK &&
	    (rc = send_all(&post, id, clock_wall_ms(), &mails, &count, err)) ==
		RC_OK) {
		(void)snprintf(result, JOBS_RESULT, "%zu of %zu told by mail",
		    mails, count);
		if ((rc = jobs_keep(desk->store, job->id, result, err)) ==
		    RC_OK)
			rc = store_commit(desk->store, err);
	}
	store_rollback(desk->store);
	post_clear(&post);
	return rc;
}
