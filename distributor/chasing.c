#include "distributor/chasing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "distributor/desk.h"
#include "distributor/tidings.h"
#include "distributor/ways.h"
#include "rules/due.h"
#include "rules/entitle.h"
#include "store/alert.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/owed.h"
#include "store/person.h"
#include "store/releases.h"
#include "store/standing.h"

enum { WORDS = 256 }; /* bytes of a command, or of a clock */

/* One row of the list; the texts are its own. */
struct line {
	int64_t copy;    /* 0: none made */
	int64_t debrief; /* 0: it is about a copy, or none is written */
	char *meeting;
	char *reference;
	char *person;
	char *name;
	char *cause;
	const char *state; /* "sent", "queued", "needs a decision" ... */
	int64_t due_ms;
	int64_t met_ms; /* 0: not yet */
	int64_t next_ms;
	enum reason reason; /* of somebody without a copy */
	char step[WORDS];   /* of a copy that no mail takes, of a debrief; "" */
	bool over;          /* sent or withdrawn: nothing is waited for */
};

struct list {
	struct line *v;
	size_t count;
};

static void
list_clear(struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->v[i].meeting);
		free(list->v[i].reference);
		free(list->v[i].person);
		free(list->v[i].name);
		free(list->v[i].cause);
	}
	free(list->v);
	*list = (struct list){0};
}

static enum rc
list_add(struct list *list, const char *meeting, const char *reference,
    const char *person, const char *name, const char *cause, struct line **out,
    struct error *err)
{
	struct line *grown =
	    realloc(list->v, (list->count + 1) * sizeof(*list->v));
	struct line *line;

	if (grown == NULL)
		return error_nomem(err);
	list->v = grown;
	line = &list->v[list->count++];
	*line = (struct line){
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
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(copy->state, states[i][0]) == 0)
			return states[i][1];
	return "held";
}

