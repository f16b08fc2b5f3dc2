#include "share/brief.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "page_debrief.h"
#include "share/place.h"
#include "share/reply.h"
#include "share/session.h"
#include "store/alert.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/debriefs.h"
#include "store/inbox.h"

/* The session's debrief of that place, if it may be read now. */
static enum rc
find(struct request *r, struct store *store, struct session *s,
    struct debrief_id *id, struct error *err)
{
	struct debrief_id *list = NULL;
	size_t count = 0;
	enum rc rc;

	id->v = 0;
	if ((rc = session_recipient(r, store, s, err)) != RC_OK ||
	    (rc = debriefs_of_parcel(
		 store, s->row.parcel, &list, &count, err)) != RC_OK)
		return rc;
	for (size_t i = 0; i < count; i++)
		if (place_of(r, "debrief", list[i].v) == r->target.first)
			*id = list[i];
	free(list);
	return id->v == 0 ? RC_NOTFOUND
			  : briefed_debrief(store, *id, r->now_ms, NULL, err);
}

/* TEXT cut into its lines, without the empty ones. */
static enum rc
lines_of(char *text, struct brief_line **out, size_t *count, struct error *err)
{
	size_t room = 2;
	char *rest = text, *line;

	for (const char *p = text; *p != '\0'; p++)
		room += *p == '\n';
	if ((*out = calloc(room, sizeof(**out))) == NULL)
		return error_nomem(err);
	while ((line = strsep(&rest, "\r\n")) != NULL)
		if (line[strspn(line, " \t")] != '\0')
			(*out)[(*count)++].text = line;
	return RC_OK;
}

/* The reader's tasks of the debrief's case. */
static enum rc
fill_tasks(struct request *r, struct store *store, const struct session *s,
    struct case_id case_id, struct brief_page *page, struct error *err)
{
	struct actions_task *list = NULL;
	size_t count = 0;
	enum rc rc =
	    contents_tasks(r, store, s->row.parcel, &list, &count, err);

	if (rc == RC_OK &&
	    (page->tasks = calloc(count + 1, sizeof(*page->tasks))) == NULL)
		rc = error_nomem(err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct contents_task *task = &page->tasks[page->ntasks];

		if (list[i].case_id.v != case_id.v)
			continue;
		task->number = (int)++page->ntasks;
		task->place = place_of(r, "task", list[i].id.v);
		task->outcome = list[i].open ? "" : "done";
		contents_day(r->display.language, list[i].due_on, task->due);
	}
	free(list);
	return rc;
}

/* That it was opened is written once, and not for a HEAD. */
static enum rc
opened(struct request *r, struct store *store, const struct debriefs_row *row,
    struct error *err)
{
	enum rc rc;

	if (r->method != REQUEST_GET || row->opened_ms != 0)
		return RC_OK;
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = debriefs_opened(store, row->id, r->now_ms, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

void
brief_show(struct request *r, struct store *store)
{
	struct copies_parcel parcel = {0};
	struct debriefs_text text = {0};
	struct debriefs_row row = {0};
	struct inbox_case about = {0};
	struct brief_page page = {0};
	struct debrief_id id;
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	enum rc rc;

	if ((rc = find(r, store, &s, &id, &err)) != RC_OK ||
	    (rc = debriefs_get(store, id, &row, &err)) != RC_OK ||
	    (rc = debriefs_read(store, id, &text, &err)) != RC_OK ||
	    (rc = inbox_about(store, row.meeting, row.case_id, &about, &err)) !=
		RC_OK ||
	    (rc = copies_parcel_get(store, s.row.parcel, &parcel, &err)) !=
		RC_OK ||
	    (rc = contents_any(r, store, s.row.parcel, r->target.first,
		 &page.others, &err)) != RC_OK ||
	    (rc = lines_of(text.key_issues, &page.issues, &page.nissues,
		 &err)) != RC_OK ||
	    (rc = lines_of(text.plan, &page.plan, &page.nplan, &err)) !=
		RC_OK ||
	    (rc = lines_of(text.child_safety, &page.safety, &page.nsafety,
		 &err)) != RC_OK ||
	    (rc = fill_tasks(r, store, &s, row.case_id, &page, &err)) !=
		RC_OK ||
	    (rc = opened(r, store, &row, &err)) != RC_OK)
		goto done;
	page.shell = reply_shell_of(r, &s, WORDBOOK_COPY_TITLE);
	page.place = r->target.first;
	page.item = about.item;
	page.authority = text.authority;
	(void)wordbook_day(r->display.language, about.meeting_ms, page.date);
	(void)wordbook_when(r->display.language, parcel.expires_ms, page.until);
	if (row.acknowledged_ms != 0)
		(void)wordbook_when(
		    r->display.language, row.acknowledged_ms, page.read);
	page_debrief(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	debriefs_text_clear(&text);
	free(page.issues);
	free(page.plan);
	free(page.safety);
	free(page.tasks);
}

void
brief_acknowledge(struct request *r, struct store *store)
{
	struct session s = {0};
	struct error err = {0};
	struct debrief_id id;
	char where[40];
	enum rc rc = find(r, store, &s, &id, &err);

	if (rc == RC_OK && !session_allows(r, &s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	if (rc == RC_OK && (rc = store_begin(store, &err)) == RC_OK &&
	    (rc = debriefs_acknowledge(store, id, r->now_ms, &err)) == RC_OK)
		rc = store_commit(store, &err);
	store_rollback(store);
	(void)snprintf(
	    where, sizeof(where), "/debrief/%" PRId64, r->target.first);
	if (rc == RC_OK)
		reply_go(r, where);
	else
		reply_failed(r, rc, &err);
}

/* Taken back, and the coordinator told. */
static enum rc
stop(struct request *r, struct store *store, struct debrief_id id,
    struct error *err)
{
	struct debriefs_row row = {0};
	char who[40], text[120];
	enum rc rc;

	(void)snprintf(text, sizeof(text),
	    "Debrief %" PRId64 " was stopped: its recipient did not expect it.",
	    id.v);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = debriefs_get(store, id, &row, err)) == RC_OK) {
		(void)snprintf(
		    who, sizeof(who), "recipient:%" PRId64, row.person.v);
		if ((rc = debriefs_withdraw(store, id, who,
			 "its recipient did not expect it", r->now_ms, err)) ==
			RC_OK &&
		    (rc = alert_add(
			 store, row.meeting, r->now_ms, text, err)) == RC_OK)
			rc = store_commit(store, err);
	}
	store_rollback(store);
	return rc;
}

void
brief_stop(struct request *r, struct store *store)
{
	struct session s = {0};
	struct error err = {0};
	struct debrief_id id;
	enum rc rc = find(r, store, &s, &id, &err);

	if (rc == RC_OK && !session_allows(r, &s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	if (rc == RC_OK)
		rc = stop(r, store, id, &err);
	if (rc == RC_OK)
		reply_go(r, "/stopped");
	else
		reply_failed(r, rc, &err);
}
