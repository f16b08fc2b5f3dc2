#include "distributor/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "distributor/clearing.h"
#include "store/actions.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/debriefs.h"
#include "store/outbox.h"
#include "store/paperwork.h"

/* The parcel that new words for PERSON join; *ID 0 before the first. */
static enum rc
parcel_of(struct post *post, struct meeting_id meeting, struct person_id person,
    int64_t now_ms, struct parcel_id *id, struct error *err)
{
	enum rc rc;

	if (id->v != 0)
		return RC_OK;
	rc = copies_parcel_open(post->desk->store, meeting, person,
	    (struct case_id){0}, now_ms, id, err);
	return rc == RC_NOTFOUND
	    ? post_parcel(post, meeting, person, now_ms, id, err)
	    : rc;
}

static enum rc
put_debriefs(struct post *post, struct meeting_id meeting,
    struct person_id person, int64_t now_ms, struct parcel_id *parcel,
    struct words_tally *tally, struct error *err)
{
	struct store *store = post->desk->store;
	struct debrief_id *list = NULL;
	size_t count = 0;
	enum rc rc =
	    debriefs_unparcelled(store, meeting, now_ms, &list, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct debriefs_row row = {0};
		struct briefing_answer today = {0};

		if ((rc = debriefs_get(store, list[i], &row, err)) != RC_OK ||
		    row.person.v != person.v ||
		    (rc = briefed_ask(store, meeting, row.case_id, person,
			 now_ms, &today, err)) != RC_OK ||
		    today.outcome != BRIEFING_MAY ||
		    (rc = parcel_of(
			 post, meeting, person, now_ms, parcel, err)) != RC_OK)
			continue;
		rc = debriefs_put(store, list[i], *parcel, now_ms, err);
		tally->debriefs++;
	}
	free(list);
	return rc;
}

/* Has PARCEL gone: by its mail, or on paper? */
static enum rc
has_gone(
    struct store *store, struct parcel_id parcel, bool *yes, struct error *err)
{
	struct outbox_message m = {0};
	struct paperwork paper = {0};
	struct message_id id = {0};
	enum rc rc = paperwork_of(store, parcel, &paper, err);

	*yes = rc == RC_OK && paper.done_ms != 0;
	if (rc != RC_NOTFOUND)
		return rc;
	if ((rc = outbox_of(store, parcel, &id, err)) == RC_OK && id.v != 0 &&
	    (rc = outbox_get(store, id, &m, err)) == RC_OK)
		*yes = m.state == OUTBOX_ACCEPTED;
	return rc;
}

/* Has PERSON the action already, behind a link that opens?  It may have been
 * theirs again only after its parcel went: then it never reached them. */
static enum rc
has_task(struct store *store, const struct actions_row *row, int64_t now_ms,
    bool *yes, struct error *err)
{
	struct actions_task *tasks = NULL;
	size_t count = 0;
	bool without = false;
	enum rc rc =
	    actions_tasks(store, row->meeting, row->owner, &tasks, &count, err);

	*yes = false;
	for (size_t i = 0; rc == RC_OK && !*yes && i < count; i++) {
		if (tasks[i].action.v != row->id.v ||
		    (rc = actions_reachable(
			 store, tasks[i].id, now_ms, yes, err)) != RC_OK ||
		    !*yes || tasks[i].sent_ms != 0)
			continue;
		rc = has_gone(store, tasks[i].parcel, &without, err);
		*yes = !without;
	}
	free(tasks);
	return rc;
}

static enum rc
put_tasks(struct post *post, struct meeting_id meeting, struct person_id person,
    int64_t now_ms, struct parcel_id *parcel, struct words_tally *tally,
    struct error *err)
{
	struct store *store = post->desk->store;
	struct actions_row *list = NULL;
	size_t count = 0;
	enum rc rc = actions_list(store, meeting, person, &list, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct briefing_answer today = {0};
		struct task_id task;
		bool there = *list[i].outcome != '\0';

		if ((!there &&
			(rc = has_task(store, &list[i], now_ms, &there, err)) !=
			    RC_OK) ||
		    there ||
		    (rc = briefed_ask_action(store, list[i].id, person, now_ms,
			 &today, err)) != RC_OK ||
		    today.outcome != BRIEFING_MAY ||
		    (rc = parcel_of(
			 post, meeting, person, now_ms, parcel, err)) != RC_OK)
			continue;
		rc = actions_put(
		    store, list[i].id, person, *parcel, now_ms, &task, err);
		tally->tasks++;
	}
	actions_free(list, count);
	return rc;
}

