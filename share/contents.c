#include "share/contents.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "page_copies.h"
#include "share/place.h"
#include "share/reply.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/debriefs.h"
#include "store/inbox.h"
#include "store/standing.h"

void
contents_day(
    enum wordbook_language language, const char *date, char text[PAGE_DAY])
{
	int64_t ms;

	if (clock_parse(date, &ms, NULL) == RC_OK)
		(void)wordbook_day(language, ms, text);
	else
		(void)snprintf(text, PAGE_DAY, "%s", date);
}

/* Those of all that stand; what does not is as if it never were. */
enum rc
contents_tasks(struct request *r, struct store *store, struct parcel_id parcel,
    struct actions_task **out, size_t *count, struct error *err)
{
	struct copies_parcel row = {0};
	size_t all = 0, n = 0;
	enum rc rc;

	*out = NULL;
	*count = 0;
	if ((rc = copies_parcel_get(store, parcel, &row, err)) != RC_OK ||
	    (rc = actions_tasks(
		 store, row.meeting, row.person, out, &all, err)) != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < all; i++) {
		struct actions_task task = (*out)[i];

		rc = briefed_task(store, task.id, r->now_ms, NULL, err);
		if (rc == RC_OK)
			(*out)[n++] = task;
		else if (rc == RC_NOTFOUND)
			rc = RC_OK;
	}
	*count = n;
	return rc;
}

static enum rc
any_copy(struct request *r, struct store *store, struct parcel_id parcel,
    int64_t place, bool *any, struct error *err)
{
	struct inbox_place *list = NULL;
	size_t count = 0;
	enum rc rc = inbox_places(store, parcel, &list, &count, err);

	for (size_t i = 0; rc == RC_OK && !*any && i < count; i++) {
		if (place_of(r, "copy", list[i].copy.v) == place)
			continue;
		rc =
		    standing_of_copy(store, list[i].copy, r->now_ms, NULL, err);
		*any = rc == RC_OK;
		rc = rc == RC_NOTFOUND ? RC_OK : rc;
	}
	free(list);
	return rc;
}

static enum rc
any_debrief(struct request *r, struct store *store, struct parcel_id parcel,
    int64_t place, bool *any, struct error *err)
{
	struct debrief_id *list = NULL;
	size_t count = 0;
	enum rc rc = debriefs_of_parcel(store, parcel, &list, &count, err);

	for (size_t i = 0; rc == RC_OK && !*any && i < count; i++) {
		if (place_of(r, "debrief", list[i].v) == place)
			continue;
		rc = briefed_debrief(store, list[i], r->now_ms, NULL, err);
		*any = rc == RC_OK;
		rc = rc == RC_NOTFOUND ? RC_OK : rc;
	}
	free(list);
	return rc;
}

