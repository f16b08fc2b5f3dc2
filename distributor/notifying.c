#include "distributor/notifying.h"

#include <stdlib.h>

#include "base/buf.h"
#include "distributor/telling.h"
#include "store/alert.h"
#include "store/escalations.h"

static const char subject[] = "Please speak with somebody";

static enum rc
notify(struct post *post, struct meeting_id meeting, struct person_id person,
    const char *body, int64_t now_ms, struct error *err)
{
	struct message_id message = {0};
	struct notice_id id;
	enum rc rc = post_notice_among(
	    post, meeting, person, subject, body, now_ms, &message, err);

	return rc != RC_OK
	    ? rc
	    : escalations_notice(post->desk->store, meeting, person, message,
		  message.v == 0 ? now_ms : now_ms + TELLING_TEXT_MS, now_ms,
		  &id, err);
}

enum rc
notifying_coordinator(struct post *post, struct meeting_id meeting,
    struct case_id case_id, const char *words, int64_t now_ms,
    struct error *err)
{
	struct store *store = post->desk->store;
	struct person_id *people = NULL;
	struct buf body = {0};
	size_t count = 0;
	enum rc rc;

	buf_printf(&body, "%s\n", words);
	if ((rc = buf_check(&body, err)) == RC_OK &&
	    (rc = alert_add(store, meeting, now_ms, words, err)) == RC_OK)
		rc = escalations_people(store, meeting, case_id, false, now_ms,
		    &people, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = notify(
		    post, meeting, people[i], buf_str(&body), now_ms, err);
	buf_clear(&body);
	free(people);
	return rc;
}
