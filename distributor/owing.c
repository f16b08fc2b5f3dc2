#include "distributor/owing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "distributor/tidings.h"
#include "distributor/ways.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/holds.h"
#include "store/owed.h"
#include "store/person.h"
#include "store/standing.h"

enum { PROPOSED_DAYS = 35 }; /* share/deadlines.c shows as many */

void
owing_clear(struct owing *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->v[i].meeting);
		free(list->v[i].reference);
		free(list->v[i].person);
		free(list->v[i].name);
		free(list->v[i].cause);
	}
	free(list->v);
	*list = (struct owing){0};
}

/* A line of these texts. */
static enum rc
add(struct owing *list, const char *meeting, const char *reference,
    const char *person, const char *name, const char *cause,
    struct owing_line **out, struct error *err)
{
	struct owing_line *grown =
	    realloc(list->v, (list->count + 1) * sizeof(*list->v));
	struct owing_line *line;

	if (grown == NULL)
		return error_nomem(err);
	list->v = grown;
	line = &list->v[list->count++];
	*line = (struct owing_line){
	    .meeting = strdup(meeting),
	    .reference = strdup(reference),
	    .person = strdup(person),
	    .name = strdup(name),
	    .cause = strdup(cause),
	};
	if (line->meeting == NULL || line->reference == NULL ||
	    line->person == NULL || line->name == NULL || line->cause == NULL)
		return error_nomem(err);
	*out = line;
	return RC_OK;
}

static const char *
copy_state(const struct owed_copy *copy)
{
	static const char *const states[][2] = {
	    {"queued", "queued"},
	    {"sending", "sending"},
	    {"held", "held"},
	    {"failed", "failed"},
	    {"bounced", "bounced"},
	    {"accepted", "sent"},
	};

	if (copy->withdrawn_ms != 0)
		return "withdrawn";
	if (copy->met_ms != 0)
		return ways_state(copy) != NULL ? ways_state(copy) : "sent";
	/* Whatever became of a mail that paper took the place of. */
	if (*copy->paper != '\0')
		return "held";
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(copy->state, states[i][0]) == 0)
			return states[i][1];
	return "held";
}

/* How WAY, its mail and its paper, stands; what of it helps. */
static enum rc
stand(struct owing_line *line, struct store *store, const struct owed_copy *way,
    int64_t now_ms, struct error *err)
{
	bool stopped = ways_stopped(way);

	line->stuck = stopped && way->stuck;
	line->moved = stopped && ways_moved(way);
	line->letter_back = way->paper_returned_ms != 0;
	line->on_paper = *way->paper != '\0' && !line->letter_back;
	line->since_ms = way->since_ms;
	line->next_ms = line->over || line->stuck || ways_cause(way) != NULL
	    ? 0
	    : way->next_ms;
	return ways_next(
	    store, way, now_ms, line->step, sizeof(line->step), err);
}

/* LINE went, and whoever it went to cannot come to it any more.  As long as
 * Deadlines has it, too, another is proposed; not for ever. */
static enum rc
unread(struct owing_line *line, int64_t now_ms, struct error *err)
{
	free(line->cause);
	line->cause = strdup("Nobody came for it before its link was over.");
	if (line->cause == NULL)
		return error_nomem(err);
	line->state = "link over";
	line->link_over = true;
	*line->step = '\0';
	if (now_ms - line->due_ms < PROPOSED_DAYS * (int64_t)CLOCK_DAY_MS)
		(void)snprintf(line->step, sizeof(line->step),
		    "marac-distributor copies %s", line->meeting);
	return RC_OK;
}

static enum rc
add_copies(struct owing *list, struct store *store, struct meeting_id meeting,
    int64_t now_ms, struct error *err)
{
	struct owed_copy *copies = NULL;
	struct owing_line *line;
	size_t count = 0;
	enum rc rc = owed_copies(store, meeting, &copies, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct owed_copy *c = &copies[i];
		const char *cause =
		    ways_cause(c) != NULL ? ways_cause(c) : c->cause;

		rc = add(list, c->meeting_ref, c->reference, c->person_ref,
		    c->name, cause, &line, err);
		if (rc != RC_OK)
			break;
		line->kind = OWED_COPY;
		line->copy = c->copy;
		line->meeting_id = c->meeting;
		line->case_id = c->case_id;
		line->person_id = c->person;
		line->state = copy_state(c);
		line->due_ms = c->due_ms;
		line->met_ms = c->withdrawn_ms == 0 ? c->met_ms : 0;
		line->over = c->met_ms != 0 || c->withdrawn_ms != 0;
		if ((rc = stand(line, store, c, now_ms, err)) == RC_OK &&
		    c->met_ms != 0 && owed_unread(c, now_ms))
			rc = unread(line, now_ms, err);
	}
	owed_free(copies, count);
	return rc;
}

