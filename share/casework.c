#include "share/casework.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "base/text.h"
#include "page_childfile.h"
#include "page_children.h"
#include "page_opening.h"
#include "share/admin.h"
#include "share/filepage.h"
#include "share/limiting.h"
#include "share/lookup.h"
#include "share/media.h"
#include "share/reply.h"
#include "store/audit.h"
#include "store/childfile.h"
#include "store/looks.h"

enum { QUERY = 120, REASON = 400, REASON_LEAST = 3, SHOWN = 100 };

/* Everybody who is not signed in as staff is sent to the same place. */
static bool
come_in(struct request *r, struct store *store, struct session *s)
{
	struct error err = {0};
	enum rc rc = session_staff(r, store, s, &err);

	/* Who looks after the accounts does not read the files. */
	if (rc == RC_OK && admin_is(s)) {
		reply_not_found(r);
		return false;
	}
	if (rc == RC_OK)
		return true;
	if (rc == RC_NOTFOUND)
		reply_go(r, "/sign-in");
	else
		reply_failed(r, rc, &err);
	return false;
}

static struct page_shell
shell(const struct request *r, const struct session *s, const char *title)
{
	struct page_shell shell = reply_shell(r, title);

	shell.form = s->form;
	shell.signed_in = s->row.name;
	return shell;
}

void
casework_children(struct request *r, struct store *store)
{
	struct caseload_child *list = NULL;
	struct casework_list page = {.q = NULL};
	struct lookup typed = {.folded = NULL};
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	size_t count = 0;
	char q[QUERY];
	enum rc rc;

	if (!come_in(r, store, &s))
		return;
	(void)request_query(r, "q", q, sizeof(q));
	if ((rc = lookup_read(q, &typed, &err)) != RC_OK ||
	    (rc = caseload_list(store, s.row.account,
		 &(struct caseload_query){
		     typed.folded, typed.born_on, typed.reference},
		 r->now_ms, &list, &count, &err)) != RC_OK)
		goto done;
	page.shell = shell(r, &s, "Your children's files");
	page.q = q;
	page.emergency = strcmp(s.row.role, "caseworker") == 0;
	page.nchildren = count < SHOWN ? count : SHOWN;
	page.more = count - page.nchildren;
	page.children = calloc(page.nchildren + 1, sizeof(*page.children));
	if (page.children == NULL) {
		rc = error_nomem(&err);
		goto done;
	}
	for (size_t i = 0; i < page.nchildren; i++)
		filepage_child(&page.children[i], &list[i], r->now_ms);
	page_children(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);

done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	free(page.children);
	caseload_free(list, count);
	lookup_clear(&typed);
}

static void
ask_reason(struct request *r, const struct session *s,
    const struct caseload_child *child, bool missing)
{
	struct casework_reason page = {
	    .shell = shell(r, s,
		missing ? "Error: Why do you need this file?"
			: "Why do you need this file?"),
	    .missing = missing,
	};
	struct buf out = {0};

	filepage_child(&page.child, child, r->now_ms);
	page_opening(&out, &page);
	reply_page(r, missing ? MHD_HTTP_BAD_REQUEST : MHD_HTTP_OK, &out);
}

/* A number in the query, or 0. */
static int64_t
number(const struct request *r, const char *name)
{
	char text[20];

	if (!request_query(r, name, text, sizeof(text)) || text[0] == '-')
		return 0;
	return strtoll(text, NULL, 10);
}

static enum rc
show_file(struct request *r, struct store *store, const struct session *s,
    struct child_id child, struct error *err)
{
	struct casework_file page = {0};
	struct childfile file = {0};
	struct buf out = {0};
	char *folded = NULL, q[QUERY];
	enum rc rc;

