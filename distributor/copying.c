#include "distributor/copying.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "distributor/objects.h"
#include "distributor/post.h"
#include "distributor/render.h"
#include "distributor/withdrawing.h"
#include "distributor/words.h"
#include "rules/entitle.h"
#include "store/copies.h"
#include "store/person.h"
#include "store/releases.h"
#include "store/standing.h"

enum became { NOTHING = 0, MADE, THERE, WITHDRAWN };

/* One person and one case. */
struct line {
	struct releases_case c;
	struct person_id person;
	struct entitlement today;
	struct rendition_id rendition;
	struct copy_id copy;
	enum became became;
	bool handled;                /* its person had their transaction */
	struct rendition_id dropped; /* made or played for nothing now */
};

struct copying {
	struct desk *desk;
	struct post post;
	struct releases_meeting meeting;
	struct line *lines;
	size_t nlines;
	size_t room;
	struct words_tally words;
};

static bool
owed(const struct entitlement *e)
{
	return e->outcome == OUTCOME_SENT || e->outcome == OUTCOME_PART;
}

static enum rc
add_line(void *to, const struct standing_line *asked, struct error *err)
{
	struct copying *k = to;
	size_t room = k->room == 0 ? 64 : 2 * k->room;

	if (k->nlines == k->room) {
		struct line *grown =
		    realloc(k->lines, room * sizeof(*k->lines));

		if (grown == NULL)
			return error_nomem(err);
		k->lines = grown;
		k->room = room;
	}
	k->lines[k->nlines++] = (struct line){
	    .c = *asked->c,
	    .person = asked->person,
	    .today = *asked->today,
	};
	*asked->today = (struct entitlement){0}; /* it is the line's now */
	return RC_OK;
}

/* Ask for everybody. */
static enum rc
ask(struct copying *k, const char *meeting, struct error *err)
{
	struct store *store = k->desk->store;
	enum rc rc;

	if ((rc = releases_meeting(store, meeting, &k->meeting, err)) != RC_OK)
		return rc;
	if (k->meeting.due_ms == 0)
		return error_set(err, RC_CONFLICT,
		    "'%s' has no recording yet: `attach` comes first", meeting);
	return standing_table(store, k->meeting.id, (struct person_id){0},
	    clock_wall_ms(), add_line, k, err);
}

/* What LINE's person has already.  A copy that somebody took back is not made
 * again until somebody says so: then LINE became WITHDRAWN. */
static enum rc
look(struct copying *k, struct line *line, int64_t now_ms,
    struct copies_had *had, struct error *err)
{
	int64_t decided = 0;
	enum rc rc;

	if ((rc = copies_had(k->desk->store, k->meeting.id, line->c.id,
		 line->person, now_ms, had, err)) != RC_OK ||
	    (rc = releases_last(k->desk->store, k->meeting.id, line->c.id,
		 line->person, &decided, err)) != RC_OK)
		return rc;
	line->copy = had->live;
	line->became = had->live.v == 0 && had->withdrawn_ms != 0 &&
		had->withdrawn_ms >= decided
	    ? WITHDRAWN
	    : NOTHING;
	return RC_OK;
}