/* What somebody without a copy waits for, or NULL. */
static const char *
waiting(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_SENT:
	case OUTCOME_PART:
		return "to be made";
	case OUTCOME_DECIDE:
		return "needs a decision";
	case OUTCOME_HELD:
		return "held";
	case OUTCOME_NOT_SENT:
	case OUTCOME_WITHHELD:
	case OUTCOME_BLOCKED:
		break;
	}
	return NULL;
}

/* Where lines of one meeting go. */
struct asking {
	struct owing *list;
	struct store *store;
	const struct owed_meeting *meeting;
	int64_t now_ms;
};

static enum rc
add_person(void *to, const struct standing_line *asked, struct error *err)
{
	struct asking *a = to;
	struct copies_had had = {0};
	struct person person = {0};
	const char *state = waiting(asked->today->outcome);
	struct owing_line *line;
	enum rc rc;

	if (state == NULL)
		return RC_OK;
	if ((rc = copies_had(a->store, a->meeting->id, asked->c->id,
		 asked->person, a->now_ms, &had, err)) != RC_OK ||
	    had.live.v != 0 || had.withdrawn_ms != 0 ||
	    (rc = person_get(a->store, asked->person, &person, err)) != RC_OK ||
	    (rc = add(a->list, a->meeting->ref, asked->c->reference, person.ref,
		 person.name, entitle_reason_text(asked->today->reason), &line,
		 err)) != RC_OK)
		goto done;
	line->kind = OWED_COPY;
	line->meeting_id = a->meeting->id;
	line->case_id = asked->c->id;
	line->person_id = asked->person;
	line->state = state;
	line->reason = asked->today->reason;
	line->due_ms = a->meeting->due_ms;
done:
	person_clear(&person);
	return rc;
}

/* Everybody who waits without a copy. */
static enum rc
add_waiting(struct owing *list, struct store *store, struct meeting_id id,
    int64_t now_ms, struct error *err)
{
	struct owed_meeting *meetings = NULL;
	size_t count = 0;
	enum rc rc = owed_meetings(store, id, &meetings, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct asking a = {list, store, &meetings[i], now_ms};

		rc = standing_table(store, meetings[i].id,
		    (struct person_id){0}, now_ms, add_person, &a, err);
	}
	owed_meetings_free(meetings, count);
	return rc;
}

/* A line of words that TIDINGS tell of. */
static enum rc
add_words(struct owing *list, struct store *store, const char *meeting,
    const char *reference, const char *person, const char *name,
    const struct tidings *tidings, bool over, int64_t now_ms,
    struct owing_line **out, struct error *err)
{
	struct owing_line *line;
	enum rc rc = add(
	    list, meeting, reference, person, name, tidings->cause, &line, err);

	*out = line;
	if (rc != RC_OK)
		return rc;
	line->state = tidings->state;
	line->over = over;
	line->link_over = tidings->link_over;
	line->parcelled = tidings->way.state != NULL;
	if (line->parcelled)
		rc = stand(line, store, &tidings->way, now_ms, err);
	(void)snprintf(line->step, sizeof(line->step), "%s", tidings->advice);
	return rc;
}

/* Everybody who is owed a debrief; whom a rule keeps it from is not. */
static enum rc
add_debriefs(struct owing *list, struct store *store, struct meeting_id id,
    int64_t now_ms, struct error *err)
{
	struct briefed_line *all = NULL;
	size_t count = 0;
	enum rc rc = briefed_table(store, id, now_ms, &all, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct briefed_line *b = &all[i];
		struct owing_line *line = NULL;
		struct tidings t = {0};

		if (b->today.outcome == BRIEFING_NEVER && b->given_ms == 0)
			continue;
		if ((rc = tidings_of_debrief(store, b, now_ms, &t, err)) ==
			RC_OK &&
		    (rc = add_words(list, store, b->meeting_ref, b->reference,
			 b->person_ref, b->name, &t, b->given_ms != 0, now_ms,
			 &line, err)) == RC_OK) {
			line->kind = OWED_DEBRIEF;
			line->debrief = b->debrief;
			line->meeting_id = b->meeting;
			line->case_id = b->case_id;
			line->person_id = b->person;
			line->due_ms = b->due_ms;
			line->met_ms = b->given_ms;
			line->briefing = b->today.reason;
		}
		tidings_clear(&t);
	}
	briefed_free(all, count);
	return rc;
}

