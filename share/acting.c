#include "share/acting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "store/approver.h"
#include "store/copies.h"
#include "store/deadline.h"
#include "store/debriefs.h"
#include "store/exceptions.h"
#include "store/person.h"
#include "store/renditions.h"
#include "store/shown.h"
#include "store/verdicts.h"
#include "store/withholding.h"

void
acting_clear(struct acting *a)
{
	for (size_t i = 0; i < a->page.nrows; i++)
		free(a->page.rows[i].value);
	for (size_t i = 0; i < a->page.nchoices; i++)
		free(a->page.choices[i].name);
	free(a->page.choices);
	free(a->page.list);
	audible_clear(&a->page.sound);
}

static enum rc
row(struct acting *a, const char *key, const char *value, struct error *err)
{
	struct act_row *to = &a->page.rows[a->page.nrows];

	if (a->page.nrows == ACT_ROWS)
		return RC_OK;
	to->key = key;
	if ((to->value = strdup(value)) == NULL)
		return error_nomem(err);
	a->page.nrows++;
	return RC_OK;
}

/* Whoever is not concerned with the case has no name here. */
static enum rc
name_row(
    struct acting *a, struct person_id id, const char *key, struct error *err)
{
	struct person person = {0};
	bool yes = false;
	enum rc rc = deadline_concerns(
	    a->store, a->e.meeting, a->e.case_id, id, &yes, err);

	if (rc == RC_OK && !yes)
		rc = RC_NOTFOUND;
	if (rc == RC_OK &&
	    (rc = person_get(a->store, id, &person, err)) == RC_OK)
		rc = row(a, key, person.name, err);
	person_clear(&person);
	return rc;
}

/* Rule 12: which edges are not heard. */
static enum rc
take_edges(struct acting *a, struct approver_edge *edges, size_t count,
    size_t of, struct error *err)
{
	struct act_page *page = &a->page;
	char text[64];

	page->missing = count;
	page->of = of;
	page->edges = count > 0;
	page->may = page->may && count == 0;
	page->list = calloc(count + 1, sizeof(*page->list));
	if (page->list == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < count; i++) {
		(void)moment_text(edges[i].sample, page->list[i].clock);
		page->list[i].begins = edges[i].begins;
		page->nlist++;
	}
	(void)snprintf(
	    text, sizeof(text), "%zu of %zu heard by you", of - count, of);
	return row(a, "Cut edges", text, err);
}

static enum rc
edges_of_copy(struct acting *a, struct person_id person, struct error *err)
{
	struct approver_edge *edges = NULL;
	size_t count = 0, of = 0;
	enum rc rc = approver_missing(a->store, a->e.meeting, a->e.case_id,
	    person, &a->o.who.by, a->now_ms, &edges, &count, &of, err);

	if (rc == RC_OK)
		rc = take_edges(a, edges, count, of, err);
	free(edges);
	return rc;
}

static void
refuse(struct acting *a, const char *why)
{
	a->page.may = false;
	a->page.cannot = why;
}

/* Each thing ----------------------------------------------------------------- */

struct names {
	struct buf gets, decide, blocked;
};

static enum rc
add_name(void *to, const struct verdicts *told, struct error *err)
{
	struct names *n = to;
	enum reason reason = told->line->today->reason;
	struct buf *b = NULL;

	switch (told->line->today->outcome) {
	case OUTCOME_SENT:
	case OUTCOME_PART:
		b = &n->gets;
		break;
	case OUTCOME_HELD:
		b = reason == REASON_NOT_RELEASED ? &n->gets : &n->decide;
		break;
	case OUTCOME_DECIDE:
		b = &n->decide;
		break;
	case OUTCOME_BLOCKED:
		b = &n->blocked;
		break;
	default:
		return RC_OK;
	}
	buf_printf(b, "%s%s", b->len > 0 ? ", " : "", told->person->name);
	return buf_check(b, err);
}

static enum rc
fill_release(struct acting *a, struct error *err)
{
	struct names n = {0};
	bool may = false;
	int64_t now = 0;
	enum rc rc;

	if ((rc = releases_may(a->store, a->e.meeting, a->o.s.row.account, &may,
		 err)) != RC_OK ||
	    (rc = shown_case(a->store, a->e.meeting, a->e.case_id, a->now_ms,
		 &now, err)) != RC_OK)
		return rc;
	if (a->looks && a->e.number == 0)
		a->page.row = a->e.number = now;
	if (!may)
		refuse(a, "Only the chair of this meeting releases its cases.");
	else if (a->e.number != now)
		refuse(a,
		    "This has changed since you looked. Go back to the case "
		    "and look again.");
	if ((rc = verdicts_table(a->store, a->e.meeting, a->e.case_id,
		 (struct person_id){0}, a->now_ms, add_name, &n, err)) ==
		RC_OK &&
	    (rc = row(a, "Get a copy",
		 n.gets.len > 0 ? buf_str(&n.gets) : "Nobody", err)) == RC_OK &&
	    (n.decide.len == 0 ||
		(rc = row(a, "Wait for something else", buf_str(&n.decide),
		     err)) == RC_OK) &&
	    n.blocked.len > 0)
		rc = row(a, "Blocked", buf_str(&n.blocked), err);
	buf_clear(&n.gets);
	buf_clear(&n.decide);
	buf_clear(&n.blocked);
	return rc;
}