/* Make the audio of every line that is owed some. */
static enum rc
render(struct copying *k, struct error *err)
{
	struct render_want *wants = calloc(k->nlines + 1, sizeof(*wants));
	struct line **lines = calloc(k->nlines + 1, sizeof(*lines));
	struct copies_had had;
	size_t count = 0;
	enum rc rc = RC_OK;

	if (wants == NULL || lines == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < k->nlines; i++) {
		struct line *line = &k->lines[i];

		if (!owed(&line->today) ||
		    (rc = look(k, line, clock_wall_ms(), &had, err)) != RC_OK ||
		    line->became == WITHDRAWN)
			continue;
		lines[count] = line;
		wants[count++] = (struct render_want){
		    .case_id = line->c.id,
		    .spans = &line->today.spans,
		    .silent = &line->today.silent,
		    .mp3 = true,
		};
	}
	if (rc == RC_OK)
		rc = render_all(
		    k->desk, k->meeting.id, wants, count, "Making copies", err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		lines[i]->rendition = wants[i].id;
	free(lines);
	free(wants);
	return rc;
}

/* In the transaction that makes it: the answer may have changed while the
 * audio was made.  Then nothing is made; the next run will see it. */
static enum rc
ask_again(
    struct copying *k, struct line *line, int64_t now_ms, struct error *err)
{
	struct entitlement now = {0};
	enum rc rc = standing_ask(k->desk->store, k->meeting.id, line->c.id,
	    line->person, now_ms, &now, err);

	if (rc == RC_OK &&
	    (!owed(&now) || !span_equal(&now.spans, &line->today.spans) ||
		!span_equal(&now.silent, &line->today.silent))) {
		entitle_clear(&line->today);
		line->today = now;
		line->dropped = line->rendition;
		line->rendition.v = 0;
		return RC_OK;
	}
	entitle_clear(&now);
	return rc;
}

static enum rc
make_copy(struct copying *k, struct line *line, int64_t now_ms,
    struct parcel_id *parcel, struct error *err)
{
	struct store *store = k->desk->store;
	struct copies_had had = {0};
	struct copies_row row = {
	    .rendition = line->rendition,
	    .meeting = k->meeting.id,
	    .case_id = line->c.id,
	    .person = line->person,
	};
	enum rc rc;

	if ((rc = look(k, line, now_ms, &had, err)) != RC_OK)
		return rc;
	if (line->became == WITHDRAWN) {
		line->dropped = line->rendition;
		return RC_OK;
	}
	if (had.live.v != 0 && !had.dead &&
	    had.rendition.v == line->rendition.v) {
		line->became = THERE;
		return RC_OK;
	}
	if (had.live.v != 0) {
		if ((rc = copies_replace(store, had.live, now_ms, err)) !=
		    RC_OK)
			return rc;
		line->dropped = had.rendition;
	}
	rc = copies_parcel_open(store, k->meeting.id, line->person, line->c.id,
	    now_ms, &row.parcel, err);
	if (rc == RC_NOTFOUND)
		rc = post_parcel(&k->post, k->meeting.id, line->person, now_ms,
		    &row.parcel, err);
	if (rc != RC_OK ||
	    (rc = copies_add(store, &row,
		 entitle_reason_name(line->today.reason), k->meeting.due_ms,
		 now_ms, err)) != RC_OK)
		return rc;
	line->copy = row.id;
	line->became = MADE;
	*parcel = row.parcel;
	return RC_OK;
}

/* All that is new for the person of line FIRST, in one transaction. */
static enum rc
make_person(struct copying *k, size_t first, struct error *err)
{
	struct store *store = k->desk->store;
	struct person_id person = k->lines[first].person;
	int64_t now_ms = clock_wall_ms();
	bool alert = true;
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	for (size_t i = first; rc == RC_OK && i < k->nlines; i++) {
		struct line *line = &k->lines[i];
		struct parcel_id parcel = {0};
		struct message_id message = {0};

		if (line->person.v != person.v)
			continue;
		line->handled = true;
		if (line->rendition.v == 0 ||
		    (rc = ask_again(k, line, now_ms, err)) != RC_OK ||
		    line->rendition.v == 0 ||
		    (rc = make_copy(k, line, now_ms, &parcel, err)) != RC_OK ||
		    parcel.v == 0)
			continue;
		rc = post_message(
		    &k->post, parcel, alert, now_ms, &message, err);
		alert = false;
	}
	if (rc == RC_OK)
		rc = words_put(
		    &k->post, k->meeting.id, person, now_ms, &k->words, err);
	if (rc == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	for (size_t i = first; rc == RC_OK && i < k->nlines; i++)
		if (k->lines[i].person.v == person.v)
			rc =
			    withdrawing_drop(k->desk, k->lines[i].dropped, err);
	return rc;
}

/* Once for everybody who is owed anything. */
static enum rc
make_all(struct copying *k, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < k->nlines; i++)
		if (k->lines[i].rendition.v != 0 && !k->lines[i].handled)
			rc = make_person(k, i, err);
	/* Others may have words without a copy. */
	return rc == RC_OK
	    ? words_put_all(&k->post, k->meeting.id, &k->words, err)
	    : rc;
}

/* For programs. */
static const char *
became_name(enum became became)
{
	switch (became) {
	case MADE:
		return "made";
	case THERE:
		return "there";
	case WITHDRAWN:
		return "withdrawn";
	case NOTHING:
		break;
	}
	return "nothing";
}

/* For people. */
static const char *
became_text(const struct line *line)
{
	switch (line->became) {
	case MADE:
		return "copy made";
	case THERE:
		return "copy there";
	case WITHDRAWN:
		return "withdrawn; release again to send anew";
	case NOTHING:
		break;
	}
	return owed(&line->today) ? "changed meanwhile; run again" : "no copy";
}

static void
print_row(const struct line *line, const char *name, struct buf *out)
{
	const char *outcome = line->today.outcome == OUTCOME_NOT_SENT
	    ? "not sent"
	    : entitle_outcome_name(line->today.outcome);

	buf_text(out, "  ");
	buf_cell(out, outcome, 8);
	buf_cell(out, name, 24);
	buf_cell(out, became_text(line), 9);
	buf_printf(out, "%s\n", entitle_reason_text(line->today.reason));
}

static enum rc
print_text(struct copying *k, struct buf *out, struct error *err)
{
	struct case_id last = {0};
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < k->nlines; i++) {
		struct line *line = &k->lines[i];
		struct person person = {0};

		if (line->c.id.v != last.v)
			buf_printf(out, "%s%s\n", last.v == 0 ? "" : "\n",
			    line->c.reference);
		last = line->c.id;
		rc = person_get(k->desk->store, line->person, &person, err);
		if (rc == RC_OK)
			print_row(line, person.name, out);
		person_clear(&person);
	}
	return rc == RC_OK ? buf_check(out, err) : rc;
}