/* ROW of MEETING, which its agency has nobody for. */
static enum rc
add_orphan(struct owing *list, const struct actions_row *row,
    const struct owed_meeting *meeting, struct error *err)
{
	struct owing_line *line = NULL;
	enum rc rc = add(list, row->meeting_ref, row->reference, "",
	    row->agency, "This agency has no contact.", &line, err);

	if (rc != RC_OK)
		return rc;
	line->kind = OWED_ACTION;
	line->action = row->id;
	line->meeting_id = row->meeting;
	line->case_id = row->case_id;
	line->person_id = meeting->coordinator;
	line->state = "held";
	line->due_ms = meeting->due_ms;
	line->nobody = true;
	(void)snprintf(line->step, sizeof(line->step),
	    "marac-store agency contact \"%s\" PERSON", row->agency);
	return RC_OK;
}

/* ROW of MEETING, unless it went, is done, or a rule keeps it from its owner. */
static enum rc
add_action(struct owing *list, struct store *store,
    const struct actions_row *row, const struct owed_meeting *meeting,
    int64_t now_ms, struct error *err)
{
	struct briefing_answer today = {0};
	struct owing_line *line = NULL;
	struct tidings t = {0};
	enum rc rc;

	if (row->sent_ms != 0 || *row->outcome != '\0')
		return RC_OK;
	if (row->owner.v == 0)
		return add_orphan(list, row, meeting, err);
	if ((rc = briefed_ask_action(
		 store, row->id, row->owner, now_ms, &today, err)) != RC_OK ||
	    today.outcome == BRIEFING_NEVER)
		return rc;
	if ((rc = tidings_of_action(store, row, &today, now_ms, &t, err)) ==
		RC_OK &&
	    (rc = add_words(list, store, row->meeting_ref, row->reference,
		 row->person_ref, row->name, &t, false, now_ms, &line, err)) ==
		RC_OK) {
		line->kind = OWED_ACTION;
		line->action = row->id;
		line->meeting_id = row->meeting;
		line->case_id = row->case_id;
		line->person_id = row->owner;
		line->due_ms = meeting->due_ms;
		line->briefing = today.reason;
	}
	tidings_clear(&t);
	return rc;
}

/* Every action that its owner waits for. */
static enum rc
add_actions(struct owing *list, struct store *store, struct meeting_id id,
    int64_t now_ms, struct error *err)
{
	struct owed_meeting *meetings = NULL;
	size_t count = 0;
	enum rc rc = owed_meetings(store, id, &meetings, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct actions_row *rows = NULL;
		size_t nrows = 0;

		rc = actions_list(store, meetings[i].id, (struct person_id){0},
		    &rows, &nrows, err);
		for (size_t j = 0; rc == RC_OK && j < nrows; j++)
			rc = add_action(
			    list, store, &rows[j], &meetings[i], now_ms, err);
		actions_free(rows, nrows);
	}
	owed_meetings_free(meetings, count);
	return rc;
}

static bool
is_bounced(const struct owing_line *line)
{
	return !line->over && strcmp(line->state, "bounced") == 0;
}

static int
by_clock(const void *a, const void *b)
{
	const struct owing_line *x = a, *y = b;
	int order;

	if (x->over != y->over)
		return x->over ? 1 : -1;
	/* It counted as done, and somebody may have relied on that. */
	if (is_bounced(x) != is_bounced(y))
		return is_bounced(x) ? -1 : 1;
	if (x->due_ms != y->due_ms)
		return x->due_ms < y->due_ms ? -1 : 1;
	if ((order = strcmp(x->reference, y->reference)) != 0 ||
	    (order = strcmp(x->name, y->name)) != 0)
		return order;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->action.v != y->action.v)
		return x->action.v < y->action.v ? -1 : 1;
	return x->copy.v < y->copy.v ? -1 : x->copy.v > y->copy.v;
}

/* What a person holds says so, whatever else it waits for; and what went and
 * may not be heard meanwhile. */
static enum rc
add_holds(struct owing *list, struct store *store, struct error *err)
{
	struct holds_row *holds = NULL;
	struct meeting_id of = {0};
	size_t count = 0;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
		struct owing_line *line = &list->v[i];
		const struct holds_row *hold;

		if (line->meeting_id.v != of.v) {
			free(holds);
			holds = NULL;
			of = line->meeting_id;
			rc = holds_of(store, of, &holds, &count, err);
		}
		hold = rc != RC_OK ? NULL
				   : holds_find(holds, count, line->case_id,
					 line->nobody ? (struct person_id){0}
						      : line->person_id);
		if (hold == NULL || (line->over && line->met_ms == 0))
			continue;
		line->hold = hold->id.v;
		rc = holds_why(store, hold->id, &line->cause, err);
	}
	free(holds);
	return rc;
}

