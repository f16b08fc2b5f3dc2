#include "share/deadlines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "page_deadlines.h"
#include "rules/due.h"
#include "share/banner.h"
#include "share/reply.h"
#include "store/alert.h"
#include "store/audit.h"
#include "store/deadline.h"

enum { DAYS = 35, SORT = 12 };

/* Order ---------------------------------------------------------------------- */

static int64_t
urgency(const struct deadline *d)
{
	return d->over && d->state != DEADLINE_BOUNCED &&
		d->state != DEADLINE_EXPIRED
	    ? 2
	    : d->state == DEADLINE_BOUNCED ? 0
					   : 1;
}

static int
order(int64_t x, int64_t y)
{
	return x < y ? -1 : x > y;
}

/* Bounced; then what is waited for, by its clock, overdue first; then the
 * rest. */
static int
by_urgency(const void *a, const void *b)
{
	const struct deadline *x = a, *y = b;
	int cmp = order(urgency(x), urgency(y));

	if (cmp == 0)
		cmp = order(x->due_ms, y->due_ms);
	if (cmp == 0)
		cmp = order((int64_t)x->state, (int64_t)y->state);
	if (cmp == 0)
		cmp = strcmp(x->reference, y->reference);
	return cmp != 0 ? cmp : strcmp(x->name, y->name);
}

static int
by_person(const void *a, const void *b)
{
	const struct deadline *x = a, *y = b;
	int cmp = strcmp(x->name, y->name);

	return cmp != 0 ? cmp : by_urgency(a, b);
}

static int
by_copy(const void *a, const void *b)
{
	const struct deadline *x = a, *y = b;
	int cmp = strcmp(x->reference, y->reference);

	return cmp != 0 ? cmp : by_urgency(a, b);
}

static int
by_state(const void *a, const void *b)
{
	const struct deadline *x = a, *y = b;
	int cmp = order((int64_t)x->state, (int64_t)y->state);

	return cmp != 0 ? cmp : by_urgency(a, b);
}

static int
by_due(const void *a, const void *b)
{
	const struct deadline *x = a, *y = b;
	int cmp = order(x->due_ms, y->due_ms);

	return cmp != 0 ? cmp : by_urgency(a, b);
}

static const struct {
	const char *name;
	const char *words;
	int (*compare)(const void *, const void *);
} columns[] = {
    {"person", "Person", by_person},
    {"copy", "Case", by_copy},
    {"status", "Status", by_state},
    {"due", "Due in", by_due},
};

static void
sort(struct request *r, struct deadlines_page *page, struct deadline *found,
    size_t count)
{
	int (*compare)(const void *, const void *) = by_urgency;
	char name[SORT];

	(void)request_query(r, "sort", name, sizeof(name));
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		bool this = strcmp(name, columns[i].name) == 0;

		page->columns[page->ncolumns++] = (struct deadlines_column){
		    columns[i].name,
		    columns[i].words,
		    this ? "ascending" : "none",
		};
		if (this)
			compare = columns[i].compare;
	}
	if (count > 0)
		qsort(found, count, sizeof(*found), compare);
}

/* Rows ----------------------------------------------------------------------- */

static const struct {
	const char *words;
	const char *colour;
} states[] = {
    [DEADLINE_BOUNCED] = {"Bounced", "red"},
    [DEADLINE_EXPIRED] = {"Expired", "red"},
    [DEADLINE_HELD] = {"Held", "orange"},
    [DEADLINE_DECIDE] = {"Needs a decision", "orange"},
    [DEADLINE_WAITING] = {"Waiting", "yellow"},
    [DEADLINE_SENT] = {"Sent", "blue"},
    [DEADLINE_OPENED] = {"Opened", "blue"},
    [DEADLINE_COLLECTED] = {"Collected", "green"},
    [DEADLINE_STOPPED] = {"Stopped", "grey"},
};