enum rc
contents_any(struct request *r, struct store *store, struct parcel_id parcel,
    int64_t place, bool *any, struct error *err)
{
	struct actions_task *tasks = NULL;
	size_t count = 0;
	enum rc rc;

	*any = false;
	if ((rc = any_copy(r, store, parcel, place, any, err)) != RC_OK ||
	    *any ||
	    (rc = any_debrief(r, store, parcel, place, any, err)) != RC_OK ||
	    *any)
		return rc;
	rc = contents_tasks(r, store, parcel, &tasks, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		*any = *any || place_of(r, "task", tasks[i].id.v) != place;
	free(tasks);
	return rc;
}

static enum rc
list_copies(struct request *r, struct store *store, struct parcel_id parcel,
    struct contents_page *page, struct error *err)
{
	struct inbox_copy *list = NULL;
	size_t count = 0;
	enum rc rc = inbox_copies(store, parcel, &list, &count, err);

	if (rc == RC_OK &&
	    (page->lines = calloc(count + 1, sizeof(*page->lines))) == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct contents_line *line = &page->lines[page->nlines];

		rc =
		    standing_of_copy(store, list[i].copy, r->now_ms, NULL, err);
		if (rc == RC_NOTFOUND) {
			rc = RC_OK;
			continue;
		}
		line->number = (int)++page->nlines;
		line->place = place_of(r, "copy", list[i].copy.v);
		line->item = list[i].item;
		(void)wordbook_day(
		    r->display.language, list[i].meeting_ms, line->date);
		(void)page_lasts_in(
		    r->display.language, list[i].samples, line->lasts);
	}
	free(list);
	return rc;
}

/* Their numbers go on from the copies'. */
static enum rc
list_debriefs(struct request *r, struct store *store, struct parcel_id parcel,
    struct contents_page *page, struct error *err)
{
	struct debrief_id *list = NULL;
	size_t count = 0;
	enum rc rc = debriefs_of_parcel(store, parcel, &list, &count, err);

	if (rc == RC_OK &&
	    (page->debriefs = calloc(count + 1, sizeof(*page->debriefs))) ==
		NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct contents_line *line = &page->debriefs[page->ndebriefs];
		struct debriefs_row row = {0};
		struct inbox_case about = {0};

		rc = briefed_debrief(store, list[i], r->now_ms, NULL, err);
		if (rc == RC_NOTFOUND) {
			rc = RC_OK;
			continue;
		}
		if (rc != RC_OK ||
		    (rc = debriefs_get(store, list[i], &row, err)) != RC_OK ||
		    (rc = inbox_about(store, row.meeting, row.case_id, &about,
			 err)) != RC_OK)
			break;
		line->number = (int)(page->nlines + ++page->ndebriefs);
		line->place = place_of(r, "debrief", list[i].v);
		line->item = about.item;
		line->done = row.acknowledged_ms != 0;
		(void)wordbook_day(
		    r->display.language, about.meeting_ms, line->date);
	}
	free(list);
	return rc;
}

static enum rc
list_tasks(struct request *r, struct store *store, struct parcel_id parcel,
    struct contents_page *page, struct error *err)
{
	struct actions_task *list = NULL;
	size_t count = 0;
	enum rc rc = contents_tasks(r, store, parcel, &list, &count, err);

	if (rc == RC_OK &&
	    (page->tasks = calloc(count + 1, sizeof(*page->tasks))) == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct contents_task *task = &page->tasks[page->ntasks++];

		task->number = (int)page->ntasks;
		task->place = place_of(r, "task", list[i].id.v);
		task->outcome = list[i].open ? "" : "done";
		contents_day(r->display.language, list[i].due_on, task->due);
	}
	free(list);
	return rc;
}

/* Straight to the only thing there is. */
static void
go_to_it(struct request *r, const struct contents_page *page)
{
	char where[40];

	if (page->nlines > 0)
		(void)snprintf(where, sizeof(where), "/copy/%" PRId64,
		    page->lines[0].place);
	else if (page->ndebriefs > 0)
		(void)snprintf(where, sizeof(where), "/debrief/%" PRId64,
		    page->debriefs[0].place);
	else
		(void)snprintf(where, sizeof(where), "/task/%" PRId64,
		    page->tasks[0].place);
	reply_go(r, where);
}

void
contents_show(struct request *r, struct store *store)
{
	struct contents_page page = {0};
	struct copies_parcel parcel = {0};
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	size_t count;
	enum rc rc;

	if ((rc = session_recipient(r, store, &s, &err)) != RC_OK ||
	    (rc = copies_parcel_get(store, s.row.parcel, &parcel, &err)) !=
		RC_OK ||
	    (rc = list_copies(r, store, s.row.parcel, &page, &err)) != RC_OK ||
	    (rc = list_debriefs(r, store, s.row.parcel, &page, &err)) !=
		RC_OK ||
	    (rc = list_tasks(r, store, s.row.parcel, &page, &err)) != RC_OK)
		goto done;
	page.shell = reply_shell_of(r, &s, WORDBOOK_COPIES_TITLE);
	(void)wordbook_when(r->display.language, parcel.expires_ms, page.until);
	page.ndocuments = page.nlines + page.ndebriefs;
	count = page.ndocuments + page.ntasks;
	if (count == 0)
		rc = RC_NOTFOUND;
	else if (count == 1)
		go_to_it(r, &page);
	else {
		page_copies(&out, &page);
		reply_page(r, MHD_HTTP_OK, &out);
	}
done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	free(page.lines);
	free(page.debriefs);
	free(page.tasks);
}
