#include "distributor/explaining.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/moment.h"
#include "distributor/desk.h"
#include "rules/cuts.h"
#include "rules/due.h"
#include "rules/entitle.h"
#include "store/person.h"
#include "store/verdicts.h"

enum { COLUMNS = 80, INDENT = 12, NAME = 36 };

struct explaining {
	struct store *store;
	const struct releases_meeting *meeting;
	enum explaining_form form;
	struct buf *out;
	json_t *list;
	int64_t last; /* the case of the line before */
};

/* Why a sample of the passage is not heard, in the order of struct cuts. */
struct lost {
	const char *name;
	const char *text;
	const struct span_list *spans;
};
enum { LOST = 5, SILENT = 4 };

static void
losses(const struct cuts *cuts, struct lost out[LOST])
{
	out[0] =
	    (struct lost){"off_record", "off the record", &cuts->off_record};
	out[1] = (struct lost){"closed", "closed session", &cuts->closed};
	out[2] = (struct lost){"excluded", "excluded", &cuts->excluded};
	out[3] = (struct lost){"absent", "absent", &cuts->absent};
	out[SILENT] = (struct lost){"withheld", "withheld", &cuts->silent};
}

/* Text -------------------------------------------------------------------- */

/* WORDS in lines of COLUMNS, each behind INDENT spaces. */
static void
paragraph(const char *words, struct buf *out)
{
	size_t at = 0;

	while (*words != '\0') {
		size_t len = strcspn(words, " ");

		if (at == 0 || at + 1 + len > COLUMNS) {
			buf_printf(
			    out, "%s%*s", at == 0 ? "" : "\n", INDENT, "");
			at = INDENT;
		} else {
			buf_text(out, " ");
			at++;
		}
		buf_put(out, words, len);
		at += len;
		words += len;
		words += strspn(words, " ");
	}
	buf_text(out, "\n");
}

static void
print_losses(const struct cuts *cuts, struct buf *out)
{
	struct lost lost[LOST];
	struct buf words = {0};
	char length[MOMENT_TEXT];

	losses(cuts, lost);
	for (int i = 0; i < LOST; i++) {
		const char *lead = words.len == 0 ? "Left out: " : ", ";

		if (lost[i].spans->count == 0)
			continue;
		if (i == SILENT)
			lead = words.len == 0 ? "Silent: " : ". Silent: ";
		buf_printf(&words, "%s%s %s", lead, lost[i].text,
		    moment_text(span_samples(lost[i].spans), length));
	}
	if (words.len > 0) {
		buf_text(&words, ".");
		paragraph(buf_str(&words), out);
	}
	if (words.failed)
		out->failed = true;
	buf_clear(&words);
}

static void
print_text(struct explaining *x, const struct verdicts *t)
{
	const struct entitlement *today = t->line->today;
	const char *outcome = today->outcome == OUTCOME_NOT_SENT
	    ? "not sent"
	    : entitle_outcome_name(today->outcome);
	char length[MOMENT_TEXT], of[MOMENT_TEXT];
	struct buf name = {0};

	if (t->line->c->id.v != x->last)
		buf_printf(x->out, "\n%s  %s\n", t->line->c->reference,
		    t->of == 0 ? "not recorded" : moment_text(t->of, of));
	x->last = t->line->c->id.v;
	buf_printf(&name, "%s (%s)", t->person->name, t->person->ref);
	buf_text(x->out, "  ");
	buf_cell(x->out, outcome, INDENT - 4);
	if (!t->owed) {
		buf_printf(x->out, "%s\n", buf_str(&name));
	} else {
		buf_cell(x->out, buf_str(&name), NAME);
		if (name.len > NAME) /* bytes: too soon does no harm */
			buf_printf(x->out, "\n%*s", 2 + INDENT + NAME, "");
		buf_printf(x->out, "%s%s of %s\n",
		    t->heard > 0 ? "hears " : "would hear ",
		    moment_text(t->would, length), moment_text(t->of, of));
	}
	paragraph(entitle_reason_text(today->reason), x->out);
	if (t->owed)
		print_losses(&t->cuts, x->out);
	if (name.failed)
		x->out->failed = true;
	buf_clear(&name);
}

static void
print_head(const struct releases_meeting *meeting, const char *ref,
    int64_t now_ms, struct buf *out)
{
	char due[CLOCK_TEXT], left[DUE_TEXT];

	if (meeting->due_ms == 0)
		buf_printf(out, "%s has no recording yet.\n", ref);
	else
		buf_printf(out,
		    "%s: copies and decisions are due by\n%s (%s%s).\n", ref,
		    clock_format_london(meeting->due_ms, due),
		    due_left(meeting->due_ms, now_ms, left),
		    meeting->due_ms < now_ms ? "" : " left");
}

/* CSV --------------------------------------------------------------------- */

static const char csv_head[] =
    "case,person,name,outcome,reason,text,hears,would_hear,of,off_record,"
    "closed,excluded,absent,withheld,due_at\n";

static void
cell(const char *text, const char *end, struct buf *out)
{
	buf_text(out, "\"");
	if (*text != '\0' && strchr("=+-@\t\r", *text) != NULL)
		buf_text(out, "'");
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_text(out, "\"");
		buf_put(out, text, 1);
	}
	buf_printf(out, "\"%s", end);
}

