#include "share/task.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/text.h"
#include "page_task.h"
#include "share/calendar.h"
#include "share/contents.h"
#include "share/place.h"
#include "share/reply.h"
#include "share/session.h"
#include "store/briefed.h"
#include "store/inbox.h"

enum { WORD = 32, NOTE = 501 };

/* What the form says. */
struct answer {
	char outcome[WORD];
	char basis[WORD];
	char note[NOTE];
	/* what is wrong with it */
	bool no_outcome, no_basis, long_note;
};

/* The session's task of that place, if it may be read now. */
static enum rc
find(struct request *r, struct store *store, struct session *s,
    struct actions_task *task, struct error *err)
{
	struct actions_task *list = NULL;
	size_t count = 0;
	enum rc rc;

	if ((rc = session_recipient(r, store, s, err)) != RC_OK ||
	    (rc = contents_tasks(
		 r, store, s->row.parcel, &list, &count, err)) != RC_OK)
		goto done;
	rc = RC_NOTFOUND;
	for (size_t i = 0; i < count; i++)
		if (place_of(r, "task", list[i].id.v) == r->target.first) {
			*task = list[i];
			rc = RC_OK;
		}
done:
	free(list);
	return rc;
}

/* OUTCOME as its owner reads it; "" open. */
static const char *
outcome_said(enum wordbook_language language, const char *outcome)
{
	if (strcmp(outcome, "complete") == 0)
		return wordbook_text(language, WORDBOOK_OUTCOME_COMPLETE);
	if (strcmp(outcome, "not possible") == 0)
		return wordbook_text(language, WORDBOOK_OUTCOME_IMPOSSIBLE);
	if (strcmp(outcome, "not undertaken") == 0)
		return wordbook_text(language, WORDBOOK_OUTCOME_UNDONE);
	return "";
}

/* The form as it is: what was typed, or what was said before. */
static void
fill_form(struct task_page *page, const char *outcome, const char *basis,
    const char *note)
{
	page->complete = strcmp(outcome, "complete") == 0;
	page->impossible = strcmp(outcome, "not possible") == 0;
	page->undone = strcmp(outcome, "not undertaken") == 0;
	page->observed = strcmp(basis, "observed") == 0;
	page->reported = strcmp(basis, "reported") == 0;
	page->typed = note;
}

static enum rc
show(struct request *r, struct store *store, const struct session *s,
    const struct actions_task *task, const struct answer *typed,
    struct error *err)
{
	enum wordbook_language language = r->display.language;
	struct actions_row row = {0};
	struct task_page page = {0};
	struct inbox_case about = {0};
	struct buf out = {0};
	char *words = NULL;
	enum rc rc;

	if ((rc = actions_get(store, task->action, &row, err)) != RC_OK ||
	    (rc = briefed_words(store, task->action, task->person, r->now_ms,
		 &words, err)) != RC_OK ||
	    (rc = inbox_about(
		 store, task->meeting, task->case_id, &about, err)) != RC_OK ||
	    (rc = contents_any(r, store, s->row.parcel, r->target.first,
		 &page.others, err)) != RC_OK)
		goto done;
	page.shell = reply_shell_of(r, s, WORDBOOK_TASK_TITLE);
	page.shell.error = typed != NULL;
	page.place = r->target.first;
	page.item = about.item;
	(void)wordbook_day(language, about.meeting_ms, page.date);
	page.words = words;
	page.said = outcome_said(language, row.outcome);
	page.known = wordbook_text(language,
	    strcmp(row.basis, "observed") == 0 ? WORDBOOK_SAW_IT
					       : WORDBOOK_HEARD_IT);
	page.note = row.note;
	page.wrong = typed != NULL;
	contents_day(language, row.due_on, page.due);
	if (typed != NULL) {
		page.no_outcome = typed->no_outcome;
		page.no_basis = typed->no_basis;
		page.long_note = typed->long_note;
		fill_form(&page, typed->outcome, typed->basis, typed->note);
	} else
		fill_form(&page, row.outcome, row.basis, row.note);
	page_task(&out, &page);
	reply_page(r, typed != NULL ? MHD_HTTP_BAD_REQUEST : MHD_HTTP_OK, &out);
done:
	actions_clear(&row);
	free(words);
	return rc;
}

void
task_show(struct request *r, struct store *store)
{
	struct actions_task task = {0};
	struct session s = {0};
	struct error err = {0};
	enum rc rc;

	if ((rc = find(r, store, &s, &task, &err)) != RC_OK ||
	    (rc = show(r, store, &s, &task, NULL, &err)) != RC_OK)
		reply_failed(r, rc, &err);
}

/* Line ends of a note become spaces: it is one line in the child's file. */
static void
read_answer(struct request *r, struct answer *a)
{
	bool fits = request_field(r, "note", a->note, sizeof(a->note));

	for (char *c = a->note; *c != '\0'; c++)
		if (*c == '\r' || *c == '\n' || *c == '\t')
			*c = ' ';
	(void)request_field(r, "outcome", a->outcome, sizeof(a->outcome));
	(void)request_field(r, "basis", a->basis, sizeof(a->basis));
	a->no_outcome = *actions_outcome_text(a->outcome) == '\0';
	a->no_basis = strcmp(a->basis, "observed") != 0 &&
	    strcmp(a->basis, "reported") != 0;
	a->long_note = !fits || !text_valid(a->note, strlen(a->note));
}

static enum rc
conclude(struct request *r, struct store *store,
    const struct actions_task *task, const struct answer *a, struct error *err)
{
	char who[40];
	enum rc rc;

	(void)snprintf(who, sizeof(who), "recipient:%" PRId64, task->person.v);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    /* Once more in the transaction: it may be somebody else's now. */
	    (rc = briefed_task(store, task->id, r->now_ms, NULL, err)) ==
		RC_OK &&
	    (rc = actions_conclude(store, task->action, who, a->outcome,
		 a->basis, a->note, r->now_ms, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

void
task_conclude(struct request *r, struct store *store)
{
	struct actions_task task = {0};
	struct answer answer = {0};
	struct session s = {0};
	struct error err = {0};
	char where[40];
	enum rc rc = find(r, store, &s, &task, &err);

	if (rc == RC_OK && !session_allows(r, &s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	if (rc == RC_OK)
		read_answer(r, &answer);
	if (rc == RC_OK &&
	    (answer.no_outcome || answer.no_basis || answer.long_note))
		rc = show(r, store, &s, &task, &answer, &err);
	else if (rc == RC_OK &&
	    (rc = conclude(r, store, &task, &answer, &err)) == RC_OK) {
		(void)snprintf(
		    where, sizeof(where), "/task/%" PRId64, r->target.first);
		reply_go(r, where);
	}
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
}

void
task_calendar(struct request *r, struct store *store)
{
	struct actions_task task = {0};
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	enum rc rc;

	if ((rc = find(r, store, &s, &task, &err)) == RC_OK &&
	    (rc = calendar_task(&out, r->target.first, task.due_on,
		 task.made_ms,
		 wordbook_text(r->display.language, WORDBOOK_TASK_DUE),
		 &err)) == RC_OK)
		reply_save_calendar(r, "task.ics", buf_str(&out));
	else
		reply_failed(r, rc, &err);
	buf_clear(&out);
}