static enum rc
fill_approve(struct acting *a, struct error *err)
{
	struct releases_decision d = {.approved = false};
	enum rc rc;

	if ((rc = releases_decision(a->store, a->e.meeting, a->e.case_id,
		 a->e.person, &d, err)) != RC_OK ||
	    (rc = name_row(a, a->e.person, "Person", err)) != RC_OK ||
	    (rc = row(a, "Decision",
		 d.verdict == VERDICT_SEND ? "Send a copy" : "Send no copy",
		 err)) != RC_OK ||
	    (rc = row(a, "Reason", d.reason, err)) != RC_OK ||
	    (rc = row(a, "Proposed by", d.proposed_by, err)) != RC_OK)
		goto done;
	/* What is approved is what was shown. */
	if (a->looks && a->e.number == 0)
		a->page.row = a->e.number = d.id;
	if (a->e.number != d.id)
		refuse(a,
		    "This was proposed anew since you opened it. Go back and "
		    "look at it again.");
	else if (d.approved)
		refuse(a, "This is approved already.");
	else if (d.proposer.v == a->o.who.by.person.v)
		refuse(a, "You proposed this. Somebody else must approve it.");
	else if (d.verdict == VERDICT_SEND)
		rc = edges_of_copy(a, a->e.person, err);
	if (d.verdict != VERDICT_SEND)
		a->page.card = false;
done:
	releases_decision_clear(&d);
	return rc;
}

static enum rc
fill_passage(struct acting *a, struct error *err)
{
	struct docket_account by = {.chair = false};
	struct approver_edge *edges = NULL;
	char from[MOMENT_TEXT], to[MOMENT_TEXT], text[120];
	struct withholding w = {0};
	size_t count = 0, of = 0;
	enum rc rc = withholding_get(
	    a->store, (struct withheld_id){a->e.number}, &w, err);

	if (rc == RC_OK &&
	    (w.meeting.v != a->e.meeting.v || w.case_id.v != a->e.case_id.v))
		rc = RC_NOTFOUND;
	if (rc != RC_OK)
		goto done;
	a->e.person = w.person;
	a->page.person = w.person.v;
	(void)snprintf(text, sizeof(text), "%s to %s of the meeting",
	    moment_text(w.span.from, from), moment_text(w.span.to, to));
	if ((rc = row(a, "Part", text, err)) != RC_OK ||
	    (rc = w.person.v == 0
		    ? row(a, "Left out for", "Everybody", err)
		    : name_row(a, w.person, "Left out for", err)) != RC_OK ||
	    (rc = row(a, "Reason", w.reason, err)) != RC_OK ||
	    a->e.kind != ERRAND_APPROVE_PASSAGE)
		goto done;
	if ((rc = docket_account(a->store, w.proposed_by, &by, err)) ==
	    RC_NOTFOUND)
		rc = RC_OK; /* an account that is disabled now */
	if (w.approved_by.v != 0)
		refuse(a, "This is approved already.");
	else if (by.by.person.v == a->o.who.by.person.v)
		refuse(a, "You proposed this. Somebody else must approve it.");
	else if (rc == RC_OK &&
	    (rc = approver_missing_beside(a->store, &w, &a->o.who.by, a->now_ms,
		 &edges, &count, &of, err)) == RC_OK)
		rc = take_edges(a, edges, count, of, err);
done:
	free(edges);
	withholding_clear(&w);
	return rc;
}

static enum rc
fill_exception(struct acting *a, struct error *err)
{
	struct exceptions_one *list = NULL, *x = NULL;
	int64_t me = a->o.who.by.person.v;
	size_t count = 0;
	enum rc rc = exceptions_list(
	    a->store, a->e.meeting, a->e.case_id, &list, &count, err);

	for (size_t i = 0; i < count; i++)
		if (list[i].id.v == a->e.number)
			x = &list[i];
	if (rc == RC_OK && x == NULL)
		rc = RC_NOTFOUND;
	if (rc != RC_OK || (rc = row(a, "Person", x->name, err)) != RC_OK ||
	    (rc = row(a, "Reason", x->reason, err)) != RC_OK ||
	    (rc = row(a, "Proposed by", x->proposed_by, err)) != RC_OK ||
	    (rc = row(a, "Approved by",
		 *x->first_by != '\0' ? x->first_by : "Nobody yet", err)) !=
		RC_OK ||
	    a->e.kind != ERRAND_APPROVE_EXCEPTION)
		goto done;
	a->page.person = x->person.v;
	if (x->said[2].v != 0)
		refuse(a, "Two people have approved this already.");
	else if (x->said[0].v == me || x->said[1].v == me)
		refuse(a,
		    "An exception needs three people: one who proposes it and "
		    "two others who approve it.");
	else if (x->person.v == me)
		refuse(a, "Nobody approves an exception for themselves.");
	else
		rc = edges_of_copy(a, x->person, err);
done:
	exceptions_free(list, count);
	return rc;
}