static void
print_csv(struct explaining *x, const struct verdicts *t)
{
	const struct entitlement *today = t->line->today;
	char text[MOMENT_TEXT], due[CLOCK_TEXT] = "";
	struct lost lost[LOST];

	losses(&t->cuts, lost);
	cell(t->line->c->reference, ",", x->out);
	cell(t->person->ref, ",", x->out);
	cell(t->person->name, ",", x->out);
	cell(entitle_outcome_name(today->outcome), ",", x->out);
	cell(entitle_reason_name(today->reason), ",", x->out);
	cell(entitle_reason_text(today->reason), ",", x->out);
	cell(moment_text(t->heard, text), ",", x->out);
	cell(moment_text(t->would, text), ",", x->out);
	cell(moment_text(t->of, text), ",", x->out);
	for (int i = 0; i < LOST; i++)
		cell(moment_text(span_samples(lost[i].spans), text), ",",
		    x->out);
	if (t->owed)
		(void)clock_format_utc(x->meeting->due_ms, due);
	cell(due, "\n", x->out);
}

/* JSON -------------------------------------------------------------------- */

static enum rc
add_losses(json_t *array, const struct cuts *cuts, struct error *err)
{
	struct lost lost[LOST];

	losses(cuts, lost);
	for (int i = 0; i < LOST; i++)
		for (size_t j = 0; j < lost[i].spans->count; j++)
			if (json_array_append_new(array,
				json_pack("{s:s, s:I, s:I}", "why",
				    lost[i].name, "from",
				    (json_int_t)lost[i].spans->v[j].from, "to",
				    (json_int_t)lost[i].spans->v[j].to)) != 0)
				return error_nomem(err);
	return RC_OK;
}

static enum rc
print_json(struct explaining *x, const struct verdicts *t, struct error *err)
{
	const struct entitlement *today = t->line->today;
	char due[CLOCK_TEXT] = "";
	json_t *missing = json_array();
	json_t *o;

	if (t->owed)
		(void)clock_format_utc(x->meeting->due_ms, due);
	if (missing == NULL)
		return error_nomem(err);
	if (add_losses(missing, &t->cuts, err) != RC_OK) {
		json_decref(missing);
		return RC_NOMEM;
	}
	/* "o" takes MISSING, also when it fails. */
	o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:s, s:o}",
	    "case", t->line->c->reference, "person", t->person->ref, "name",
	    t->person->name, "outcome", entitle_outcome_name(today->outcome),
	    "reason", entitle_reason_name(today->reason), "text",
	    entitle_reason_text(today->reason), "hears", (json_int_t)t->heard,
	    "would_hear", (json_int_t)t->would, "of", (json_int_t)t->of,
	    "due_at", due, "not_heard", missing);
	return json_array_append_new(x->list, o) == 0 ? RC_OK
						      : error_nomem(err);
}

static enum rc
dump(const json_t *list, struct buf *out, struct error *err)
{
	char *text = json_dumps(list, JSON_INDENT(2) | JSON_PRESERVE_ORDER);

	if (text == NULL)
		return error_nomem(err);
	buf_printf(out, "%s\n", text);
	free(text);
	return RC_OK;
}

/* The table --------------------------------------------------------------- */

static enum rc
tell(void *to, const struct verdicts *told, struct error *err)
{
	struct explaining *x = to;
	enum rc rc = RC_OK;

	switch (x->form) {
	case EXPLAINING_TEXT:
		print_text(x, told);
		break;
	case EXPLAINING_CSV:
		print_csv(x, told);
		break;
	case EXPLAINING_JSON:
		rc = print_json(x, told, err);
		break;
	}
	return rc;
}

enum rc
explaining_table(struct store *store, const struct releases_meeting *meeting,
    const char *ref, struct person_id person, int64_t now_ms,
    enum explaining_form form, struct buf *out, struct error *err)
{
	struct explaining x = {
	    .store = store,
	    .meeting = meeting,
	    .form = form,
	    .out = out,
	};
	enum rc rc;

	if (form == EXPLAINING_TEXT)
		print_head(meeting, ref, now_ms, out);
	else if (form == EXPLAINING_CSV)
		buf_text(out, csv_head);
	else if ((x.list = json_array()) == NULL)
		return error_nomem(err);
	rc = verdicts_table(store, meeting->id, (struct case_id){0}, person,
	    now_ms, tell, &x, err);
	if (rc == RC_OK && form == EXPLAINING_JSON)
		rc = dump(x.list, out, err);
	json_decref(x.list);
	return rc == RC_OK ? buf_check(out, err) : rc;
}

enum rc
explaining_verb(struct cmd_call *call, struct error *err)
{
	bool json = cmd_flag(call, "json"), csv = cmd_flag(call, "csv");
	struct releases_meeting meeting = {0};
	struct person_id person = {0};
	struct desk desk = {0};
	struct buf out = {0};
	enum rc rc;

	if (json && csv)
		return error_set(
		    err, RC_INVALID, "either --json or --csv, not both");
	if ((rc = desk_look(&desk, call, err)) == RC_OK &&
	    (rc = releases_meeting(desk.store, call->argv[0], &meeting, err)) ==
		RC_OK &&
	    (call->argc < 2 ||
		(rc = person_find(desk.store, call->argv[1], &person, err)) ==
		    RC_OK) &&
	    (rc = explaining_table(desk.store, &meeting, call->argv[0], person,
		 clock_wall_ms(),
		 json      ? EXPLAINING_JSON
		     : csv ? EXPLAINING_CSV
			   : EXPLAINING_TEXT,
		 &out, err)) == RC_OK)
		(void)fwrite(buf_str(&out), 1, out.len, stdout);
	buf_clear(&out);
	desk_close(&desk);
	return rc;
}
