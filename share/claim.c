#include "share/claim.h"

#include "base/clock.h"
#include "store/childfile.h"
#include "store/standing.h"

enum rc
claim_stands(struct store *store, const struct claim *claim, struct error *err)
{
	if (claim->copy.v != 0)
		return standing_of_copy(
		    store, claim->copy, clock_wall_ms(), NULL, err);
	return childfile_may_hear(
	    store, claim->account, claim->child, claim->rendition, err);
}
