#include "distributor/chased.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "distributor/posting.h"
#include "distributor/resending.h"
#include "distributor/words.h"
#include "store/copies.h"
#include "store/debriefs.h"
#include "store/deed.h"

static enum rc
again(struct post *post, struct deciding *a, const char *reason,
    struct error *err)
{
	const struct deed deed = {
	    .meeting = a->meeting.id, .person = a->person};
	struct words_tally tally = {0};
	enum rc rc = words_again(
	    post, a->meeting.id, a->person, clock_wall_ms(), &tally, err);

	return rc == RC_OK
	    ? deed_add(a->desk.store, &a->by, "words.again", &deed, reason, err)
	    : rc;
}

enum rc
chased_resend(struct deciding *a, const struct errand *e, const char *reason,
    struct error *err)
{
	const struct copy_id id = {e->number};
	struct copies_row row = {.id = {0}};
	struct post post = {0};
	bool anew = false;
	enum rc rc = post_open(&post, &a->desk, err);

	if (rc == RC_OK && id.v == 0)
		rc = again(&post, a, reason, err);
	else if (rc == RC_OK &&
	    (rc = copies_get(a->desk.store, id, &row, err)) == RC_OK)
		rc = row.meeting.v != e->meeting.v ||
			row.case_id.v != e->case_id.v
		    ? error_set(err, RC_NOTFOUND, "there is no such copy")
		    : resending_within(&post, id, reason, &a->by,
			  clock_wall_ms(), &anew, err);
	post_clear(&post);
	return rc;
}

enum rc
chased_stop_debrief(
    struct deciding *a, int64_t number, const char *reason, struct error *err)
{
	const struct debrief_id id = {number};
	struct debriefs_row row = {.id = {0}};
	char who[40];
	enum rc rc = debriefs_get(a->desk.store, id, &row, err);

	(void)snprintf(who, sizeof(who), "account:%lld", (long long)a->by.id.v);
	if (rc == RC_OK &&
	    (row.meeting.v != a->meeting.id.v || row.case_id.v != a->case_id.v))
		rc = error_set(err, RC_NOTFOUND, "there is no such debrief");
	return rc == RC_OK ? debriefs_withdraw(a->desk.store, id, who, reason,
				 clock_wall_ms(), err)
			   : rc;
}

enum rc
chased_posted(struct deciding *a, struct error *err)
{
	struct onpaper p = {
	    .desk = a->desk, /* borrowed */
	    .channel = PAPERWORK_LETTER,
	    .meeting = a->meeting,
	    .person = a->person,
	    .by = a->by,
	    .now_ms = clock_wall_ms(),
	};
	enum rc rc = post_open(&p.post, &a->desk, err);

	if (rc == RC_OK)
		rc = posting_done(&p, NULL, err);
	free(p.copies);
	post_clear(&p.post);
	return rc;
}
