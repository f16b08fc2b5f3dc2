#include "distributor/reminding.h"

#include <stdlib.h>

#include "store/copies.h"
#include "store/escalations.h"

static const char subject[] = "A reminder: a document is ready for you";
static const char body[] =
    "Some of what was sent to you has not been opened, or not to its end. "
    "This is the same page as before:\n";

/* PARCEL, unless somebody else has done it since. */
static enum rc
remind(struct post *post, struct parcel_id id, int64_t now_ms, int *count,
    struct error *err)
{
	struct copies_parcel parcel = {0};
	struct message_id message = {0};
	struct parcel_id *still = NULL;
	bool due = false;
	size_t left = 0;
	enum rc rc;

	if ((rc = store_begin(post->desk->store, err)) != RC_OK)
		return rc;
	rc = escalations_reminders(
	    post->desk->store, now_ms, &still, &left, err);
	for (size_t i = 0; rc == RC_OK && i < left; i++)
		due = due || still[i].v == id.v;
	if (rc == RC_OK && due &&
	    (rc = copies_parcel_get(post->desk->store, id, &parcel, err)) ==
		RC_OK)
		rc = post_notice(post, OUTBOX_REMINDER, id, parcel.meeting,
		    parcel.person, subject, body, now_ms, &message, err);
	if (rc == RC_OK)
		rc = store_commit(post->desk->store, err);
	store_rollback(post->desk->store);
	*count += rc == RC_OK && message.v != 0;
	free(still);
	return rc;
}

enum rc
reminding_pass(struct post *post, int64_t now_ms, int *count, struct error *err)
{
	struct parcel_id *parcels = NULL;
	size_t n = 0;
	enum rc rc =
	    escalations_reminders(post->desk->store, now_ms, &parcels, &n, err);

	*count = 0;
	for (size_t i = 0; rc == RC_OK && i < n; i++)
		rc = remind(post, parcels[i], now_ms, count, err);
	free(parcels);
	return rc;
}
