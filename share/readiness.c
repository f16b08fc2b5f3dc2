#include "share/readiness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "page_papersheet.h"
#include "page_readiness.h"
#include "prepare/paperset.h"
#include "share/reply.h"
#include "store/agenda.h"
#include "store/attendance.h"
#include "store/handout.h"
#include "store/meeting.h"

/* How far a meeting is. */
struct readiness {
	bool placed; /* it has a place and a chair */
	size_t items;
	size_t mine; /* of them, those that are not hidden */
	size_t keyless;
	size_t people;
	bool made, current;
	struct handout_state papers;
};

static enum rc
count_items(struct readiness *x, struct store *store, const struct office *o,
    int64_t now_ms, struct error *err)
{
	struct agenda_item *items = NULL;
	int *hidden = NULL;
	size_t count = 0, nhidden = 0;
	enum rc rc;

	if ((rc = agenda_list(store, o->meeting.id, &items, &count, err)) ==
	    RC_OK)
		rc = docket_hidden(store, o->who.by.person, o->meeting.id,
		    now_ms, &hidden, &nhidden, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (strcmp(items[i].kind, "spare") == 0)
			continue;
		x->items++;
		x->keyless += !items[i].has_key;
	}
	x->mine = x->items - nhidden;
	free(hidden);
	free(items);
	return rc;
}

/* Are the papers that are handed out what they would be now? */
static enum rc
look_papers(struct readiness *x, struct store *store, const struct office *o,
    struct error *err)
{
	struct papers papers = {0};
	struct buf body = {0}, now = {0};
	enum rc rc =
	    handout_state(store, o->meeting.id, &x->papers, &body, err);

