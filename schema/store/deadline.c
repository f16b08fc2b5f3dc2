#include "store/deadline.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/actions.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/debriefs.h"
#include "store/docket.h"
#include "store/list.h"
#include "store/owed.h"
#include "store/verdicts.h"

static void
clear_one(void *item)
{
	struct deadline *one = item;

	free(one->meeting_ref);
	free(one->reference);
	free(one->name);
	free(one->cause);
	free(one->told);
}

void
deadline_free(struct deadline *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		clear_one(&list[i]);
	free(list);
}

struct asking {
	struct store *store;
	const struct docket_meeting *meeting;
	const struct docket_case *cases; /* those that may be seen */
	size_t ncases;
	int64_t now_ms;
	struct list list;
};

static bool
sees(const struct asking *a, struct case_id id)
{
	for (size_t i = 0; i < a->ncases; i++)
		if (a->cases[i].id.v == id.v)
			return true;
	return false;
}

static const char told_sql[] =
    "SELECT p.name, n.made_at FROM escalation e"
    " JOIN escalation_notice n"
    " ON n.id = coalesce(e.chair_notice, e.coordinator_notice)"
    " JOIN person p ON p.id = n.person_id"
    " WHERE e.meeting_id = $meeting AND e.case_id = $case"
    " AND e.person_id = $person AND e.kind = $kind"
    " AND e.number = $number"
    " ORDER BY e.told_at DESC, e.id DESC LIMIT 1";

/* Who was told of ONE that it has not gone, and when. */
static enum rc
add_told(struct asking *a, struct deadline *one, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, a->store, told_sql, err);

	stmt_bind_int(&s, "$meeting", one->meeting.v);
	stmt_bind_int(&s, "$case", one->case_id.v);
	stmt_bind_int(&s, "$person", one->person.v);
	stmt_bind_int(&s, "$number", one->action.v);
	stmt_bind_text(&s, "$kind",
	    one->action.v != 0 ? "action"
		: one->words   ? "debrief"
			       : "copy");
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		rc = stmt_copy(&s, 0, &one->told, err);
		one->told_ms = stmt_int(&s, 1);
	} else if (rc == RC_NOTFOUND) {
		rc = RC_OK;
	}
	rc = stmt_close(&s, rc);
	if (rc == RC_OK && one->told == NULL &&
	    (one->told = strdup("")) == NULL)
		rc = error_nomem(err);
	return rc;
}

static enum rc
add(struct asking *a, const char *reference, const char *name,
    const char *cause, struct deadline **out, struct error *err)
{
	enum rc rc = RC_OK;
	struct deadline *one = list_add(&a->list, &rc, err);

	if (one == NULL)
		return rc;
	one->meeting = a->meeting->id;
	one->meeting_ref = strdup(a->meeting->ref);
	one->reference = strdup(reference);
	one->name = strdup(name);
	one->cause = strdup(cause);
	*out = one;
	return one->meeting_ref == NULL || one->reference == NULL ||
		one->name == NULL || one->cause == NULL
	    ? error_nomem(err)
	    : RC_OK;
}

static const char opened_sql[] =
    "SELECT opened_at IS NOT NULL FROM copy WHERE id = $copy";

static enum rc
state_of(struct asking *a, const struct owed_copy *c, enum deadline_state *out,
    struct error *err)
{
	bool opened = false;
	struct stmt s;
	enum rc rc = stmt_open(&s, a->store, opened_sql, err);

