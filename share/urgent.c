#include "share/urgent.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/text.h"
#include "page_urgent.h"
#include "share/lookup.h"
#include "share/reply.h"
#include "share/session.h"
#include "store/alert.h"
#include "store/audit.h"
#include "store/emergency.h"
#include "store/jobs.h"
#include "store/looks.h"

enum { REASON_LEAST = 3 };

/* None says whose file, or whose conflict.  The first shows to those who may know
 * of the child's meeting, the others to every chair and coordinator. */
static const char opened[] =
    "A child's file was opened in an emergency by somebody who does not hold "
    "it. \"Children's files\" says whose, by whom and why.";
static const char refused[] =
    "Somebody asked for a child's file in an emergency and was refused. "
    "\"Children's files\" says who.";
static const char often[] =
    "Somebody asks again and again for children's files in an emergency, and "
    "is refused now. \"Children's files\" says who.";

/* False: R is answered.  A page of caseworkers; to everybody else it does not
 * exist. */
static bool
come_in(struct request *r, struct store *store, struct session *s)
{
	struct error err = {0};
	enum rc rc = session_staff(r, store, s, &err);

	if (rc == RC_NOTFOUND) {
		reply_go(r, "/sign-in");
	} else if (rc != RC_OK) {
		reply_failed(r, rc, &err);
	} else if (strcmp(s->row.role, "caseworker") != 0) {
		reply_not_found(r);
	} else {
		return true;
	}
	return false;
}

static void
show(struct request *r, const struct session *s, struct urgent_page *page,
    unsigned status)
{
	struct buf out = {0};

	page->shell = reply_shell(r,
	    page->nerrors > 0 ? "Error: Open a file in an emergency"
			      : "Open a file in an emergency");
	page->shell.form = s->form;
	page->shell.signed_in = s->row.name;
	page_urgent(&out, page);
	reply_page(r, status, &out);
}

void
urgent_show(struct request *r, struct store *store)
{
	struct urgent_page page = {.nerrors = 0};
	struct session s = {0};

	if (come_in(r, store, &s))
		show(r, &s, &page, MHD_HTTP_OK);
}

static void
wrong(struct urgent_page *page, const char **where, const char *field,
    const char *words)
{
	*where = words;
	page->errors[page->nerrors++] = (struct urgent_error){field, words};
}

/* What was typed, into PAGE and TRY, which points into it and BORN.  RC_INVALID:
 * PAGE says what is wrong. */
static enum rc
read_form(struct request *r, struct urgent_page *page, char **folded,
    char born[LOOKUP_DATE], struct error *err)
{
	enum rc rc;

	(void)request_field(r, "name", page->name, sizeof(page->name));
	(void)request_field(r, "born", page->born, sizeof(page->born));
	(void)request_field(
	    r, "reference", page->reference, sizeof(page->reference));
	(void)request_field(r, "reason", page->reason, sizeof(page->reason));
	if ((rc = text_fold(page->name, folded, err)) != RC_OK)
		return rc;
	if (**folded == '\0')
		wrong(page, &page->no_name, "name",
		    "Enter the child's whole name");
	if (!lookup_date(page->born, born))
		wrong(page, &page->no_born, "born",
		    "Enter the date of birth, such as 4 March 2014");
	if (strlen(page->reason) < REASON_LEAST)
		wrong(page, &page->no_reason, "reason",
		    "Say why you need this file now");
	return page->nerrors > 0 ? RC_INVALID : RC_OK;
}

struct asked {
	enum emergency_answer answer;
	struct emergency_id id;
	struct child_id child;
};

/* What goes with each answer, in the transaction that ASKED. */
static enum rc
tell(struct request *r, struct store *store, const struct session *s,
    const struct emergency_try *try, const struct asked *asked,
    struct error *err)
{
	bool granted = asked->answer == EMERGENCY_GRANTED;
	struct meeting_id none = {0}, meeting = {0};
	char who[40], which[40], args[24];
	int64_t job = 0;
	enum rc rc;

	(void)snprintf(who, sizeof(who), "account:%" PRId64, s->row.account.v);
	(void)snprintf(which, sizeof(which), "child:%" PRId64, asked->child.v);
	(void)snprintf(args, sizeof(args), "%" PRId64, asked->id.v);
	switch (asked->answer) {
	case EMERGENCY_HELD:
		return RC_OK;
	case EMERGENCY_OFTEN:
		return alert_once(store, none, r->now_ms, often, err);
	default:
		break;
	}
	if ((rc = audit_add(store, who,
		 granted ? "file.emergency" : "file.emergency-refused",
		 granted ? which : "child:none", try->reason, err)) != RC_OK)
		return rc;
	if (!granted)
		return alert_once(store, none, r->now_ms, refused, err);
	if ((rc = looks_add(store, LOOKS_EMERGENCY, asked->child,
		 s->row.account, try->reason, r->now_ms, err)) != RC_OK ||
	    (rc = sessions_open_file(store, &s->id, asked->child, try->reason,
		 r->now_ms, err)) != RC_OK ||
	    (rc = emergency_meeting(store, asked->child, &meeting, err)) !=
		RC_OK ||
	    (rc = alert_add(store, meeting, r->now_ms, opened, err)) != RC_OK)
		return rc;
	return jobs_add(store, "emergency", args, r->now_ms, &job, err);
}

static enum rc
ask(struct request *r, struct store *store, const struct session *s,
    const struct emergency_try *try, struct asked *asked, struct error *err)
{
	enum rc rc;

	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = emergency_ask(store, try, r->now_ms, &asked->answer,
		 &asked->id, &asked->child, err)) == RC_OK &&
	    (rc = tell(r, store, s, try, asked, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

void
urgent_do(struct request *r, struct store *store)
{
	struct urgent_page page = {.nerrors = 0};
	char born[LOOKUP_DATE] = "", where[40];
	struct asked asked = {.child = {0}};
	struct session s = {0};
	struct error err = {0};
	char *folded = NULL;
	enum rc rc;

	if (!come_in(r, store, &s))
		return;
	if (!session_allows(r, &s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	rc = read_form(r, &page, &folded, born, &err);
	if (rc == RC_INVALID) {
		show(r, &s, &page, MHD_HTTP_BAD_REQUEST);
		goto done;
	}
	if (rc == RC_OK)
		rc = ask(r, store, &s,
		    &(struct emergency_try){
			.account = s.row.account,
			.folded = folded,
			.born_on = born,
			.reference = page.reference,
			.reason = page.reason,
		    },
		    &asked, &err);
	if (rc != RC_OK) {
		reply_failed(r, rc, &err);
	} else if (asked.answer == EMERGENCY_OFTEN) {
		reply_problem(r, MHD_HTTP_TOO_MANY_REQUESTS);
	} else if (asked.answer == EMERGENCY_REFUSED) {
		page.refused = true;
		page.errors[page.nerrors++] = (struct urgent_error){
		    "name", "No file can be opened for what you typed"};
		show(r, &s, &page, MHD_HTTP_FORBIDDEN);
	} else {
		(void)snprintf(
		    where, sizeof(where), "/child/%" PRId64, asked.child.v);
		reply_go(r, where);
	}
done:
	free(folded);
}
