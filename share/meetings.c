#include "share/meetings.h"

#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "page_meeting.h"
#include "page_meetings.h"
#include "share/reply.h"
#include "store/deadline.h"
#include "store/verdicts.h"

enum { DAYS = 35 }; /* how long after its clock a meeting is counted */

static void
fill(struct meetings_line *to, const struct docket_meeting *m, int64_t now_ms)
{
	to->id = m->id.v;
	to->ref = m->ref;
	to->type = office_type(m->type);
	to->area = m->area;
	page_day(m->at_ms, to->date);
	if (m->due_ms != 0)
		office_due(m->due_ms, now_ms, to->due);
}

static void
count(struct meetings_line *to, const struct deadline *owed, size_t nowed,
    int64_t now_ms)
{
	for (size_t i = 0; i < nowed; i++) {
		if (owed[i].meeting.v != to->id || owed[i].over)
			continue;
		to->waiting++;
		to->overdue += owed[i].due_ms < now_ms;
	}
	to->late = to->overdue > 0;
}

void
meetings_list(struct request *r, struct store *store)
{
	struct docket_meeting *found = NULL;
	struct deadline *owed = NULL;
	struct meetings_list page = {.nlines = 0};
	struct office o = {.who = {.chair = false}};
	struct error err = {0};
	struct buf out = {0};
	size_t nfound = 0, nowed = 0;
	enum rc rc;

	if (!office_enter(r, store, &o))
		return;
	if ((rc = docket_meetings(
		 store, o.who.by.person, &found, &nfound, &err)) != RC_OK ||
	    (rc = deadline_list(store, o.who.by.person, DAYS, r->now_ms, &owed,
		 &nowed, &err)) != RC_OK ||
	    (rc = banner_fill(&page.alerts, store, &o, r->now_ms, &err)) !=
		RC_OK)
		goto done;
	page.shell = office_shell(r, &o, "Meetings", "meetings");
	page.lines = calloc(nfound + 1, sizeof(*page.lines));
	if (page.lines == NULL) {
		rc = error_nomem(&err);
		goto done;
	}
	for (size_t i = 0; i < nfound; i++) {
		fill(&page.lines[i], &found[i], r->now_ms);
		count(&page.lines[i], owed, nowed, r->now_ms);
		page.nlines++;
	}
	page_meetings(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	free(page.lines);
	banner_clear(&page.alerts);
	deadline_free(owed, nowed);
	free(found);
}

/* One --------------------------------------------------------------------- */

static enum rc
count_person(void *to, const struct standing_line *line, struct error *err)
{
	struct meetings_one *page = to;

	(void)err;
	for (size_t i = 0; i < page->ncases; i++) {
		struct meetings_case *c = &page->cases[i];
		enum outcome outcome = line->today->outcome;

		if (c->id != line->c->id.v)
			continue;
		c->gets += outcome == OUTCOME_SENT || outcome == OUTCOME_PART;
		c->decide += outcome == OUTCOME_DECIDE;
		c->waits += outcome == OUTCOME_HELD;
		c->people = c->gets + c->decide + c->waits > 0;
	}
	return RC_OK;
}

static void
fill_case(struct meetings_case *to, const struct docket_meeting *m,
    const struct docket_case *c)
{
	to->meeting = m->id.v;
	to->id = c->id.v;
	to->number = c->number;
	to->reference = c->reference;
	if (c->samples > 0)
		(void)page_clock(c->samples, to->clock);
	if (c->deferred) {
		to->state = "Deferred";
		to->colour = "grey";
	} else if (c->samples == 0) {
		to->state = "Not recorded";
		to->colour = "grey";
	} else if (c->released) {
		to->state = "Released";
		to->colour = "green";
	} else {
		to->state = "Not released";
		to->colour = "yellow";
	}
}

void
meetings_one(struct request *r, struct store *store)
{
	struct meetings_one page = {.ncases = 0};
	struct office o = {.who = {.chair = false}};
	struct docket_case *found = NULL;
	struct error err = {0};
	struct buf out = {0};
	size_t nfound = 0;
	enum rc rc;

	if (!office_meeting(r, store, &o))
		return;
	if ((rc = docket_cases(store, o.who.by.person, o.meeting.id, r->now_ms,
		 &found, &nfound, NULL, &err)) != RC_OK)
		goto done;
	if ((rc = docket_prepares(store, o.who.by.person, o.meeting.id,
		 &page.prepares, &err)) != RC_OK ||
	    (rc = banner_fill(&page.alerts, store, &o, r->now_ms, &err)) !=
		RC_OK)
		goto done;
	page.shell = office_shell(r, &o, "Meeting", "meetings");
	fill(&page.meeting, &o.meeting, r->now_ms);
	page.cases = calloc(nfound + 1, sizeof(*page.cases));
	if (page.cases == NULL) {
		rc = error_nomem(&err);
		goto done;
	}
	for (size_t i = 0; i < nfound; i++)
		fill_case(&page.cases[page.ncases++], &o.meeting, &found[i]);
	if ((rc = standing_table(store, o.meeting.id, (struct person_id){0},
		 r->now_ms, count_person, &page, &err)) != RC_OK)
		goto done;
	page_meeting(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	free(page.cases);
	banner_clear(&page.alerts);
	free(found);
}
