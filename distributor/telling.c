#include "distributor/telling.h"

#include <stdbool.h>
#include <stdlib.h>

#include "rules/due.h"
#include "store/alert.h"
#include "store/escalations.h"

enum { NUMBERS = 12 }; /* of a kind that one sentence names */

static const char subject[] = "Documents have not gone out";

enum rc
telling_add(struct telling *telling, const struct owing_line *line,
    enum escalate_cause cause, struct error *err)
{
	struct telling_one *grown =
	    realloc(telling->v, (telling->count + 1) * sizeof(*telling->v));

	if (grown == NULL)
		return error_nomem(err);
	telling->v = grown;
	telling->v[telling->count++] =
	    (struct telling_one){.line = line, .cause = cause};
	return RC_OK;
}

static void
forget_cases(struct telling *telling)
{
	for (size_t i = 0; i < telling->ncases; i++) {
		free(telling->cases[i].coordinators);
		free(telling->cases[i].chairs);
	}
	free(telling->cases);
	telling->cases = NULL;
	telling->ncases = 0;
}

void
telling_clear(struct telling *telling)
{
	forget_cases(telling);
	free(telling->v);
	*telling = (struct telling){0};
}

/* The case of ONE; it is there once ask_whom has come through. */
static const struct telling_case *
case_of(const struct telling *telling, const struct telling_one *one)
{
	const struct telling_case *c = telling->cases;

	while (c->id.v != one->line->case_id.v)
		c++;
	return c;
}

static bool
among(const struct person_id *people, size_t count, struct person_id person)
{
	for (size_t i = 0; i < count; i++)
		if (people[i].v == person.v)
			return true;
	return false;
}

/* Is ONE told now, and to WHOM ({0}: to anybody)? */
static bool
told_to(const struct telling *telling, const struct telling_one *one,
    struct person_id whom)
{
	const struct telling_case *c;

	if (one->step == 0 || whom.v == 0)
		return one->step != 0;
	c = case_of(telling, one);
	return among(c->coordinators, c->ncoordinators, whom) ||
	    (escalate_to_chair(one->step) &&
		among(c->chairs, c->nchairs, whom));
}

static bool
meant(const struct telling *telling, const struct telling_one *one,
    enum escalate_cause cause, struct person_id whom)
{
	return one->cause == cause && told_to(telling, one, whom);
}

/* Its number; 0: it has none yet. */
static int64_t
number_of(const struct owing_line *line)
{
	switch (line->kind) {
	case OWED_COPY:
		return line->copy.v;
	case OWED_DEBRIEF:
		return line->debrief.v;
	case OWED_ACTION:
		return line->action.v;
	}
	return 0;
}

/* "copies 3, 7", of KIND; *UNMADE is added to by those without a number. */
static void
put_kind(const struct telling *telling, enum escalate_cause cause,
    struct person_id whom, enum owed_kind kind, int *unmade, struct buf *out)
{
	static const char *const names[][2] = {
	    [OWED_COPY] = {"copy", "copies"},
	    [OWED_DEBRIEF] = {"debrief", "debriefs"},
	    [OWED_ACTION] = {"action", "actions"},
	};
	int made = 0, named = 0;

	for (size_t i = 0; i < telling->count; i++) {
		const struct telling_one *one = &telling->v[i];

		if (one->line->kind != kind ||
		    !meant(telling, one, cause, whom))
			continue;
		made += number_of(one->line) != 0;
		*unmade += number_of(one->line) == 0;
	}
	if (made == 0)
		return;
	buf_printf(out, "%s%s", out->data[out->len - 1] == ' ' ? "" : "; ",
	    names[kind][made > 1]);
	for (size_t i = 0; i < telling->count && named < NUMBERS; i++) {
		const struct telling_one *one = &telling->v[i];

		if (one->line->kind == kind && number_of(one->line) != 0 &&
		    meant(telling, one, cause, whom))
			buf_printf(out, "%s %lld", named++ == 0 ? "" : ",",
			    (long long)number_of(one->line));
	}
	if (made > named)
		buf_printf(out, " and %d more", made - named);
}