enum rc
words_put(struct post *post, struct meeting_id meeting, struct person_id person,
    int64_t now_ms, struct words_tally *tally, struct error *err)
{
	struct parcel_id parcel = {0};
	struct message_id message;
	enum rc rc;

	if ((rc = put_debriefs(post, meeting, person, now_ms, &parcel, tally,
		 err)) != RC_OK ||
	    (rc = put_tasks(post, meeting, person, now_ms, &parcel, tally,
		 err)) != RC_OK ||
	    parcel.v == 0)
		return rc;
	return post_message(post, parcel, true, now_ms, &message, err);
}

/* Everybody with a debrief or an action of MEETING, each once; malloc'd. */
static enum rc
people(struct store *store, struct meeting_id meeting, int64_t now_ms,
    struct person_id **out, size_t *count, struct error *err)
{
	struct debrief_id *debriefs = NULL;
	struct actions_row *actions = NULL;
	struct debriefs_row row = {0};
	size_t ndebriefs = 0, nactions = 0, n = 0;
	enum rc rc;

	*out = NULL;
	if ((rc = debriefs_unparcelled(store, meeting, now_ms, &debriefs,
		 &ndebriefs, err)) != RC_OK ||
	    (rc = actions_list(store, meeting, (struct person_id){0}, &actions,
		 &nactions, err)) != RC_OK)
		goto done;
	*out = calloc(ndebriefs + nactions + 1, sizeof(**out));
	if (*out == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	for (size_t i = 0; i < ndebriefs + nactions; i++) {
		struct person_id who;
		bool there = false;

		if (i < ndebriefs) {
			if ((rc = debriefs_get(
				 store, debriefs[i], &row, err)) != RC_OK)
				goto done;
			who = row.person;
		} else
			who = actions[i - ndebriefs].owner;
		for (size_t j = 0; j < n; j++)
			there = there || (*out)[j].v == who.v;
		if (!there && who.v != 0)
			(*out)[n++] = who;
	}
	*count = n;
done:
	free(debriefs);
	actions_free(actions, nactions);
	return rc;
}

enum rc
words_put_all(struct post *post, struct meeting_id meeting,
    struct words_tally *tally, struct error *err)
{
	struct store *store = post->desk->store;
	int64_t now_ms = clock_wall_ms();
	struct person_id *who = NULL;
	size_t count = 0;
	enum rc rc = people(store, meeting, now_ms, &who, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if ((rc = store_begin(store, err)) != RC_OK)
			break;
		if ((rc = words_put(
			 post, meeting, who[i], now_ms, tally, err)) == RC_OK)
			rc = store_commit(store, err);
		store_rollback(store);
	}
	free(who);
	return rc;
}

/* Does PARCEL's mail wait for a person's word, and goes it on no paper?  Else it
 * is on its way, and its words with it. */
static enum rc
stopped(
    struct store *store, struct parcel_id parcel, bool *yes, struct error *err)
{
	struct outbox_message m = {0};
	struct paperwork paper = {0};
	struct message_id id = {0};
	enum rc rc = paperwork_of(store, parcel, &paper, err);

