#include "store/profile.h"

#include <assert.h>

#include "rules/entitle.h"
#include "store/standing.h"

static const char reason[] = "Included by default at this kind of meeting.";

struct proposing {
	struct store *store;
	struct meeting_id meeting;
	const struct releases_account *by;
	int64_t now_ms;
	size_t *proposed;
};

static enum rc
propose(void *to, const struct standing_line *line, struct error *err)
{
	struct proposing *p = to;

	if (!entitle_by_profile(line->facts))
		return RC_OK;
	(*p->proposed)++;
	return releases_propose(p->store, p->meeting, line->c->id, line->person,
	    VERDICT_SEND, reason, p->by, p->now_ms, err);
}

enum rc
profile_propose(struct store *store, struct meeting_id meeting,
    struct case_id case_id, const struct releases_account *by, int64_t now_ms,
    size_t *proposed, struct error *err)
{
	struct proposing p = {store, meeting, by, now_ms, proposed};

	assert(store_in_transaction(store));
	return standing_case(store, meeting, case_id, now_ms, propose, &p, err);
}