/* "copies 3, 7; action 2; 2 that have no number yet", behind a blank. */
static void
put_what(const struct telling *telling, enum escalate_cause cause,
    struct person_id whom, struct buf *out)
{
	int unmade = 0;

	for (enum owed_kind k = OWED_COPY; k <= OWED_ACTION; k++)
		put_kind(telling, cause, whom, k, &unmade, out);
	if (unmade > 0)
		buf_printf(out, "%s%d that %s no number yet",
		    out->data[out->len - 1] == ' ' ? "" : "; ", unmade,
		    unmade == 1 ? "has" : "have");
}

void
telling_words(const struct telling *telling, enum escalate_cause cause,
    struct person_id whom, int64_t now_ms, struct buf *out)
{
	int64_t due_ms = INT64_MAX;
	char left[DUE_TEXT];

	for (size_t i = 0; i < telling->count; i++)
		if (meant(telling, &telling->v[i], cause, whom) &&
		    telling->v[i].line->due_ms < due_ms)
			due_ms = telling->v[i].line->due_ms;
	if (due_ms == INT64_MAX)
		return;
	(void)due_left(due_ms, now_ms, left);
	buf_printf(
	    out, "Not gone, %s%s: ", left, due_ms < now_ms ? "" : " left");
	put_what(telling, cause, whom, out);
	buf_printf(out, ". %s %s", escalate_cause_text(cause),
	    escalate_cause_todo(cause));
}

static enum rc
alert(const struct telling *telling, struct store *store, int64_t now_ms,
    struct error *err)
{
	enum rc rc = RC_OK;

	for (enum escalate_cause c = ESCALATE_TURN;
	     rc == RC_OK && c <= ESCALATE_LETTER; c++) {
		struct buf words = {0};

		telling_words(
		    telling, c, (struct person_id){0}, now_ms, &words);
		rc = buf_check(&words, err);
		if (rc == RC_OK && words.len > 0)
			rc = alert_add(store, telling->meeting, now_ms,
			    buf_str(&words), err);
		buf_clear(&words);
	}
	return rc;
}

/* Is mail what does not leave, of what WHOM is told? */
static bool
troubled(const struct telling *telling, struct person_id whom)
{
	for (size_t i = 0; i < telling->count; i++)
		if (told_to(telling, &telling->v[i], whom) &&
		    (telling->v[i].cause == ESCALATE_RELAY ||
			telling->v[i].cause == ESCALATE_UNSENT))
			return true;
	return false;
}

static void
put_body(const struct telling *telling, struct person_id whom, int64_t now_ms,
    struct buf *out)
{
	for (enum escalate_cause c = ESCALATE_TURN; c <= ESCALATE_LETTER; c++) {
		size_t before = out->len;

		telling_words(telling, c, whom, now_ms, out);
		if (out->len > before)
			buf_text(out, "\n\n");
	}
	if (out->len > 0)
		buf_text(
		    out, "`due` shows which they are, and what to type.\n");
}

/* Who is told of each case: of all of them, or of none. */
static enum rc
ask_whom(struct telling *telling, struct store *store, int64_t now_ms,
    struct error *err)
{
	enum rc rc = RC_OK;

	telling->cases = calloc(telling->count + 1, sizeof(*telling->cases));
	if (telling->cases == NULL)
		return error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < telling->count; i++) {
		struct case_id id = telling->v[i].line->case_id;
		struct telling_case *c = &telling->cases[telling->ncases];
		bool there = false;

		for (size_t j = 0; j < telling->ncases; j++)
			there = there || telling->cases[j].id.v == id.v;
		if (there)
			continue;
		c->id = id;
		telling->ncases++;
		if ((rc = escalations_people(store, telling->meeting, id, false,
			 now_ms, &c->coordinators, &c->ncoordinators, err)) ==
		    RC_OK)
			rc = escalations_people(store, telling->meeting, id,
			    true, now_ms, &c->chairs, &c->nchairs, err);
	}
	if (rc != RC_OK)
		forget_cases(telling);
	return rc;
}

/* Notices so far, one a person. */
struct notices {
	struct person_id *people;
	struct notice_id *ids;
	size_t count;
};