static enum rc
add_copies(struct list *list, struct store *store, struct meeting_id meeting,
    int64_t now_ms, struct error *err)
{
	struct owed_copy *copies = NULL;
	struct line *line;
	size_t count = 0;
	enum rc rc = owed_copies(store, meeting, &copies, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct owed_copy *c = &copies[i];
		const char *cause =
		    ways_cause(c) != NULL ? ways_cause(c) : c->cause;

		rc = list_add(list, c->meeting_ref, c->reference, c->person_ref,
		    c->name, cause, &line, err);
		if (rc != RC_OK)
			break;
		line->copy = c->copy.v;
		line->state = copy_state(c);
		line->due_ms = c->due_ms;
		line->met_ms = c->withdrawn_ms == 0 ? c->met_ms : 0;
		line->over = c->met_ms != 0 || c->withdrawn_ms != 0;
		line->next_ms =
		    line->over || ways_cause(c) != NULL ? 0 : c->next_ms;
		rc = ways_next(
		    store, c, now_ms, line->step, sizeof(line->step), err);
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
	struct list *list;
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
	struct line *line;
	enum rc rc;

	if (state == NULL)
		return RC_OK;
	if ((rc = copies_had(a->store, a->meeting->id, asked->c->id,
		 asked->person, a->now_ms, &had, err)) != RC_OK ||
	    had.live.v != 0 || had.withdrawn_ms != 0 ||
	    (rc = person_get(a->store, asked->person, &person, err)) != RC_OK ||
	    (rc = list_add(a->list, a->meeting->ref, asked->c->reference,
		 person.ref, person.name,
		 entitle_reason_text(asked->today->reason), &line, err)) !=
		RC_OK)
		goto done;
	line->state = state;
	line->reason = asked->today->reason;
	line->due_ms = a->meeting->due_ms;
done:
	person_clear(&person);
	return rc;
}

/* Everybody who waits without a copy. */
static enum rc
add_waiting(struct list *list, struct store *store, struct meeting_id id,
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

/* Everybody who is owed a debrief; whom a rule keeps it from is not. */
static enum rc
add_debriefs(struct list *list, struct store *store, struct meeting_id id,
    int64_t now_ms, struct error *err)
{
	struct briefed_line *all = NULL;
	size_t count = 0;
	enum rc rc = briefed_table(store, id, now_ms, &all, &count, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct briefed_line *b = &all[i];
		struct tidings t = {0};
		struct line *line;

		if (b->today.outcome == BRIEFING_NEVER && b->given_ms == 0)
			continue;
		if ((rc = tidings_of(store, b, now_ms, &t, err)) != RC_OK ||
		    (rc = list_add(list, b->meeting_ref, b->reference,
			 b->person_ref, b->name, t.cause, &line, err)) != RC_OK)
			break;
		line->debrief = b->debrief.v;
		line->state = t.state;
		line->due_ms = b->due_ms;
		line->met_ms = b->given_ms;
		line->over = b->given_ms != 0;
		line->next_ms = line->over ? 0 : t.next_ms;
		(void)snprintf(line->step, sizeof(line->step), "%s", t.advice);
	}
	briefed_free(all, count);
	return rc;
}

static bool
is_bounced(const struct line *line)
{
	return !line->over && strcmp(line->state, "bounced") == 0;
}

static int
by_clock(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
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
	return x->copy < y->copy ? -1 : x->copy > y->copy;
}

/* The clock of LINE, for people. */
static const char *
clock_text(const struct line *line, int64_t now_ms, char text[WORDS])
{
	char apart[DUE_TEXT];

	if (line->met_ms != 0 && line->met_ms <= line->due_ms)
		(void)snprintf(text, WORDS, "met %s early",
		    due_left(line->due_ms, line->met_ms, apart));
	else if (line->met_ms != 0)
		(void)snprintf(text, WORDS, "met %s late",
		    due_left(line->met_ms, line->due_ms, apart));
	else if (line->over)
		(void)snprintf(text, WORDS, "-");
	else
		(void)due_left(line->due_ms, now_ms, text);
	return text;
}

/* What to type so that LINE goes on, or "": nothing but time, or a person,
 * helps. */
static void
next_step(const struct line *line, int64_t now_ms, char text[WORDS])
{
	(void)snprintf(text, WORDS, "%s", line->copy == 0 ? line->step : "");
	if (*text != '\0')
		return;
	if (line->copy != 0) {
		if (strcmp(line->state, "queued") == 0 &&
		    line->next_ms <= now_ms)
			(void)snprintf(
			    text, WORDS, "marac-distributor deliver");
		else
			(void)snprintf(text, WORDS, "%s", line->step);
		return;
	}
	switch (line->reason) {
	case REASON_BY_PROFILE: /* a release proposes it, too */
	case REASON_NEEDS_DECISION:
	case REASON_DECISION_VOID:
		(void)snprintf(text, WORDS,
		    "marac-distributor decide %s %s %s send|withhold "
		    "--reason TEXT --by LOGIN",
		    line->meeting, line->reference, line->person);
		break;
	case REASON_NEEDS_APPROVAL:
	case REASON_SAME_PERSON:
		(void)snprintf(text, WORDS,
		    "marac-distributor approve %s %s %s --by LOGIN  (to send: "
		    "`audition` first)",
		    line->meeting, line->reference, line->person);
		break;
	case REASON_WITHHOLDING_OPEN:
		(void)snprintf(text, WORDS,
		    "marac-distributor withheld %s  (what waits for approval)",
		    line->meeting);
		break;
	case REASON_OTHER_FAMILY:
		(void)snprintf(text, WORDS,
		    "marac-distributor withhold %s %s FROM TO --from %s "
		    "--reason TEXT --by LOGIN  (the other family's part)",
		    line->meeting, line->reference, line->person);
		break;
	case REASON_NOT_RELEASED:
		(void)snprintf(text, WORDS,
		    "marac-distributor release %s --by LOGIN  (a chair's)",
		    line->meeting);
		break;
	case REASON_NEEDS_SAFETY:
	case REASON_SAFETY_EXPIRED:
		(void)snprintf(text, WORDS,
		    "marac-store confirm-safety %s --by-name NAME "
		    "--capacity idva",
		    line->reference);
		break;
	case REASON_NEEDS_UNDERSTANDING:
		(void)snprintf(text, WORDS,
		    "marac-store import children FILE  (who assessed %s, and "
		    "the supporter)",
		    line->person);
		break;
	default:
		if (strcmp(line->state, "to be made") == 0)
			(void)snprintf(text, WORDS,
			    "marac-distributor copies %s", line->meeting);
		break;
	}
}

static void
print_steps(const struct list *list, int64_t now_ms, struct buf *out)
{
	struct buf steps = {0};
	char text[WORDS];

	for (size_t i = 0; i < list->count; i++) {
		if (list->v[i].over)
			continue;
		next_step(&list->v[i], now_ms, text);
		if (*text == '\0' ||
		    (steps.len > 0 && strstr(buf_str(&steps), text) != NULL))
			continue;
		buf_printf(&steps, "  %s\n", text);
	}
	if (steps.len > 0)
		buf_printf(out, "\nWhat to do next:\n%s", buf_str(&steps));
	buf_clear(&steps);
}

/* How wide the columns get. */
struct widths {
	size_t clock, state, reference, name;
};

static void
widen(size_t *width, const char *text)
{
	size_t len = strlen(text);

	if (len > *width)
		*width = len;
}

static void
print_row(const struct widths *w, const char *clock, const char *state,
    const char *copy, const char *reference, const char *name,
    const char *cause, struct buf *out)
{
	buf_cell(out, clock, w->clock);
	buf_cell(out, state, w->state);
	buf_cell(out, copy, sizeof("copy 9999") - 1);
	buf_cell(out, reference, w->reference);
	buf_cell(out, name, *cause == '\0' ? 0 : w->name);
	while (*cause == '\0' && out->len > 0 && out->data[out->len - 1] == ' ')
		out->len--;
	buf_text(out, cause);
}

static void
print_text(const struct list *list, int64_t now_ms, struct buf *out)
{
	char left[WORDS], next[CLOCK_TEXT], copy[32];
	struct widths w = {.clock = sizeof("time left") - 1};

	if (list->count == 0) {
		buf_text(out, "Nothing is owed to anybody.\n");
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		widen(&w.clock, clock_text(&list->v[i], now_ms, left));
		widen(&w.state, list->v[i].state);
		widen(&w.reference, list->v[i].reference);
		widen(&w.name, list->v[i].name);
	}
	print_row(
	    &w, "Time left", "State", "Copy", "Case", "Person", "Why", out);
	buf_text(out, "\n");
	for (size_t i = 0; i < list->count; i++) {
		const struct line *line = &list->v[i];

		(void)snprintf(
		    copy, sizeof(copy), "copy %lld", (long long)line->copy);
		if (line->debrief != 0)
			(void)snprintf(copy, sizeof(copy), "debrief %lld",
			    (long long)line->debrief);
		print_row(&w, clock_text(line, now_ms, left), line->state,
		    line->copy + line->debrief == 0 ? "-" : copy,
		    line->reference, line->name, line->cause, out);
		if (line->next_ms > now_ms && *line->cause != '\0')
			buf_printf(out, " (next: %s)",
			    clock_format_london(line->next_ms, next));
		buf_text(out, "\n");
	}
	print_steps(list, now_ms, out);
}

enum rc
chasing_alerts(struct store *store, struct meeting_id meeting, bool seen,
    int64_t now_ms, struct buf *out, struct error *err)
{
	struct alert *alerts = NULL;
	char at[CLOCK_TEXT];
	size_t count = 0;
	enum rc rc = alert_unseen(store, meeting, &alerts, &count, err);

	if (rc == RC_OK && count > 0)
		buf_text(out, "\nAlerts:\n");
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		buf_printf(out, "  %s  %s%s%s\n",
		    clock_format_london(alerts[i].at_ms, at), alerts[i].meeting,
		    *alerts[i].meeting == '\0' ? "" : ": ", alerts[i].text);
		if (seen)
			rc = alert_seen(store, alerts[i].id, now_ms, err);
	}
	if (rc == RC_OK && count > 0 && !seen)
		buf_text(out, "  (`due --seen` lists these no more.)\n");
	alert_free(alerts, count);
	return rc == RC_OK ? buf_check(out, err) : rc;
}

static enum rc
print_json(
    const struct list *list, int64_t now_ms, struct buf *out, struct error *err)
{
	json_t *array = json_array();
	char due[CLOCK_TEXT], met[CLOCK_TEXT];
	enum rc rc = RC_OK;
	char *text;

	for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
		const struct line *line = &list->v[i];

		if (json_array_append_new(array,
			json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:s, "
				  "s:s, s:I, s:s, s:b}",
			    "meeting", line->meeting, "case", line->reference,
			    "person", line->person, "name", line->name, "copy",
			    (json_int_t)line->copy, "debrief",
			    (json_int_t)line->debrief, "state", line->state,
			    "cause", line->cause, "due_at",
			    clock_format_utc(line->due_ms, due), "left_s",
			    (json_int_t)((line->due_ms - now_ms) /
				CLOCK_SECOND_MS),
			    "met_at",
			    line->met_ms == 0
				? ""
				: clock_format_utc(line->met_ms, met),
			    "overdue", !line->over && line->due_ms < now_ms)) !=
		    0)
			rc = error_nomem(err);
	}
	text = json_dumps(array, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	if (text == NULL)
		rc = error_nomem(err);
	else
		buf_printf(out, "%s\n", text);
	free(text);
	json_decref(array);
	return rc;
}