	stmt_bind_int(&s, "$copy", c->copy.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		opened = stmt_int(&s, 0) != 0;
	rc = stmt_close(&s, rc);
	if (c->withdrawn_ms != 0)
		*out = DEADLINE_STOPPED;
	else if (c->collected_ms != 0)
		*out = DEADLINE_COLLECTED;
	else if (c->paper_returned_ms != 0 && c->met_ms == 0)
		*out = DEADLINE_BOUNCED;
	else if (*c->paper == '\0' &&
	    (strcmp(c->state, "bounced") == 0 ||
		strcmp(c->state, "failed") == 0))
		*out = DEADLINE_BOUNCED;
	else if (owed_unread(c, a->now_ms))
		*out = DEADLINE_EXPIRED;
	else if (opened)
		*out = DEADLINE_OPENED;
	else if (c->met_ms != 0)
		*out = DEADLINE_SENT;
	else if (*c->paper == '\0' &&
	    (*c->state == '\0' || strcmp(c->state, "held") == 0))
		*out = DEADLINE_HELD;
	else
		*out = DEADLINE_WAITING;
	return rc;
}

static enum rc
add_copies(struct asking *a, struct error *err)
{
	struct owed_copy *copies = NULL;
	struct deadline *one;
	size_t count = 0;
	enum rc rc =
	    owed_copies(a->store, a->meeting->id, &copies, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct owed_copy *c = &copies[i];
		const char *cause = owed_cause(c);

		if (!sees(a, c->case_id))
			continue;
		if ((rc = add(a, c->reference, c->name,
			 cause != NULL ? cause : c->cause, &one, err)) != RC_OK)
			break;
		one->case_id = c->case_id;
		one->person = c->person;
		one->copy = c->copy;
		one->due_ms = c->due_ms;
		one->met_ms = c->met_ms;
		one->over = c->met_ms != 0 || c->withdrawn_ms != 0;
		one->printed = strcmp(c->paper, "letter") == 0 &&
		    c->paper_done_ms == 0 && c->paper_returned_ms == 0;
		if ((rc = state_of(a, c, &one->state, err)) == RC_OK)
			rc = add_told(a, one, err);
		one->resends = *c->paper == '\0' && !one->over &&
		    (one->state == DEADLINE_BOUNCED || c->stuck);
	}
	owed_free(copies, count);
	return rc;
}

/* Somebody who waits without a copy. */
static enum rc
add_person(void *to, const struct verdicts *told, struct error *err)
{
	const struct entitlement *today = told->line->today;
	struct asking *a = to;
	struct copies_had had = {0};
	struct deadline *one;
	enum rc rc;

	if (!told->owed || !sees(a, told->line->c->id))
		return RC_OK;
	if ((rc = copies_had(a->store, a->meeting->id, told->line->c->id,
		 told->line->person, a->now_ms, &had, err)) != RC_OK ||
	    had.live.v != 0 || had.withdrawn_ms != 0 ||
	    (rc = add(a, told->line->c->reference, told->person->name,
		 entitle_reason_text(today->reason), &one, err)) != RC_OK)
		return rc;
	one->case_id = told->line->c->id;
	one->person = told->line->person;
	one->due_ms = a->meeting->due_ms;
	one->reason = today->reason;
	one->state = today->outcome == OUTCOME_DECIDE ? DEADLINE_DECIDE
	    : today->outcome == OUTCOME_HELD          ? DEADLINE_HELD
						      : DEADLINE_WAITING;
	return add_told(a, one, err);
}

/* Words ---------------------------------------------------------------------- */

static const char mail_sql[] =
    "SELECT state, cause FROM message WHERE parcel_id = $parcel"
    " AND kind = 'parcel' ORDER BY id DESC LIMIT 1";

/* What became of the mail that they are in. */
static enum rc
mail_of(struct asking *a, struct parcel_id parcel, struct deadline *one,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, a->store, mail_sql, err);

	stmt_bind_int(&s, "$parcel", parcel.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		const char *state = stmt_text(&s, 0);

		if (strcmp(state, "bounced") == 0 ||
		    strcmp(state, "failed") == 0)
			one->state = DEADLINE_BOUNCED;
		else if (strcmp(state, "held") == 0)
			one->state = DEADLINE_HELD;
		one->resends = one->state == DEADLINE_BOUNCED;
		free(one->cause);
		one->cause = NULL;
		rc = stmt_copy(&s, 1, &one->cause, err);
	}
	rc = stmt_close(&s, rc);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc
add_debriefs(struct asking *a, struct error *err)
{
	struct briefed_line *all = NULL;
	struct deadline *one;
	size_t count = 0;
	enum rc rc = briefed_table(
	    a->store, a->meeting->id, a->now_ms, &all, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct briefed_line *b = &all[i];
		struct debriefs_row row = {.opened_ms = 0};

		if (!sees(a, b->case_id) ||
		    (b->today.outcome == BRIEFING_NEVER && b->given_ms == 0))
			continue;
		if ((rc = add(a, b->reference, b->name,
			 b->given_ms != 0 || b->today.outcome == BRIEFING_MAY
			     ? ""
			     : briefing_reason_text(b->today.reason),
			 &one, err)) != RC_OK)
			break;
		one->words = true;
		one->debrief = b->debrief;
		one->case_id = b->case_id;
		one->person = b->person;
		one->due_ms = b->due_ms;
		one->met_ms = b->given_ms;
		one->over = b->given_ms != 0;
		if (b->debrief.v != 0 &&
		    (rc = debriefs_get(a->store, b->debrief, &row, err)) !=
			RC_OK)
			break;
		one->state = b->acknowledged_ms != 0     ? DEADLINE_COLLECTED
		    : row.opened_ms != 0                 ? DEADLINE_OPENED
		    : b->given_ms != 0                   ? DEADLINE_SENT
		    : b->debrief.v == 0                  ? DEADLINE_DECIDE
		    : b->today.outcome == BRIEFING_WAITS ? DEADLINE_HELD
							 : DEADLINE_WAITING;
		if (!one->over && b->parcel.v != 0 &&
		    b->today.outcome == BRIEFING_MAY)
			rc = mail_of(a, b->parcel, one, err);
		if (rc == RC_OK)
			rc = add_told(a, one, err);
	}
	briefed_free(all, count);
	return rc;
}

/* The task of ACTION's owner, and the parcel it is in; 0: in none. */
static enum rc
parcel_of(struct asking *a, const struct actions_row *action,
    struct parcel_id *parcel, struct error *err)
{
	struct actions_task *tasks = NULL;
	size_t count = 0;
	enum rc rc = actions_tasks(
	    a->store, action->meeting, action->owner, &tasks, &count, err);

