#include "distributor/debriefing.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "distributor/deciding.h"
#include "distributor/post.h"
#include "distributor/words.h"
#include "rules/due.h"
#include "store/addressees.h"
#include "store/briefed.h"
#include "store/debriefs.h"
#include "store/deed.h"
#include "store/impartial.h"

enum { TEXT_BYTES = 16 * 1024 };

/* MEETING CASE PERSON, which all but two of them begin with. */
static enum rc
ask(struct deciding *d, const struct cmd_call *call, struct error *err)
{
	enum rc rc;

	if ((rc = deciding_open(d, call, err)) != RC_OK ||
	    (rc = deciding_meeting(d, call->argv[0], err)) != RC_OK ||
	    (rc = deciding_case(d, call->argv[1], err)) != RC_OK)
		return rc;
	return deciding_person(d, call->argv[2], err);
}

/* What no addressee and no text would change is said before it is written. */
static enum rc
refuse_never(struct deciding *d, struct error *err)
{
	struct briefing_answer a = {0};
	enum rc rc = briefed_ask(d->desk.store, d->meeting.id, d->case_id,
	    d->person, clock_wall_ms(), &a, err);

	if (rc == RC_OK && a.outcome == BRIEFING_NEVER &&
	    a.reason != BRIEFING_NOT_ADDRESSEE)
		rc = error_set(err, RC_DENIED, "they cannot have a debrief: %s",
		    briefing_reason_text(a.reason));
	return rc;
}