static void
fill(struct deadlines_line *to, const struct deadline *d, int64_t now_ms)
{
	char left[DUE_TEXT], when[PAGE_DAY];

	to->meeting = d->meeting.v;
	to->case_id = d->case_id.v;
	to->copy = d->copy.v;
	to->name = d->name;
	to->reference = d->reference;
	to->ref = d->meeting_ref;
	to->state = states[d->state].words;
	to->colour = states[d->state].colour;
	to->cause = d->cause;
	to->late = !d->over && d->due_ms < now_ms;
	to->stops = d->debrief.v != 0 ||
	    (d->copy.v != 0 && d->state != DEADLINE_STOPPED);
	to->stop = d->debrief.v != 0 ? "stop-debrief" : "withdraw";
	to->person = d->person.v;
	to->thing = d->action.v != 0 ? "Action" : d->words ? "Debrief" : "Copy";
	to->number = d->action.v != 0 ? d->action.v
	    : d->words                ? d->debrief.v
				      : d->copy.v;
	to->checks = d->copy.v == 0 && !d->words;
	to->resends = d->resends;
	to->posts = d->printed;
	to->routes = d->person.v != 0 && !d->over && !d->printed &&
	    (d->copy.v != 0 || d->words);
	to->acts =
	    to->stops || to->checks || to->resends || to->posts || to->routes;
	if (*d->told != '\0') {
		page_when(d->told_ms, when);
		(void)snprintf(to->told, sizeof(to->told), "%.80s was told, %s",
		    d->told, when);
	}
	if (d->state == DEADLINE_STOPPED || (d->over && d->met_ms == 0))
		(void)snprintf(to->left, sizeof(to->left), "–");
	else if (d->met_ms != 0 && d->met_ms <= d->due_ms)
		(void)snprintf(to->left, sizeof(to->left), "Met %s early",
		    due_left(d->due_ms, d->met_ms, left));
	else if (d->met_ms != 0)
		(void)snprintf(to->left, sizeof(to->left), "Met %s late",
		    due_left(d->met_ms, d->due_ms, left));
	else
		(void)snprintf(to->left, sizeof(to->left), "%s",
		    due_left(d->due_ms, now_ms, left));
	if (to->late) /* "overdue by 2 h" */
		to->left[0] = 'O';
}

void
deadlines_show(struct request *r, struct store *store)
{
	struct deadlines_page page = {.nlines = 0};
	struct office o = {.who = {.chair = false}};
	struct deadline *found = NULL;
	struct error err = {0};
	struct buf out = {0};
	size_t count = 0;
	enum rc rc;

	if (!office_enter(r, store, &o))
		return;
	page.shell = office_shell(r, &o, "Deadlines", "deadlines");
	if ((rc = banner_fill(&page.alerts, store, &o, r->now_ms, &err)) !=
		RC_OK ||
	    (rc = deadline_list(store, o.who.by.person, DAYS, r->now_ms, &found,
		 &count, &err)) != RC_OK)
		goto done;
	sort(r, &page, found, count);
	page.lines = calloc(count + 1, sizeof(*page.lines));
	if (page.lines == NULL) {
		rc = error_nomem(&err);
		goto done;
	}
	for (size_t i = 0; i < count; i++) {
		fill(&page.lines[i], &found[i], r->now_ms);
		page.overdue += page.lines[i].late;
		page.nlines++;
	}
	page_deadlines(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	free(page.lines);
	banner_clear(&page.alerts);
	deadline_free(found, count);
}

static enum rc
see(struct store *store, const struct office *o, const struct alert *a,
    int64_t now_ms, struct error *err)
{
	char who[40], which[40];
	enum rc rc;

	(void)snprintf(
	    who, sizeof(who), "account:%lld", (long long)o->s.row.account.v);
	(void)snprintf(which, sizeof(which), "alert:%lld", (long long)a->id);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = alert_seen(store, a->id, now_ms, err)) == RC_OK &&
	    (rc = audit_add(store, who, "alert.seen", which, "", err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

void
deadlines_seen(struct request *r, struct store *store)
{
	struct office o = {.who = {.chair = false}};
	struct alert *alerts = NULL;
	size_t count = 0;
	struct error err = {0};
	enum rc rc;

	if (!office_enter(r, store, &o))
		return;
	if (!session_allows(r, &o.s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	rc = alert_unseen(store, (struct meeting_id){0}, &alerts, &count, &err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		bool yes = false;

		if (alerts[i].id != r->target.first)
			continue;
		rc = banner_sees(
		    store, o.who.by.person, &alerts[i], r->now_ms, &yes, &err);
		if (yes)
			rc = see(store, &o, &alerts[i], r->now_ms, &err);
	}
	if (rc == RC_OK)
		reply_go(r, "/deadlines");
	else
		reply_failed(r, rc, &err);
	alert_free(alerts, count);
}
