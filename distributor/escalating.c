#include "distributor/escalating.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "distributor/causing.h"
#include "distributor/owing.h"
#include "distributor/paging.h"
#include "distributor/reminding.h"
#include "distributor/telling.h"
#include "store/escalations.h"
#include "store/lastrun.h"
#include "store/owed.h"

/* Is there anything to ask about LINE at all?  Before its first step, only
 * when it is stopped.  What has neither owner nor coordinator is nobody's to tell. */
static bool
concerns(const struct owing_line *line, int64_t now_ms)
{
	return !line->over && line->person_id.v != 0 &&
	    (causing_stopped(line) ||
		escalate_at(line->due_ms, ESCALATE_DAY_2) <= now_ms);
}

/* The step that LINE is at, or 0, asked of what was told before. */
static enum rc
step_of(struct store *store, const struct owing_line *line,
    enum escalate_cause cause, int64_t now_ms, enum escalate_step *step,
    struct error *err)
{
	const struct escalations_of of = {line->meeting_id, line->case_id,
	    line->person_id, line->kind, line->action};
	struct escalate_told *told = NULL;
	size_t count = 0;
	enum rc rc = escalations_told(store, &of, &told, &count, err);

	*step = rc != RC_OK ? 0
			    : escalate_next(line->due_ms, now_ms, cause,
				  line->since_ms, told, count);
	free(told);
	return rc;
}

/* What of the COUNT lines LIST, all of one meeting, is to be told, into TELLING;
 * outside of a transaction, which would lock everybody out for as long. */
static enum rc
find(struct desk *desk, const struct owing_line *list, size_t count,
    int64_t now_ms, struct telling *telling, struct error *err)
{
	enum escalate_cause cause = 0;
	enum escalate_step step = 0;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (!concerns(&list[i], now_ms))
			continue;
		if ((rc = causing_of(desk, &list[i], now_ms, &cause, err)) !=
			RC_OK ||
		    (rc = step_of(desk->store, &list[i], cause, now_ms, &step,
			 err)) != RC_OK ||
		    step == 0)
			continue;
		rc = telling_add(telling, &list[i], cause, err);
	}
	return rc;
}

/* Another run may have told it since: inside the transaction it is asked again,
 * and only what is left is told. */
static enum rc
tell(struct desk *desk, struct post *post, struct telling *telling,
    int64_t now_ms, int *told, struct error *err)
{
	enum rc rc;

	if ((rc = store_begin(desk->store, err)) != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < telling->count; i++)
		rc = step_of(desk->store, telling->v[i].line,
		    telling->v[i].cause, now_ms, &telling->v[i].step, err);
	if (rc == RC_OK)
		rc = telling_write(telling, desk->store, post, now_ms, err);
	if (rc == RC_OK)
		rc = store_commit(desk->store, err);
	store_rollback(desk->store);
	for (size_t i = 0; rc == RC_OK && i < telling->count; i++)
		*told += telling->v[i].step != 0;
	return rc;
}

static enum rc
meeting(struct desk *desk, struct post *post, const struct owed_meeting *m,
    int64_t now_ms, int *told, struct error *err)
{
	struct telling telling = {.meeting = m->id};
	struct error again = {0};
	struct owing owing = {0};
	enum rc rc;

	/* Before the first step, only what was made can be stopped; everybody
	 * else is not asked about. */
	rc = escalate_at(m->due_ms, ESCALATE_DAY_2) > now_ms
	    ? owing_made(desk->store, m->id, now_ms, &owing, err)
	    : owing_read(desk->store, m->id, now_ms, &owing, err);
	if (rc == RC_OK &&
	    (rc = find(desk, owing.v, owing.count, now_ms, &telling, err)) ==
		RC_OK &&
	    telling.count > 0) {
		rc = tell(desk, post, &telling, now_ms, told, err);
		/* A mail that cannot be written must not keep the banner. */
		if (rc != RC_OK && post != NULL)
			(void)tell(desk, NULL, &telling, now_ms, told, &again);
	}
	telling_clear(&telling);
	owing_clear(&owing);
	return rc;
}

enum rc
escalating_pass(struct desk *desk, struct post *post, int64_t now_ms, int *told,
    struct error *err)
{
	struct owed_meeting *meetings = NULL;
	size_t count = 0;
	enum rc first = owed_meetings(
	    desk->store, (struct meeting_id){0}, &meetings, &count, err);

	for (size_t i = 0; i < count; i++) {
		struct error error = {0};
		enum rc rc =
		    meeting(desk, post, &meetings[i], now_ms, told, &error);

		if (rc == RC_OK)
			continue;
		log_error("meeting %lld: %s", (long long)meetings[i].id.v,
		    error.text);
		if (first == RC_OK) {
			first = rc;
			*err = error;
		}
	}
	owed_meetings_free(meetings, count);
	return first;
}

/* Open what there is.  KEYS says whether mail and texts can be written. */
static enum rc
open_what_there_is(struct desk *desk, struct post *post, struct cmd_call *call,
    bool *keys, struct error *err)
{
	struct error why = {0};

	*keys = desk_open(desk, call, &why) == RC_OK &&
	    post_open(post, desk, &why) == RC_OK;
	if (*keys)
		return RC_OK;
	log_error("only the banner is used: %s", why.text);
	if (desk->store != NULL)
		return RC_OK;
	desk_close(desk);
	return desk_look(desk, call, err);
}

enum rc
escalating_verb(struct cmd_call *call, struct error *err)
{
	int64_t now_ms = clock_wall_ms();
	struct error also = {0};
	struct desk desk = {0};
	struct post post = {0};
	int told = 0, reminded = 0, texted = 0;
	bool keys = false;
	enum rc rc, rest = RC_OK;

	if ((rc = open_what_there_is(&desk, &post, call, &keys, err)) == RC_OK)
		rc = escalating_pass(
		    &desk, keys ? &post : NULL, now_ms, &told, err);
	/* Whatever became of that: the others have nothing to do with it. */
	if (keys) {
		rest = paging_pass(&post, now_ms, &texted, &also);
		if (rest != RC_OK)
			log_error("%s", also.text);
		if (rc == RC_OK && rest != RC_OK) {
			rc = rest;
			*err = also;
		}
		rest = reminding_pass(&post, now_ms, &reminded, &also);
		if (rest != RC_OK)
			log_error("%s", also.text);
		if (rc == RC_OK && rest != RC_OK) {
			rc = rest;
			*err = also;
		}
	}
	if (desk.store != NULL)
		(void)lastrun_note(desk.store, LASTRUN_ESCALATE, now_ms,
		    rc != RC_OK ? "it did not come to its end: see its log"
			: keys
			? ""
			: "nobody could be told by mail or text message: "
			  "see its log",
		    NULL);
	if (rc == RC_OK)
		(void)printf("%d told, %d by text message, %d reminded\n", told,
		    texted, reminded);
	if (rc == RC_OK && !keys)
		rc = error_set(err, RC_INVALID,
		    "nobody could be told by mail or text message: see the "
		    "log");
	post_clear(&post);
	desk_close(&desk);
	return rc;
}
