#include "store/deadline.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/copies.h"
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

static const char times_sql[] =
    "SELECT c.opened_at IS NOT NULL, c.collected_at IS NOT NULL,"
    " p.expires_at FROM copy c JOIN parcel p ON p.id = c.parcel_id"
    " WHERE c.id = $copy";

static enum rc
state_of(struct asking *a, const struct owed_copy *c, enum deadline_state *out,
    struct error *err)
{
	bool opened = false, collected = false, expired = false;
	struct stmt s;
	enum rc rc = stmt_open(&s, a->store, times_sql, err);

	stmt_bind_int(&s, "$copy", c->copy.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		opened = stmt_int(&s, 0) != 0;
		collected = stmt_int(&s, 1) != 0;
		expired = stmt_int(&s, 2) <= a->now_ms;
	}
	rc = stmt_close(&s, rc);
	if (c->withdrawn_ms != 0)
		*out = DEADLINE_STOPPED;
	else if (collected)
		*out = DEADLINE_COLLECTED;
	else if (c->paper_returned_ms != 0 && c->met_ms == 0)
		*out = DEADLINE_BOUNCED;
	else if (*c->paper == '\0' &&
	    (strcmp(c->state, "bounced") == 0 ||
		strcmp(c->state, "failed") == 0))
		*out = DEADLINE_BOUNCED;
	else if (expired)
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
		rc = state_of(a, c, &one->state, err);
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
	return RC_OK;
}

static enum rc
add_meeting(struct asking *a, struct person_id person, struct error *err)
{
	struct docket_case *cases = NULL;
	enum rc rc = docket_cases(a->store, person, a->meeting->id, a->now_ms,
	    &cases, &a->ncases, NULL, err);

	a->cases = cases;
	if (rc == RC_OK && (rc = add_copies(a, err)) == RC_OK)
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
