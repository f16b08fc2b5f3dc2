#include "distributor/telling.h"

#include <stdlib.h>

#include "rules/due.h"
#include "store/alert.h"
#include "store/escalations.h"

enum { NUMBERS = 12 }; /* of copies that one sentence names */

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

void
telling_clear(struct telling *telling)
{
	free(telling->v);
	*telling = (struct telling){0};
}

static bool
meant(const struct telling_one *one, enum escalate_cause cause, bool chair)
{
	return one->step != 0 && one->cause == cause &&
	    (!chair || escalate_to_chair(one->step));
}

/* "copies 3, 7 and 2 that have no number yet" */
static void
put_what(const struct telling *telling, enum escalate_cause cause, bool chair,
    struct buf *out)
{
	int made = 0, unmade = 0, named = 0;

	for (size_t i = 0; i < telling->count; i++)
		if (meant(&telling->v[i], cause, chair)) {
			made += telling->v[i].line->copy.v != 0;
			unmade += telling->v[i].line->copy.v == 0;
		}
	if (made > 0)
		buf_text(out, made == 1 ? "copy" : "copies");
	for (size_t i = 0; i < telling->count && named < NUMBERS; i++)
		if (meant(&telling->v[i], cause, chair) &&
		    telling->v[i].line->copy.v != 0)
			buf_printf(out, "%s %lld", named++ == 0 ? "" : ",",
			    (long long)telling->v[i].line->copy.v);
	if (made > named)
		buf_printf(out, " and %d more", made - named);
	if (unmade > 0)
		buf_printf(out, "%s%d that %s no number yet",
		    made > 0 ? "; " : "", unmade, unmade == 1 ? "has" : "have");
}

void
telling_words(const struct telling *telling, enum escalate_cause cause,
    bool chair, int64_t now_ms, struct buf *out)
{
	int64_t due_ms = INT64_MAX;
	char left[DUE_TEXT];

	for (size_t i = 0; i < telling->count; i++)
		if (meant(&telling->v[i], cause, chair) &&
		    telling->v[i].line->due_ms < due_ms)
			due_ms = telling->v[i].line->due_ms;
	if (due_ms == INT64_MAX)
		return;
	(void)due_left(due_ms, now_ms, left);
	buf_printf(
	    out, "Not gone, %s%s: ", left, due_ms < now_ms ? "" : " left");
	put_what(telling, cause, chair, out);
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

		telling_words(telling, c, false, now_ms, &words);
		rc = buf_check(&words, err);
		if (rc == RC_OK && words.len > 0)
			rc = alert_add(store, telling->meeting, now_ms,
			    buf_str(&words), err);
		buf_clear(&words);
	}
	return rc;
}

/* Does mail not leave, as far as this telling knows? */
static bool
troubled(const struct telling *telling)
{
	for (size_t i = 0; i < telling->count; i++)
		if (telling->v[i].step != 0 &&
		    (telling->v[i].cause == ESCALATE_RELAY ||
			telling->v[i].cause == ESCALATE_UNSENT))
			return true;
	return false;
}

static void
put_body(
    const struct telling *telling, bool chair, int64_t now_ms, struct buf *out)
{
	for (enum escalate_cause c = ESCALATE_TURN; c <= ESCALATE_LETTER; c++) {
		size_t before = out->len;

		telling_words(telling, c, chair, now_ms, out);
		if (out->len > before)
			buf_text(out, "\n\n");
	}
	if (out->len > 0)
		buf_text(
		    out, "`due` shows which they are, and what to type.\n");
}

/* One notice to each who is to know; *FIRST is the first one's, 0 when there
 * is nothing to tell or nobody to tell it. */
static enum rc
notify(const struct telling *telling, struct store *store, struct post *post,
    bool chair, int64_t now_ms, struct notice_id *first, struct error *err)
{
	struct person_id *people = NULL;
	struct buf body = {0};
	size_t count = 0;
	enum rc rc = RC_OK;

	put_body(telling, chair, now_ms, &body);
	if (body.len > 0 && (rc = buf_check(&body, err)) == RC_OK)
		rc = escalations_people(
		    store, telling->meeting, chair, &people, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct message_id message = {0};
		struct notice_id id = {0};

		if (post != NULL)
			rc = post_notice(post, OUTBOX_ESCALATION,
			    (struct parcel_id){0}, telling->meeting, people[i],
			    subject, buf_str(&body), now_ms, &message, err);
		if (rc == RC_OK)
			rc = escalations_notice(store, telling->meeting,
			    people[i], message,
			    message.v == 0 || troubled(telling)
				? now_ms
				: now_ms + TELLING_TEXT_MS,
			    now_ms, &id, err);
		if (first->v == 0)
			*first = id;
	}
	buf_clear(&body);
	free(people);
	return rc;
}

enum rc
telling_write(struct telling *telling, struct store *store, struct post *post,
    int64_t now_ms, struct error *err)
{
	struct notice_id coordinator = {0}, chair = {0};
	char advice[OWING_ADVICE];
	enum rc rc;

	if ((rc = alert(telling, store, now_ms, err)) != RC_OK ||
	    (rc = notify(telling, store, post, false, now_ms, &coordinator,
		 err)) != RC_OK ||
	    (rc = notify(telling, store, post, true, now_ms, &chair, err)) !=
		RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < telling->count; i++) {
		const struct telling_one *one = &telling->v[i];
		const struct owing_line *line = one->line;

		if (one->step == 0)
			continue;
		owing_advice(line, now_ms, advice);
		rc = escalations_add(store,
		    &(struct escalations_new){
			.of = {line->meeting_id, line->case_id, line->person_id,
			    line->words},
			.copy = line->copy,
			.step = one->step,
			.cause = one->cause,
			.advice = *advice != '\0'
			    ? advice
			    : escalate_cause_todo(one->cause),
			.coordinator = coordinator,
			.chair = escalate_to_chair(one->step)
			    ? chair
			    : (struct notice_id){0},
		    },
		    now_ms, err);
	}
	return rc;
}
