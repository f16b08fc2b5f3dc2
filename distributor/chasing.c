#include "distributor/chasing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "distributor/desk.h"
#include "distributor/owing.h"
#include "rules/due.h"
#include "store/alert.h"
#include "store/releases.h"

enum { WORDS = OWING_ADVICE }; /* bytes of a command, or of a clock */

/* The clock of LINE, for people. */
static const char *
clock_text(const struct owing_line *line, int64_t now_ms, char text[WORDS])
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

static void
print_steps(const struct owing *list, int64_t now_ms, struct buf *out)
{
	struct buf steps = {0};
	char text[WORDS];

	for (size_t i = 0; i < list->count; i++) {
		if (list->v[i].over && list->v[i].hold == 0 &&
		    !list->v[i].link_over)
			continue;
		owing_advice(&list->v[i], now_ms, text);
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
print_text(const struct owing *list, int64_t now_ms, struct buf *out)
{
	char left[WORDS], next[CLOCK_TEXT], copy[32];
	int64_t number;
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
		const struct owing_line *line = &list->v[i];

		number = line->copy.v + line->debrief.v + line->action.v;
		(void)snprintf(copy, sizeof(copy), "%s %lld",
		    owed_kind_name(line->kind), (long long)number);
		print_row(&w, clock_text(line, now_ms, left), line->state,
		    number == 0 ? "-" : copy, line->reference, line->name,
		    line->cause, out);
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
print_json(const struct owing *list, int64_t now_ms, struct buf *out,
    struct error *err)
{
	json_t *array = json_array();
	char due[CLOCK_TEXT], met[CLOCK_TEXT];
	enum rc rc = RC_OK;
	char *text;

	for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
		const struct owing_line *line = &list->v[i];

		if (json_array_append_new(array,
			json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, "
				  "s:I, s:s, s:s, s:s, s:I, s:s, s:b}",
			    "meeting", line->meeting, "case", line->reference,
			    "person", line->person, "name", line->name, "copy",
			    (json_int_t)line->copy.v, "debrief",
			    (json_int_t)line->debrief.v, "action",
			    (json_int_t)line->action.v, "state", line->state,
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
	struct owing list = {0};
	enum rc rc;

	if ((rc = owing_read(store, meeting, now_ms, &list, err)) != RC_OK)
		goto done;
	if (json)
		rc = print_json(&list, now_ms, out, err);
	else
		print_text(&list, now_ms, out);
	if (rc == RC_OK)
		rc = buf_check(out, err);
done:
	owing_clear(&list);
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