enum rc
debriefing_addressee(struct cmd_call *call, struct error *err)
{
	bool ends = cmd_flag(call, "end");
	struct deciding d = {0};
	const char *why;
	enum rc rc;

	if ((rc = deciding_reason(call, &why, err)) != RC_OK ||
	    (rc = ask(&d, call, err)) != RC_OK ||
	    (!ends && (rc = refuse_never(&d, err)) != RC_OK) ||
	    (rc = store_begin(d.desk.store, err)) != RC_OK)
		goto done;
	rc = ends ? addressees_end(d.desk.store, d.meeting.id, d.case_id,
			d.person, why, &d.by, clock_wall_ms(), err)
		  : addressees_add(d.desk.store, d.meeting.id, d.case_id,
			d.person, why, &d.by, clock_wall_ms(), err);
	if (rc == RC_OK && (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf(
		    ends ? "no longer owed a debrief\n" : "owed a debrief\n");
done:
	deciding_close(&d);
	return rc;
}

/* The whole of the file that option NAME names, without white space at its
 * end. */
static enum rc
read_text(const struct cmd_call *call, const char *name, char **out,
    struct error *err)
{
	const char *path = cmd_text(call, name);
	struct buf file = {0};
	enum rc rc;

	if (path == NULL)
		return error_set(err, RC_INVALID,
		    "a debrief needs --issues, --plan and --safety, each a "
		    "FILE, and --authority TEXT");
	if ((rc = buf_read_file(&file, path, TEXT_BYTES, err)) != RC_OK)
		goto done;
	while (file.len > 0 && isspace(file.data[file.len - 1]))
		file.len--;
	if (!text_valid(buf_str(&file), file.len))
		rc = error_set(err, RC_INVALID,
		    "%s: not plain UTF-8 text; save it as plain text and try "
		    "again",
		    path);
	else if ((*out = strndup(buf_str(&file), file.len)) == NULL)
		rc = error_nomem(err);
done:
	buf_clear(&file);
	return rc;
}

static enum rc
read_texts(
    const struct cmd_call *call, struct debriefs_text *text, struct error *err)
{
	const char *authority = cmd_text(call, "authority");
	enum rc rc;

	if ((rc = read_text(call, "issues", &text->key_issues, err)) != RC_OK ||
	    (rc = read_text(call, "plan", &text->plan, err)) != RC_OK ||
	    (rc = read_text(call, "safety", &text->child_safety, err)) != RC_OK)
		return rc;
	if (authority == NULL || *authority == '\0' ||
	    !text_valid(authority, strlen(authority)))
		return error_set(err, RC_INVALID,
		    "by what may it be shared?  --authority TEXT: an "
		    "agreement, an Act, a consent");
	text->authority = strdup(authority);
	return text->authority == NULL ? error_nomem(err) : RC_OK;
}

static enum rc
show(struct deciding *d, struct error *err)
{
	struct debriefs_text text = {0};
	struct debrief_id id = {0};
	enum rc rc;

	if ((rc = impartial_ask(d->desk.store, &d->by,
		 &(struct deed){
		     .meeting = d->meeting.id, .case_id = d->case_id},
		 err)) != RC_OK ||
	    (rc = debriefs_live(d->desk.store, d->meeting.id, d->case_id,
		 d->person, &id, err)) != RC_OK)
		return rc;
	if (id.v == 0)
		return error_set(
		    err, RC_NOTFOUND, "no debrief is written for them");
	if ((rc = debriefs_read(d->desk.store, id, &text, err)) == RC_OK)
		(void)printf("Key issues\n\n%s\n\nPlan\n\n%s\n\n"
			     "Each child's safety\n\n%s\n\n"
			     "Authority to share\n\n%s\n",
		    text.key_issues, text.plan, text.child_safety,
		    text.authority);
	debriefs_text_clear(&text);
	return rc;
}

/* Whoever was not on the list yet is, when a reason says why. */
static enum rc
ensure_addressee(
    struct deciding *d, const struct cmd_call *call, struct error *err)
{
	const char *why = cmd_text(call, "reason");
	bool there = false;
	enum rc rc = addressees_has(
	    d->desk.store, d->meeting.id, d->case_id, d->person, &there, err);

	if (rc != RC_OK || there)
		return rc;
	if (why == NULL || *why == '\0')
		return error_set(err, RC_INVALID,
		    "nobody has decided that %s is owed a debrief of %s: say "
		    "why with --reason TEXT",
		    call->argv[2], call->argv[1]);
	return addressees_add(d->desk.store, d->meeting.id, d->case_id,
	    d->person, why, &d->by, clock_wall_ms(), err);
}

static enum rc
propose(struct deciding *d, const struct cmd_call *call, struct error *err)
{
	struct debriefs_row row = {
	    .meeting = d->meeting.id,
	    .case_id = d->case_id,
	    .person = d->person,
	    .due_ms = d->meeting.due_ms,
	};
	struct debriefs_text text = {0};
	struct debrief_id id;
	enum rc rc;

	if (d->meeting.due_ms == 0)
		return error_set(err, RC_CONFLICT,
		    "'%s' has no recording yet: `attach` comes first",
		    call->argv[0]);
	if ((rc = read_texts(call, &text, err)) != RC_OK ||
	    (rc = refuse_never(d, err)) != RC_OK ||
	    (rc = store_begin(d->desk.store, err)) != RC_OK)
		goto done;
	if ((rc = ensure_addressee(d, call, err)) == RC_OK &&
	    (rc = debriefs_propose(d->desk.store, &row, &text, &d->by,
		 clock_wall_ms(), &id, err)) == RC_OK &&
	    (rc = store_commit(d->desk.store, err)) == RC_OK)
		(void)printf("debrief %lld is written; somebody else must "
			     "approve it\n",
		    (long long)id.v);
	store_rollback(d->desk.store);
done:
	debriefs_text_clear(&text);
	return rc;
}

enum rc
debriefing_write(struct cmd_call *call, struct error *err)
{
	bool writes = cmd_text(call, "issues") != NULL ||
	    cmd_text(call, "plan") != NULL || cmd_text(call, "safety") != NULL;
	struct deciding d = {0};
	enum rc rc;

	if ((rc = ask(&d, call, err)) == RC_OK)
		rc = writes ? propose(&d, call, err) : show(&d, err);
	deciding_close(&d);
	return rc;
}

/* Once approved it goes into its parcel, unless something still holds it. */
static enum rc
put_and_tell(struct deciding *d, struct post *post, struct error *err)
{
	struct briefing_answer today = {0};
	struct words_tally tally = {0};
	enum rc rc;

	if ((rc = store_begin(d->desk.store, err)) != RC_OK)
		return rc;
	if ((rc = words_put(post, d->meeting.id, d->person, clock_wall_ms(),
		 &tally, err)) == RC_OK)
		rc = store_commit(d->desk.store, err);
	store_rollback(d->desk.store);
	if (rc != RC_OK ||
	    (rc = briefed_ask(d->desk.store, d->meeting.id, d->case_id,
		 d->person, clock_wall_ms(), &today, err)) != RC_OK)
		return rc;
	if (today.outcome == BRIEFING_MAY)
		(void)printf("approved; `deliver` sends it\n");
	else
		(void)printf("approved; but today nothing goes: %s\n",
		    briefing_reason_text(today.reason));
	return rc;
}

enum rc
debriefing_approve(struct cmd_call *call, struct error *err)
{
	struct debrief_id id = {0};
	struct deciding d = {0};
	struct post post = {0};
	enum rc rc;

	/* Asked first: what says that it failed is not approved. */
	if ((rc = ask(&d, call, err)) != RC_OK ||
	    (rc = post_open(&post, &d.desk, err)) != RC_OK ||
	    (rc = store_begin(d.desk.store, err)) != RC_OK)
		goto done;
	if ((rc = debriefs_live(d.desk.store, d.meeting.id, d.case_id, d.person,
		 &id, err)) == RC_OK &&
	    (rc = debriefs_approve(
		 d.desk.store, id, &d.by, clock_wall_ms(), err)) == RC_OK)
		rc = store_commit(d.desk.store, err);
	store_rollback(d.desk.store);
	if (rc == RC_OK)
		rc = put_and_tell(&d, &post, err);
done:
	post_clear(&post);
	deciding_close(&d);
	return rc;
}

enum rc
debriefing_again(struct cmd_call *call, struct error *err)
{
	struct words_tally tally = {0};
	struct deciding d = {0};
	struct deed deed = {0};
	struct post post = {0};
	const char *why;
	enum rc rc;

	if ((rc = deciding_reason(call, &why, err)) != RC_OK ||
	    (rc = deciding_open(&d, call, err)) != RC_OK ||
	    (rc = deciding_meeting(&d, call->argv[0], err)) != RC_OK ||
	    (rc = deciding_person(&d, call->argv[1], err)) != RC_OK ||
	    (rc = post_open(&post, &d.desk, err)) != RC_OK ||
	    (rc = store_begin(d.desk.store, err)) != RC_OK)
		goto done;
	deed = (struct deed){.meeting = d.meeting.id, .person = d.person};
	if ((rc = words_again(&post, d.meeting.id, d.person, clock_wall_ms(),
		 &tally, err)) == RC_OK &&
	    (rc = deed_add(d.desk.store, &d.by, "words.again", &deed, why,
		 err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("again: %d debrief%s and %d action%s\n",
		    tally.debriefs, tally.debriefs == 1 ? "" : "s", tally.tasks,
		    tally.tasks == 1 ? "" : "s");
done:
	post_clear(&post);
	deciding_close(&d);
	return rc;
}

enum rc
debriefing_withdraw(struct cmd_call *call, struct error *err)
{
	struct debriefs_row row = {0};
	struct debrief_id id = {0};
	struct deciding d = {0};
	const char *why;
	char who[40];
	enum rc rc;

	if ((rc = deciding_number(call->argv[0], "a debrief", &id.v, err)) !=
		RC_OK ||
	    (rc = deciding_reason(call, &why, err)) != RC_OK ||
	    (rc = deciding_open(&d, call, err)) != RC_OK ||
	    (rc = store_begin(d.desk.store, err)) != RC_OK ||
	    (rc = debriefs_get(d.desk.store, id, &row, err)) != RC_OK ||
	    (rc = impartial_ask(d.desk.store, &d.by,
		 &(struct deed){.meeting = row.meeting, .case_id = row.case_id},
		 err)) != RC_OK)
		goto done;
	(void)snprintf(who, sizeof(who), "account:%lld", (long long)d.by.id.v);
	if ((rc = debriefs_withdraw(
		 d.desk.store, id, who, why, clock_wall_ms(), err)) == RC_OK &&
	    (rc = store_commit(d.desk.store, err)) == RC_OK)
		(void)printf("debrief %lld is withdrawn\n", (long long)id.v);
done:
	deciding_close(&d);
	return rc;
}

/* The list ----------------------------------------------------------------- */

/* For people and programs. */
static const char *
state_of(const struct briefed_line *line)
{
	if (line->acknowledged_ms != 0)
		return "acknowledged";
	if (line->today.outcome == BRIEFING_NEVER)
		return "never";
	if (line->given_ms != 0)
		return "given";
	return line->today.outcome == BRIEFING_MAY ? "to be sent" : "held";
}

static void
print_text(const struct briefed_line *list, size_t count, int64_t now_ms,
    struct buf *out)
{
	struct case_id last = {0};
	char left[DUE_TEXT];

	if (count == 0)
		buf_text(out, "Nobody is owed a debrief.\n");
	for (size_t i = 0; i < count; i++) {
		const struct briefed_line *line = &list[i];
		char number[24] = "-";

		if (line->case_id.v != last.v)
			buf_printf(out, "%s%s\n", last.v == 0 ? "" : "\n",
			    line->reference);
		last = line->case_id;
		if (line->debrief.v != 0)
			(void)snprintf(number, sizeof(number), "%lld",
			    (long long)line->debrief.v);
		buf_text(out, "  ");
		buf_cell(out, state_of(line), sizeof("acknowledged") - 1);
		buf_cell(out, number, 4);
		buf_cell(out, line->name, 24);
		buf_cell(out,
		    line->given_ms != 0 || line->today.outcome == BRIEFING_NEVER
			? "-"
			: due_left(line->due_ms, now_ms, left),
		    14);
		buf_printf(
		    out, "%s\n", briefing_reason_text(line->today.reason));
	}
}

static enum rc
print_json(const struct briefed_line *list, size_t count, struct buf *out,
    struct error *err)
{
	json_t *array = json_array();
	char due[CLOCK_TEXT], *text;
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct briefed_line *line = &list[i];

		if (json_array_append_new(array,
			json_pack("{s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:s, "
				  "s:s}",
			    "case", line->reference, "person", line->person_ref,
			    "name", line->name, "debrief",
			    (json_int_t)line->debrief.v, "state",
			    state_of(line), "outcome",
			    briefing_outcome_name(line->today.outcome),
			    "reason", briefing_reason_text(line->today.reason),
			    "why", line->why, "due_at",
			    clock_format_utc(line->due_ms, due))) != 0)
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
debriefing_list(struct cmd_call *call, struct error *err)
{
	struct releases_meeting meeting = {0};
	struct briefed_line *list = NULL;
	int64_t now_ms = clock_wall_ms();
	struct desk desk = {0};
	struct buf out = {0};
	size_t count = 0;
	enum rc rc;

	if ((rc = desk_look(&desk, call, err)) != RC_OK ||
	    (rc = releases_meeting(desk.store, call->argv[0], &meeting, err)) !=
		RC_OK ||
	    (rc = briefed_table(
		 desk.store, meeting.id, now_ms, &list, &count, err)) != RC_OK)
		goto done;
	if (cmd_flag(call, "json"))
		rc = print_json(list, count, &out, err);
	else
		print_text(list, count, now_ms, &out);
	if (rc == RC_OK && (rc = buf_check(&out, err)) == RC_OK)
		(void)fputs(buf_str(&out), stdout);
done:
	briefed_free(list, count);
	buf_clear(&out);
	desk_close(&desk);
	return rc;
}