/* All that PERSON is told, as one notice, unless they have it. */
static enum rc
notify(const struct telling *telling, struct store *store, struct post *post,
    struct person_id person, int64_t now_ms, struct notices *notices,
    struct error *err)
{
	struct message_id message = {0};
	struct buf body = {0};
	enum rc rc;

	if (among(notices->people, notices->count, person))
		return RC_OK;
	put_body(telling, person, now_ms, &body);
	if ((rc = buf_check(&body, err)) != RC_OK || body.len == 0)
		goto done;
	if (post != NULL)
		rc = post_notice_among(post, telling->meeting, person, subject,
		    buf_str(&body), now_ms, &message, err);
	if (rc == RC_OK)
		rc =
		    escalations_notice(store, telling->meeting, person, message,
			message.v == 0 || troubled(telling, person)
			    ? now_ms
			    : now_ms + TELLING_TEXT_MS,
			now_ms, &notices->ids[notices->count], err);
	notices->people[notices->count++] = person;
done:
	buf_clear(&body);
	return rc;
}

/* A notice to everybody who is to know something. */
static enum rc
notify_all(const struct telling *telling, struct store *store,
    struct post *post, int64_t now_ms, struct notices *out, struct error *err)
{
	enum rc rc = RC_OK;
	size_t most = 0;

	for (size_t i = 0; i < telling->ncases; i++)
		most +=
		    telling->cases[i].ncoordinators + telling->cases[i].nchairs;
	out->people = calloc(most + 1, sizeof(*out->people));
	out->ids = calloc(most + 1, sizeof(*out->ids));
	if (out->people == NULL || out->ids == NULL)
		return error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < telling->ncases; i++) {
		const struct telling_case *c = &telling->cases[i];

		for (size_t j = 0; rc == RC_OK && j < c->ncoordinators; j++)
			rc = notify(telling, store, post, c->coordinators[j],
			    now_ms, out, err);
	}
	for (size_t i = 0; rc == RC_OK && i < telling->ncases; i++) {
		const struct telling_case *c = &telling->cases[i];

		for (size_t j = 0; rc == RC_OK && j < c->nchairs; j++)
			rc = notify(telling, store, post, c->chairs[j], now_ms,
			    out, err);
	}
	return rc;
}

/* The notice of the first of COUNT PEOPLE; 0 there is none. */
static struct notice_id
notice_of(
    const struct notices *notices, const struct person_id *people, size_t count)
{
	for (size_t i = 0; count > 0 && i < notices->count; i++)
		if (notices->people[i].v == people[0].v)
			return notices->ids[i];
	return (struct notice_id){0};
}

static enum rc
write_row(const struct telling *telling, const struct telling_one *one,
    const struct notices *notices, struct store *store, int64_t now_ms,
    struct error *err)
{
	const struct telling_case *c = case_of(telling, one);
	const struct owing_line *line = one->line;
	char advice[OWING_ADVICE];

	owing_advice(line, now_ms, advice);
	return escalations_add(store,
	    &(struct escalations_new){
		.of = {line->meeting_id, line->case_id, line->person_id,
		    line->kind, line->action},
		.copy = line->copy,
		.step = one->step,
		.cause = one->cause,
		.advice =
		    *advice != '\0' ? advice : escalate_cause_todo(one->cause),
		.coordinator =
		    notice_of(notices, c->coordinators, c->ncoordinators),
		.chair = escalate_to_chair(one->step)
		    ? notice_of(notices, c->chairs, c->nchairs)
		    : (struct notice_id){0},
	    },
	    now_ms, err);
}

enum rc
telling_write(struct telling *telling, struct store *store, struct post *post,
    int64_t now_ms, struct error *err)
{
	struct notices notices = {0};
	enum rc rc;

	if ((telling->cases == NULL &&
		(rc = ask_whom(telling, store, now_ms, err)) != RC_OK) ||
	    (rc = alert(telling, store, now_ms, err)) != RC_OK ||
	    (rc = notify_all(telling, store, post, now_ms, &notices, err)) !=
		RC_OK)
		goto done;
	for (size_t i = 0; rc == RC_OK && i < telling->count; i++)
		if (telling->v[i].step != 0)
			rc = write_row(telling, &telling->v[i], &notices, store,
			    now_ms, err);
done:
	free(notices.people);
	free(notices.ids);
	return rc;
}
