/*
 * claim -- why a request may hear something, kept so that it can be asked
 * again while the transfer runs.  The session it came in must not have ended;
 * it may have been idle since, because a long sound asks for nothing.
 */
#ifndef SHARE_CLAIM_H
#define SHARE_CLAIM_H

#include <stdbool.h>

#include "base/error.h"
#include "base/id.h"
#include "store/sessions.h"
#include "store/store.h"

struct claim {
	struct sessions_hash session;
	struct copy_id copy; /* a recipient's; or else: */
	bool collected;      /* before: no receipt is due */
	struct account_id account;
	struct child_id child; /* a caseworker's; or, before a release: */
	struct meeting_id meeting;
	struct case_id case_id;
	struct listening_id listening; /* {0}: the case's own recording */
	struct rendition_id rendition; /* of all */
};

/* RC_OK it stands; RC_NOTFOUND it does not; others: nobody can say, which is
 * no. */
enum rc
claim_stands(struct store *store, const struct claim *claim, struct error *err);

#endif
