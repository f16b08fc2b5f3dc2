#include "share/claim.h"

#include "base/clock.h"
#include "store/childfile.h"
#include "store/docket.h"
#include "store/listening.h"
#include "store/renditions.h"
#include "store/standing.h"

/* A chair or coordinator before a release. */
static enum rc
office_stands(struct store *store, const struct claim *claim, int64_t now_ms,
    struct error *err)
{
	struct docket_account who = {.chair = false};
	struct listening l = {.heard = false};
	struct docket_case one;
	enum rc rc;

	if ((rc = docket_account(store, claim->account, &who, err)) != RC_OK ||
	    (rc = docket_case(store, who.by.person, claim->meeting,
		 claim->case_id, now_ms, &one, err)) != RC_OK)
		return rc;
	if (claim->listening.v != 0)
		rc = listening_get(
		    store, claim->listening, claim->account, now_ms, &l, err);
	else
		rc = renditions_file(
		    store, claim->meeting, claim->case_id, &l.rendition, err);
	return rc == RC_OK && l.rendition.v != claim->rendition.v ? RC_NOTFOUND
								  : rc;
}

enum rc
claim_stands(struct store *store, const struct claim *claim, struct error *err)
{
	int64_t now_ms = clock_wall_ms(), ever = now_ms;
	struct sessions_row row = {0};
	enum rc rc = sessions_find(
	    store, &claim->session, now_ms, ever, ever, &row, err);

	if (rc != RC_OK)
		return rc;
	if (claim->copy.v != 0)
		return standing_of_copy(store, claim->copy, now_ms, NULL, err);
	if (claim->meeting.v != 0)
		return office_stands(store, claim, now_ms, err);
	return childfile_may_hear(
	    store, claim->account, claim->child, claim->rendition, now_ms, err);
}