	for (size_t i = 0; i < count; i++)
		if (tasks[i].action.v == action->id.v)
			*parcel = tasks[i].parcel;
	free(tasks);
	return rc;
}

static enum rc
add_action(
    struct asking *a, const struct actions_row *action, struct error *err)
{
	struct briefing_answer today = {.outcome = BRIEFING_MAY};
	struct parcel_id parcel = {0};
	bool said = *action->outcome != '\0'; /* then it has reached somebody */
	struct deadline *one;
	enum rc rc = RC_OK;

	if (!said && action->owner.v != 0 && action->sent_ms == 0)
		rc = briefed_ask_action(a->store, action->id, action->owner,
		    a->now_ms, &today, err);
	if (rc != RC_OK || today.outcome == BRIEFING_NEVER ||
	    (rc = add(a, action->reference,
		 action->owner.v != 0 ? action->name : action->agency,
		 said ? ""
		     : action->owner.v == 0
		     ? "Nobody is named for it, and the agency has no contact."
		     : today.outcome == BRIEFING_WAITS
		     ? briefing_reason_text(today.reason)
		     : "",
		 &one, err)) != RC_OK)
		return rc;
	one->words = true;
	one->action = action->id;
	one->case_id = action->case_id;
	one->person = action->owner;
	one->due_ms = a->meeting->due_ms;
	one->met_ms = action->sent_ms;
	one->over = action->sent_ms != 0 || said;
	one->state = *action->outcome != '\0' ? DEADLINE_COLLECTED
	    : one->over                       ? DEADLINE_SENT
	    : action->owner.v == 0 || today.outcome == BRIEFING_WAITS
	    ? DEADLINE_HELD
	    : DEADLINE_WAITING;
	if (!one->over && action->owner.v != 0 &&
	    (rc = parcel_of(a, action, &parcel, err)) == RC_OK && parcel.v != 0)
		rc = mail_of(a, parcel, one, err);
	return rc == RC_OK ? add_told(a, one, err) : rc;
}

static enum rc
add_actions(struct asking *a, struct error *err)
{
	struct actions_row *all = NULL;
	size_t count = 0;
	enum rc rc = actions_list(
	    a->store, a->meeting->id, (struct person_id){0}, &all, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++)
		if (sees(a, all[i].case_id))
			rc = add_action(a, &all[i], err);
	actions_free(all, count);
	return rc;
}

static enum rc
add_meeting(struct asking *a, struct person_id person, struct error *err)
{
	struct docket_case *cases = NULL;
	enum rc rc = docket_cases(a->store, person, a->meeting->id, a->now_ms,
	    &cases, &a->ncases, NULL, err);

	a->cases = cases;
	if (rc == RC_OK && (rc = add_copies(a, err)) == RC_OK &&
	    (rc = add_debriefs(a, err)) == RC_OK &&
	    (rc = add_actions(a, err)) == RC_OK)
		rc = verdicts_table(a->store, a->meeting->id,
		    (struct case_id){0}, (struct person_id){0}, a->now_ms,
		    add_person, a, err);
	free(cases);
	return rc;
}

enum rc
deadline_list(struct store *store, struct person_id person, int days,
    int64_t now_ms, struct deadline **out, size_t *count, struct error *err)
{
	struct docket_meeting *meetings = NULL;
	struct asking a = {
	    .store = store,
	    .now_ms = now_ms,
	    .list = {.size = sizeof(struct deadline), .clear = clear_one},
	};
	size_t nmeetings = 0;
	enum rc rc = docket_meetings(store, person, &meetings, &nmeetings, err);

	for (size_t i = 0; rc == RC_OK && i < nmeetings; i++) {
		a.meeting = &meetings[i];
		if (a.meeting->due_ms != 0 &&
		    a.meeting->due_ms >= now_ms - days * (int64_t)CLOCK_DAY_MS)
			rc = add_meeting(&a, person, err);
	}
	free(meetings);
	*out = list_take(&a.list, rc, count);
	return rc;
}

enum rc
deadline_concerns(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, bool *yes,
    struct error *err)
{
	struct person_id *people = NULL;
	struct actions_row *actions = NULL;
	struct debrief_id debrief = {0};
	size_t count = 0, nactions = 0;
	enum rc rc;

	if ((rc = standing_people(
		 store, meeting, case_id, &people, &count, err)) != RC_OK ||
	    (rc = debriefs_live(
		 store, meeting, case_id, person, &debrief, err)) != RC_OK ||
	    (rc = actions_list(
		 store, meeting, person, &actions, &nactions, err)) != RC_OK)
		goto done;
	*yes = debrief.v != 0;
	for (size_t i = 0; i < count; i++)
		*yes = *yes || people[i].v == person.v;
	for (size_t i = 0; person.v != 0 && i < nactions; i++)
		*yes = *yes || actions[i].case_id.v == case_id.v;
done:
	actions_free(actions, nactions);
	free(people);
	return rc;
}