static enum rc
fill_copy(struct acting *a, struct error *err)
{
	struct copies_row copy = {.id = {0}};
	char text[32];
	enum rc rc =
	    copies_get(a->store, (struct copy_id){a->e.number}, &copy, err);

	if (rc == RC_OK &&
	    (copy.meeting.v != a->e.meeting.v ||
		copy.case_id.v != a->e.case_id.v))
		rc = RC_NOTFOUND;
	(void)snprintf(text, sizeof(text), "Copy %lld", (long long)a->e.number);
	if (rc == RC_OK && (rc = row(a, "Copy", text, err)) == RC_OK)
		rc = name_row(a, copy.person, "Person", err);
	if (rc == RC_OK && copy.withdrawn_ms != 0)
		refuse(a, "This copy is stopped already.");
	return rc;
}

static enum rc
fill_debrief(struct acting *a, struct error *err)
{
	struct debriefs_row debrief = {.id = {0}};
	char text[32];
	enum rc rc = debriefs_get(
	    a->store, (struct debrief_id){a->e.number}, &debrief, err);

	if (rc == RC_OK &&
	    (debrief.meeting.v != a->e.meeting.v ||
		debrief.case_id.v != a->e.case_id.v))
		rc = RC_NOTFOUND;
	(void)snprintf(
	    text, sizeof(text), "Debrief %lld", (long long)a->e.number);
	if (rc == RC_OK && (rc = row(a, "Debrief", text, err)) == RC_OK)
		rc = name_row(a, debrief.person, "Person", err);
	if (rc == RC_OK && debrief.withdrawn_ms != 0)
		refuse(a, "This debrief is stopped already.");
	return rc;
}

/* Words have no number of a copy: they are a person's. */
static enum rc
fill_resend(struct acting *a, struct error *err)
{
	return a->e.number != 0 ? fill_copy(a, err)
				: name_row(a, a->e.person, "Person", err);
}

static enum rc
add_choice(void *to, const struct verdicts *told, struct error *err)
{
	struct acting *a = to;
	void *v = realloc(
	    a->page.choices, (a->page.nchoices + 1) * sizeof(*a->page.choices));
	struct act_choice *c;

	if (v == NULL)
		return error_nomem(err);
	a->page.choices = v;
	if (!told->owed)
		return RC_OK;
	c = &a->page.choices[a->page.nchoices];
	c->id = told->line->person.v;
	c->chosen = c->id == a->page.person;
	if ((c->name = strdup(told->person->name)) == NULL)
		return error_nomem(err);
	a->page.nchoices++;
	return RC_OK;
}

static enum rc
fill_sound(struct acting *a, struct error *err)
{
	struct rendition_id id = {0};
	enum rc rc =
	    renditions_file(a->store, a->e.meeting, a->e.case_id, &id, err);

	if (rc == RC_OK) {
		rc = audible_fill(&a->page.sound, a->store, id,
		    "Recording of this case", err);
		a->page.plays = rc == RC_OK;
	}
	a->page.sound.meeting = a->page.meeting;
	a->page.sound.case_id = a->page.case_id;
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

enum rc
acting_fill(struct acting *a, struct error *err)
{
	enum rc rc;

	switch (a->e.kind) {
	case ERRAND_RELEASE:
		return fill_release(a, err);
	case ERRAND_SEND:
	case ERRAND_KEEP:
	case ERRAND_EXCEPTION:
		return name_row(a, a->e.person, "Person", err);
	case ERRAND_APPROVE:
		return fill_approve(a, err);
	case ERRAND_WITHHOLD:
		if ((rc = verdicts_table(a->store, a->e.meeting, a->e.case_id,
			 (struct person_id){0}, a->now_ms, add_choice, a,
			 err)) != RC_OK)
			return rc;
		return fill_sound(a, err);
	case ERRAND_BOUNDARY:
		rc = fill_sound(a, err);
		a->page.shift =
		    (audible_place(&a->page.sound, a->e.from) - a->e.from) /
		    SPAN_RATE;
		return rc;
	case ERRAND_APPROVE_PASSAGE:
	case ERRAND_LIFT:
		return fill_passage(a, err);
	case ERRAND_APPROVE_EXCEPTION:
	case ERRAND_END_EXCEPTION:
		return fill_exception(a, err);
	case ERRAND_WITHDRAW:
		return fill_copy(a, err);
	case ERRAND_STOP_DEBRIEF:
		return fill_debrief(a, err);
	case ERRAND_RESEND:
		return fill_resend(a, err);
	case ERRAND_POSTED:
		return name_row(a, a->e.person, "Person", err);
	default:
		return RC_NOTFOUND;
	}
}