enum rc
chasing_list(struct store *store, struct meeting_id meeting, bool json,
    int64_t now_ms, struct buf *out, struct error *err)
{
	struct list list = {0};
	enum rc rc;

	if ((rc = add_copies(&list, store, meeting, now_ms, err)) != RC_OK ||
	    (rc = add_waiting(&list, store, meeting, now_ms, err)) != RC_OK ||
	    (rc = add_debriefs(&list, store, meeting, now_ms, err)) != RC_OK)
		goto done;
	if (list.count > 0)
		qsort(list.v, list.count, sizeof(*list.v), by_clock);
	if (json)
		rc = print_json(&list, now_ms, out, err);
	else
		print_text(&list, now_ms, out);
	if (rc == RC_OK)
		rc = buf_check(out, err);
done:
	list_clear(&list);
	return rc;
}

enum rc
chasing_verb(struct cmd_call *call, struct error *err)
{
	struct releases_meeting meeting = {0};
	int64_t now_ms = clock_wall_ms();
	bool json = cmd_flag(call, "json");
	struct desk desk = {0};
	struct buf out = {0};
	enum rc rc;

	if ((rc = desk_open(&desk, call, err)) != RC_OK ||
	    (call->argc > 0 &&
		(rc = releases_meeting(
		     desk.store, call->argv[0], &meeting, err)) != RC_OK))
		goto done;
	if ((rc = chasing_list(
		 desk.store, meeting.id, json, now_ms, &out, err)) == RC_OK &&
	    (json ||
		(rc = chasing_alerts(desk.store, meeting.id,
		     cmd_flag(call, "seen"), now_ms, &out, err)) == RC_OK))
		(void)fputs(buf_str(&out), stdout);
done:
	buf_clear(&out);
	desk_close(&desk);
	return rc;
}