	(void)request_query(r, "q", q, sizeof(q));
	if ((rc = text_fold(q, &folded, err)) != RC_OK ||
	    (rc = childfile_read(store, s->row.account, child, r->now_ms, &file,
		 err)) != RC_OK ||
	    (rc = filepage_fill(&page, &file, store, folded, number(r, "play"),
		 number(r, "t"), r->now_ms, err)) != RC_OK ||
	    (rc = limiting_may(store, s, child, &page.limits, err)) != RC_OK)
		goto done;
	page.shell = shell(r, s, "Child's file");
	page.shell.player = true;
	page.q = q;
	page_childfile(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);

done:
	filepage_clear(&page);
	childfile_clear(&file);
	free(folded);
	return rc;
}

enum rc
casework_opened(struct store *store, const struct session *s,
    struct child_id child, int64_t now_ms, struct caseload_child *out,
    struct error *err)
{
	enum rc rc =
	    caseload_child(store, s->row.account, child, now_ms, out, err);

	if (rc == RC_OK) {
		rc = sessions_file_is_open(store, &s->id, child, err);
		if (rc == RC_NOTFOUND)
			rc = RC_DENIED;
	}
	return rc;
}

void
casework_child(struct request *r, struct store *store)
{
	const struct child_id id = {r->target.first};
	struct caseload_child child = {.id = {0}};
	struct session s = {0};
	struct error err = {0};
	enum rc rc;

	if (!come_in(r, store, &s))
		return;
	rc = casework_opened(store, &s, id, r->now_ms, &child, &err);
	if (rc == RC_DENIED) {
		ask_reason(r, &s, &child, false);
		rc = RC_OK;
	} else if (rc == RC_OK) {
		rc = show_file(r, store, &s, id, &err);
	}
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	caseload_clear(&child);
}

static enum rc
open_file(struct request *r, struct store *store, const struct session *s,
    struct child_id child, const char *reason, struct error *err)
{
	char who[40], which[40];
	enum rc rc;

	(void)snprintf(who, sizeof(who), "account:%" PRId64, s->row.account.v);
	(void)snprintf(which, sizeof(which), "child:%" PRId64, child.v);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = sessions_open_file(
		 store, &s->id, child, reason, r->now_ms, err)) == RC_OK &&
	    (rc = looks_add(store, LOOKS_OPENED, child, s->row.account, reason,
		 r->now_ms, err)) == RC_OK &&
	    (rc = audit_add(store, who, "file.opened", which, reason, err)) ==
		RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

void
casework_open(struct request *r, struct store *store)
{
	const struct child_id id = {r->target.first};
	struct caseload_child child = {.id = {0}};
	struct session s = {0};
	struct error err = {0};
	char reason[REASON], where[40];
	enum rc rc;

	if (!come_in(r, store, &s))
		return;
	if (!session_allows(r, &s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	rc = caseload_child(store, s.row.account, id, r->now_ms, &child, &err);
	if (rc != RC_OK) {
		reply_failed(r, rc, &err);
		return;
	}
	(void)request_field(r, "reason", reason, sizeof(reason));
	if (strlen(reason) < REASON_LEAST) {
		ask_reason(r, &s, &child, true);
	} else if ((rc = open_file(r, store, &s, id, reason, &err)) != RC_OK) {
		reply_failed(r, rc, &err);
	} else {
		(void)snprintf(where, sizeof(where), "/child/%" PRId64, id.v);
		reply_go(r, where);
	}
	caseload_clear(&child);
}

void
casework_audio(struct request *r, struct store *store)
{
	struct claim claim = {
	    .child = {r->target.first},
	    .rendition = {r->target.second},
	};
	struct session s = {0};
	struct error err = {0};
	enum rc rc = session_staff(r, store, &s, &err);

	claim.session = s.id;
	claim.account = s.row.account;
	if (rc == RC_OK &&
	    (rc = sessions_file_is_open(store, &s.id, claim.child, &err)) ==
		RC_OK)
		rc = claim_stands(store, &claim, &err);
	if (rc == RC_OK)
		media_answer(r, store, &s, &claim,
		    r->target.page == URLS_CHILD_MP3 ? PLAYABLE_MP3
						     : PLAYABLE_OPUS,
		    false);
	else
		reply_failed(r, rc, &err);
}