	*yes = false;
	if (rc != RC_NOTFOUND)
		return rc;
	if ((rc = outbox_of(store, parcel, &id, err)) != RC_OK || id.v == 0 ||
	    (rc = outbox_get(store, id, &m, err)) != RC_OK)
		return rc;
	*yes = m.state == OUTBOX_BOUNCED || m.state == OUTBOX_FAILED ||
	    (m.state == OUTBOX_HELD &&
		(m.ambiguous > OUTBOX_REPEATS ||
		    strcmp(m.cause, CLEARING_MOVED) == 0));
	return RC_OK;
}

enum rc
words_move(struct store *store, struct meeting_id meeting,
    struct person_id person, struct parcel_id from, struct parcel_id to,
    int64_t now_ms, struct error *err)
{
	struct debrief_id *debriefs = NULL;
	struct actions_task *tasks = NULL;
	size_t count = 0, ntasks = 0;
	enum rc rc = debriefs_of_parcel(store, from, &debriefs, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = debriefs_put(store, debriefs[i], to, now_ms, err);
	if (rc == RC_OK)
		rc =
		    actions_tasks(store, meeting, person, &tasks, &ntasks, err);
	for (size_t i = 0; rc == RC_OK && i < ntasks; i++) {
		struct task_id same;

		if (tasks[i].parcel.v == from.v)
			rc = actions_put(store, tasks[i].action, person, to,
			    now_ms, &same, err);
	}
	free(debriefs);
	free(tasks);
	return rc;
}

/* The debriefs of PERSON at MEETING that are in a parcel and were not given. */
static enum rc
debriefs_again(struct post *post, struct meeting_id meeting,
    struct person_id person, struct parcel_id parcel, int64_t now_ms,
    struct words_tally *tally, struct error *err)
{
	struct store *store = post->desk->store;
	struct briefed_line *list = NULL;
	size_t count = 0;
	enum rc rc = briefed_table(store, meeting, now_ms, &list, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct briefed_line *line = &list[i];
		bool waits = false;

		if (line->person.v != person.v || line->parcel.v == 0 ||
		    line->given_ms != 0 || line->acknowledged_ms != 0 ||
		    line->today.outcome != BRIEFING_MAY ||
		    (rc = stopped(store, line->parcel, &waits, err)) != RC_OK ||
		    !waits)
			continue;
		rc = debriefs_put(store, line->debrief, parcel, now_ms, err);
		tally->debriefs++;
	}
	briefed_free(list, count);
	return rc;
}

enum rc
words_again(struct post *post, struct meeting_id meeting,
    struct person_id person, int64_t now_ms, struct words_tally *tally,
    struct error *err)
{
	struct store *store = post->desk->store;
	struct message_id message;
	struct parcel_id parcel = {0};
	struct actions_task *tasks = NULL;
	size_t count = 0;
	enum rc rc;

	if ((rc = post_parcel(post, meeting, person, now_ms, &parcel, err)) !=
		RC_OK ||
	    (rc = debriefs_again(
		 post, meeting, person, parcel, now_ms, tally, err)) != RC_OK ||
	    (rc = actions_tasks(store, meeting, person, &tasks, &count, err)) !=
		RC_OK)
		goto done;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct briefing_answer today = {0};
		struct task_id same;
		bool waits = false;

		if (tasks[i].sent_ms != 0 || !tasks[i].open ||
		    (rc = stopped(store, tasks[i].parcel, &waits, err)) !=
			RC_OK ||
		    !waits ||
		    (rc = briefed_ask_action(store, tasks[i].action, person,
			 now_ms, &today, err)) != RC_OK ||
		    today.outcome != BRIEFING_MAY)
			continue;
		rc = actions_put(
		    store, tasks[i].action, person, parcel, now_ms, &same, err);
		tally->tasks++;
	}
	if (rc == RC_OK && tally->debriefs + tally->tasks == 0)
		rc = error_set(err, RC_NOTFOUND,
		    "nothing that they may read today waits to reach them "
		    "(`debriefs` and `actions` say what there is)");
	if (rc == RC_OK)
		rc = post_message(post, parcel, true, now_ms, &message, err);
done:
	free(tasks);
	return rc;
}

/* Before a try ------------------------------------------------------------- */

void
words_clear(struct words *words)
{
	free(words->barred);
	free(words->waiting);
	*words = (struct words){0};
}

bool
words_barred(const struct words *words)
{
	return words->nbarred + words->nwaiting > 0;
}

enum rc
words_set_apart(struct store *store, const struct words *words,
    struct parcel_id to, int64_t now_ms, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < words->nbarred; i++)
		rc = debriefs_put(store, words->barred[i], to, now_ms, err);
	for (size_t i = 0; rc == RC_OK && i < words->nwaiting; i++) {
		struct actions_task task = {0};
		struct task_id same;

		if ((rc = actions_task(store, words->waiting[i], &task, err)) ==
		    RC_OK)
			rc = actions_put(store, task.action, task.person, to,
			    now_ms, &same, err);
	}
	return rc;
}