	x->made = rc == RC_OK;
	if (rc == RC_OK && x->keyless == 0 &&
	    (rc = paperset_fill(store, o->meeting.id, &papers, err)) == RC_OK) {
		rc = papers_text(&papers, &now, err);
		x->current = rc == RC_OK && now.len == body.len &&
		    memcmp(now.data, body.data, now.len) == 0;
		if (rc == RC_INVALID) /* a spare without its key */
			rc = RC_OK;
	}
	papers_clear(&papers);
	buf_clear(&now);
	buf_clear(&body);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static enum rc
look(struct readiness *x, struct store *store, const struct office *o,
    int64_t now_ms, struct error *err)
{
	struct attendance *list = NULL;
	struct meeting m = {0};
	enum rc rc;

	if ((rc = meeting_get(store, o->meeting.id, &m, err)) == RC_OK &&
	    (rc = count_items(x, store, o, now_ms, err)) == RC_OK &&
	    (rc = attendance_list(
		 store, o->meeting.id, &list, &x->people, err)) == RC_OK)
		rc = look_papers(x, store, o, err);
	x->placed = rc == RC_OK && *m.venue != '\0' && m.chair.v != 0 &&
	    m.coordinator.v != 0;
	attendance_free(list, x->people);
	meeting_clear(&m);
	return rc;
}

static struct readiness_task *
task(struct readiness_page *page, const char *way, const char *name, bool done,
    bool starts)
{
	struct readiness_task *t = &page->tasks[page->ntasks++];

	t->meeting = page->meeting;
	t->way = way;
	t->name = name;
	(void)snprintf(t->id, sizeof(t->id), "task-%zu", page->ntasks);
	t->starts = starts;
	t->status = done ? "Completed"
	    : starts     ? "Not yet started"
			 : "Cannot start yet";
	t->colour = done || !starts ? "" : "blue";
	page->done += done;
	return t;
}

static void
fill_tasks(struct readiness_page *page, const struct readiness *x)
{
	bool ready = x->mine > 0 && x->people > 0;
	struct readiness_task *t;

	t = task(
	    page, "details", "When, where and who chairs", x->placed, true);
	(void)snprintf(t->hint, sizeof(t->hint), "%s",
	    x->placed ? "" : "A place, a chair or a coordinator is missing.");
	t = task(page, "agenda", "Agenda", x->mine > 0, true);
	(void)snprintf(t->hint, sizeof(t->hint), "%zu item%s", x->mine,
	    x->mine == 1 ? "" : "s");
	t = task(page, "people", "Who is expected", x->people > 0, true);
	(void)snprintf(
	    t->hint, sizeof(t->hint), "Agency, role and conflicts of interest");
	t = task(page, "papers", "Papers for the recorder",
	    x->current && x->papers.fetched_ms != 0, ready);
	(void)snprintf(t->hint, sizeof(t->hint), "%s",
	    !ready ? "There must be an agenda and somebody who is expected."
		: !x->made ? "They are not made yet."
		: !x->current
		? "The meeting was changed since they were made: make them "
		  "again."
		: x->papers.fetched_ms == 0
		? "They are made. No recorder has fetched them yet."
		: "A recorder has fetched them.");
}

static void
need(struct readiness_page *page, const char *words, const char *how)
{
	page->needs[page->nneeds++] = (struct readiness_need){words, how};
}

/* What `start` would still miss. */
static void
fill_needs(struct readiness_page *page, const struct readiness *x)
{
	if (!x->made || !x->current)
		need(page, "Keys",
		    "Make the papers: every item has a key of its own.");
	if (!x->made || !x->current || x->papers.fetched_ms == 0)
		need(page, "Papers on the recorder",
		    "marac-recorder pull fetches them.");
	need(page, "The announcement",
	    "In the room: read the notice aloud, then say so on the recorder.");
	need(page, "Who is there",
	    "In the room: on the recorder, say who has come.");
}

void
readiness_show(struct request *r, struct store *store)
{
	struct readiness_page page = {.ntasks = 0};
	struct office o = {.who = {.chair = false}};
	struct readiness x = {.items = 0};
	struct error err = {0};
	struct buf out = {0};
	enum rc rc;

	if (!office_prepares(r, store, &o))
		return;
	if ((rc = look(&x, store, &o, r->now_ms, &err)) != RC_OK) {
		reply_failed(r, rc, &err);
		return;
	}
	page.shell = office_shell(r, &o, "Prepare the meeting", "meetings");
	page.meeting = o.meeting.id.v;
	page.ref = o.meeting.ref;
	page.type = office_type(o.meeting.type);
	page.area = o.meeting.area;
	page.saved = office_query(r, "saved") == 1;
	page_when(o.meeting.at_ms, page.when);
	fill_tasks(&page, &x);
	fill_needs(&page, &x);
	page_readiness(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
}

void
readiness_papers(struct request *r, struct store *store)
{
	struct readiness_papers page = {.made = false};
	struct office o = {.who = {.chair = false}};
	struct readiness x = {.items = 0};
	struct error err = {0};
	struct buf out = {0};
	enum rc rc;

	if (!office_prepares(r, store, &o))
		return;
	if ((rc = look(&x, store, &o, r->now_ms, &err)) != RC_OK) {
		reply_failed(r, rc, &err);
		return;
	}
	page.shell = office_shell(r, &o, "Papers for the recorder", "meetings");
	page.meeting = o.meeting.id.v;
	page.ref = o.meeting.ref;
	page.can = x.mine > 0 && x.people > 0;
	page.made = x.made;
	page.current = x.current;
	if (x.made)
		page_when(x.papers.made_ms, page.at);
	if (x.papers.fetched_ms != 0)
		page_when(x.papers.fetched_ms, page.fetched);
	(void)snprintf(page.device, sizeof(page.device), "%s", x.papers.device);
	office_once(page.once);
	page_papersheet(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
}

void
readiness_make(struct request *r, struct store *store)
{
	struct office o = {.who = {.chair = false}};
	struct errand e = {.kind = ERRAND_PAPERS};
	char once[OFFICE_ONCE];

	if (!office_prepares(r, store, &o))
		return;
	if (!session_allows(r, &o.s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	e.meeting = o.meeting.id;
	(void)request_field(r, "once", once, sizeof(once));
	office_ask(r, store, &o, &e, "", once);
}