static enum rc
print_json(struct copying *k, struct buf *out, struct error *err)
{
	json_t *list = json_array();
	enum rc rc = RC_OK;
	char *text = NULL;

	for (size_t i = 0; rc == RC_OK && i < k->nlines; i++) {
		struct line *line = &k->lines[i];
		struct person person = {0};
		json_t *o;

		rc = person_get(k->desk->store, line->person, &person, err);
		if (rc != RC_OK)
			break;
		o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s}", "case",
		    line->c.reference, "person", person.ref, "name",
		    person.name, "outcome",
		    entitle_outcome_name(line->today.outcome), "reason",
		    entitle_reason_name(line->today.reason), "copy",
		    (json_int_t)line->copy.v, "became",
		    became_name(line->became));
		if (json_array_append_new(list, o) != 0)
			rc = error_nomem(err);
		person_clear(&person);
	}
	if (rc == RC_OK &&
	    (text = json_dumps(list, JSON_INDENT(2) | JSON_PRESERVE_ORDER)) ==
		NULL)
		rc = error_nomem(err);
	if (rc == RC_OK) {
		buf_printf(out, "%s\n", text);
		rc = buf_check(out, err);
	}
	free(text);
	json_decref(list);
	return rc;
}

enum rc
copying_run(struct desk *desk, const char *meeting, bool json, struct buf *out,
    struct copying_tally *tally, struct error *err)
{
	struct copying k = {.desk = desk};
	int lock = -1;
	enum rc rc;

	*tally = (struct copying_tally){0};
	if ((rc = post_open(&k.post, desk, err)) != RC_OK ||
	    (rc = ask(&k, meeting, err)) != RC_OK ||
	    (rc = objects_lock(desk, &lock, err)) != RC_OK ||
	    (rc = render(&k, err)) != RC_OK ||
	    (rc = make_all(&k, err)) != RC_OK)
		goto done;
	for (size_t i = 0; i < k.nlines; i++) {
		tally->made += k.lines[i].became == MADE;
		tally->there += k.lines[i].became == THERE;
		tally->nothing +=
		    k.lines[i].became != MADE && k.lines[i].became != THERE;
	}
	tally->debriefs = k.words.debriefs;
	tally->tasks = k.words.tasks;
	rc = json ? print_json(&k, out, err) : print_text(&k, out, err);
done:
	objects_unlock(lock);
	for (size_t i = 0; i < k.nlines; i++)
		entitle_clear(&k.lines[i].today);
	free(k.lines);
	post_clear(&k.post);
	return rc;
}

enum rc
copying_verb(struct cmd_call *call, struct error *err)
{
	struct copying_tally tally = {0};
	struct desk desk = {0};
	struct buf out = {0};
	enum rc rc;

	if ((rc = desk_open(&desk, call, err)) == RC_OK &&
	    (rc = copying_run(&desk, call->argv[0], cmd_flag(call, "json"),
		 &out, &tally, err)) == RC_OK) {
		(void)fputs(buf_str(&out), stdout);
		if (!cmd_flag(call, "json"))
			(void)printf(
			    "\n%d made, %d there already, %d without a copy\n",
			    tally.made, tally.there, tally.nothing);
		if (!cmd_flag(call, "json") && tally.debriefs + tally.tasks > 0)
			(void)printf("with them %d debrief%s and %d action%s\n",
			    tally.debriefs, tally.debriefs == 1 ? "" : "s",
			    tally.tasks, tally.tasks == 1 ? "" : "s");
	}
	buf_clear(&out);
	desk_close(&desk);
	return rc;
}