enum rc
owing_made(struct store *store, struct meeting_id meeting, int64_t now_ms,
    struct owing *out, struct error *err)
{
	enum rc rc;

	if ((rc = add_copies(out, store, meeting, now_ms, err)) != RC_OK ||
	    (rc = add_debriefs(out, store, meeting, now_ms, err)) != RC_OK ||
	    (rc = add_actions(out, store, meeting, now_ms, err)) != RC_OK)
		return rc;
	return add_holds(out, store, err);
}

enum rc
owing_read(struct store *store, struct meeting_id meeting, int64_t now_ms,
    struct owing *out, struct error *err)
{
	enum rc rc;

	if ((rc = add_copies(out, store, meeting, now_ms, err)) != RC_OK ||
	    (rc = add_waiting(out, store, meeting, now_ms, err)) != RC_OK ||
	    (rc = add_debriefs(out, store, meeting, now_ms, err)) != RC_OK ||
	    (rc = add_actions(out, store, meeting, now_ms, err)) != RC_OK ||
	    (rc = add_holds(out, store, err)) != RC_OK)
		return rc;
	if (out->count > 0)
		qsort(out->v, out->count, sizeof(*out->v), by_clock);
	return RC_OK;
}

void
owing_advice(const struct owing_line *line, int64_t now_ms, char *text)
{
	*text = '\0';
	if (line->hold != 0) {
		(void)snprintf(text, OWING_ADVICE,
		    "marac-distributor release-hold %lld --reason TEXT "
		    "--by LOGIN",
		    (long long)line->hold);
		return;
	}
	if (line->kind != OWED_COPY) {
		(void)snprintf(text, OWING_ADVICE, "%s", line->step);
		return;
	}
	if (line->copy.v != 0) {
		if (line->stuck || line->moved ||
		    strcmp(line->state, "failed") == 0 ||
		    strcmp(line->state, "bounced") == 0)
			(void)snprintf(text, OWING_ADVICE,
			    "marac-distributor resend %lld --reason TEXT "
			    "--by LOGIN",
			    (long long)line->copy.v);
		else if (strcmp(line->state, "queued") == 0 &&
		    line->next_ms <= now_ms)
			(void)snprintf(
			    text, OWING_ADVICE, "marac-distributor deliver");
		else
			(void)snprintf(text, OWING_ADVICE, "%s", line->step);
		return;
	}
	switch (line->reason) {
	case REASON_BY_PROFILE: /* a release proposes it, too */
	case REASON_NEEDS_DECISION:
	case REASON_DECISION_VOID:
		(void)snprintf(text, OWING_ADVICE,
		    "marac-distributor decide %s %s %s send|withhold "
		    "--reason TEXT --by LOGIN",
		    line->meeting, line->reference, line->person);
		break;
	case REASON_NEEDS_APPROVAL:
	case REASON_SAME_PERSON:
		(void)snprintf(text, OWING_ADVICE,
		    "marac-distributor approve %s %s %s --by LOGIN  (to send: "
		    "`audition` first)",
		    line->meeting, line->reference, line->person);
		break;
	case REASON_WITHHOLDING_OPEN:
		(void)snprintf(text, OWING_ADVICE,
		    "marac-distributor withheld %s  (what waits for approval)",
		    line->meeting);
		break;
	case REASON_OTHER_FAMILY:
		(void)snprintf(text, OWING_ADVICE,
		    "marac-distributor withhold %s %s FROM TO --from %s "
		    "--reason TEXT --by LOGIN  (the other family's part)",
		    line->meeting, line->reference, line->person);
		break;
	case REASON_NOT_RELEASED:
		(void)snprintf(text, OWING_ADVICE,
		    "marac-distributor release %s --by LOGIN  (a chair's)",
		    line->meeting);
		break;
	case REASON_NEEDS_SAFETY:
	case REASON_SAFETY_EXPIRED:
		(void)snprintf(text, OWING_ADVICE,
		    "marac-store confirm-safety %s --by-name NAME "
		    "--capacity idva",
		    line->reference);
		break;
	case REASON_NEEDS_UNDERSTANDING:
		(void)snprintf(text, OWING_ADVICE,
		    "marac-store import children FILE  (who assessed %s, and "
		    "the supporter)",
		    line->person);
		break;
	default:
		if (strcmp(line->state, "to be made") == 0)
			(void)snprintf(text, OWING_ADVICE,
			    "marac-distributor copies %s", line->meeting);
		break;
	}
}
