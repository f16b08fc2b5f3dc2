#include "share/claim.h"

#include "base/clock.h"
#include "store/childfile.h"
#include "store/standing.h"

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
	return childfile_may_hear(
	    store, claim->account, claim->child, claim->rendition, err);
}