/* Is it worth waiting that task ID may be read, which WHY it may not today?
 * What is done is past, and what is another's has gone to them. */
static enum rc
is_waiting(struct store *store, struct task_id id, enum briefing_reason why,
    bool *yes, struct error *err)
{
	struct actions_task task = {0};
	enum rc rc = actions_task(store, id, &task, err);

	*yes =
	    rc == RC_OK && task.open && why != 0 && why != BRIEFING_NOT_OWNER;
	return rc;
}

/* One more that is live; RC is the answer about it. */
static enum rc
count_one(struct words *w, enum rc rc, enum briefing_reason why)
{
	w->live++;
	if (rc == RC_OK)
		w->may++;
	else if (rc == RC_NOTFOUND && w->live - w->may == 1)
		w->why = why;
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc
words_ask(struct post *post, struct parcel_id parcel, int64_t now_ms,
    struct words *out, struct error *err)
{
	struct store *store = post->desk->store;
	enum briefing_reason why = 0;
	size_t count = 0, ntasks = 0;
	enum rc rc;

	if ((rc = debriefs_of_parcel(
		 store, parcel, &out->barred, &count, err)) != RC_OK ||
	    (rc = actions_tasks_of_parcel(
		 store, parcel, &out->waiting, &ntasks, err)) != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct debrief_id id = out->barred[i];

		rc = briefed_debrief(store, id, now_ms, &why, err);
		if (rc == RC_NOTFOUND)
			out->barred[out->nbarred++] = id;
		rc = count_one(out, rc, why);
	}
	for (size_t i = 0; rc == RC_OK && i < ntasks; i++) {
		struct task_id id = out->waiting[i];
		enum rc may = briefed_task(store, id, now_ms, &why, err);
		bool waits = false;

		rc = count_one(out, may, why);
		if (may == RC_NOTFOUND)
			rc = is_waiting(store, id, why, &waits, err);
		if (waits)
			out->waiting[out->nwaiting++] = id;
	}
	return rc;
}

static enum rc
debrief_left(struct store *store, struct debrief_id id, int64_t now_ms,
    bool *yes, struct error *err)
{
	struct debriefs_row row = {0};
	enum rc rc = debriefs_get(store, id, &row, err);

	if (rc != RC_OK || row.acknowledged_ms != 0)
		return rc;
	rc = briefed_debrief(store, id, now_ms, NULL, err);
	*yes = *yes || rc == RC_OK;
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc
task_left(struct store *store, struct task_id id, int64_t now_ms, bool *yes,
    struct error *err)
{
	struct actions_task task = {0};
	enum rc rc = actions_task(store, id, &task, err);

	if (rc != RC_OK || !task.open)
		return rc;
	rc = briefed_task(store, id, now_ms, NULL, err);
	*yes = *yes || rc == RC_OK;
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc
words_left(struct post *post, const struct outbox_message *m, int64_t now_ms,
    bool *task, bool *yes, struct error *err)
{
	struct store *store = post->desk->store;
	struct debrief_id *debriefs = NULL;
	struct task_id *tasks = NULL, only;
	size_t count = 0, ntasks = 0;
	enum rc rc = actions_reminder_of(store, m->id, &only, err);

	*yes = false;
	*task = rc == RC_OK;
	if (*task)
		return task_left(store, only, now_ms, yes, err);
	if (rc != RC_NOTFOUND)
		return rc;
	if ((rc = debriefs_of_parcel(
		 store, m->parcel, &debriefs, &count, err)) == RC_OK)
		rc = actions_tasks_of_parcel(
		    store, m->parcel, &tasks, &ntasks, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = debrief_left(store, debriefs[i], now_ms, yes, err);
	for (size_t i = 0; rc == RC_OK && i < ntasks; i++)
		rc = task_left(store, tasks[i], now_ms, yes, err);
	free(debriefs);
	free(tasks);
	return rc;
}
