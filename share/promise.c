#include "share/promise.h"

#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "page_promise.h"
#include "page_refused.h"
#include "share/reply.h"
#include "share/session.h"
#include "store/pledges.h"

enum { NUMBER = 24, ANSWER = 8 };

/* R's session, and the version that it owes an answer to.  RC_NOTFOUND: no
 * session, or there is no version; *OWED false: nothing is asked of it. */
static enum rc
find(struct request *r, struct store *store, struct session *s,
    struct pledges_version *version, bool *owed, struct error *err)
{
	enum rc rc = session_known(r, store, s, err);

	if (rc == RC_OK &&
	    (rc = pledges_owed(store, s->row.parcel, owed, err)) == RC_OK &&
	    *owed)
		rc = pledges_get(store, 0, version, err);
	return rc;
}

/* TEXT cut into its lines, without the empty ones. */
static enum rc
lines_of(char *text, struct promise_page *page, struct error *err)
{
	size_t room = 2;
	char *rest = text, *line;

	for (const char *p = text; *p != '\0'; p++)
		room += *p == '\n';
	if ((page->lines = calloc(room, sizeof(*page->lines))) == NULL)
		return error_nomem(err);
	while ((line = strsep(&rest, "\r\n")) != NULL)
		if (line[strspn(line, " \t")] != '\0')
			page->lines[page->nlines++].text = line;
	return RC_OK;
}

void
promise_show(struct request *r, struct store *store)
{
	struct pledges_version version = {0};
	struct promise_page page = {0};
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	bool owed = false;
	enum rc rc;

	if ((rc = find(r, store, &s, &version, &owed, &err)) != RC_OK)
		goto done;
	if (!owed) {
		reply_go(r, "/copies");
		goto done;
	}
	page.shell = reply_shell_of(r, &s, WORDBOOK_PROMISE_TITLE);
	if ((rc = lines_of(r->display.language == WORDBOOK_WELSH
		     ? version.welsh
		     : version.english,
		 &page, &err)) != RC_OK)
		goto done;
	page.version = version.number;
	(void)wordbook_day(r->display.language, version.since_ms, page.since);
	page_promise(&out, &page);
	reply_page(r, MHD_HTTP_OK, &out);
done:
	if (rc != RC_OK)
		reply_failed(r, rc, &err);
	pledges_clear(&version);
	free(page.lines);
}

/* YES or no to version NUMBER; *LEAD: where to. */
static enum rc
answer(struct request *r, struct store *store, const struct session *s,
    int64_t number, bool yes, const char **lead, struct error *err)
{
	enum rc rc;

	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = yes ? pledges_accept(store, s->row.person, number,
			    r->display.language, r->now_ms, err)
		      : pledges_refuse(store, s->row.parcel, number, r->now_ms,
			    err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	*lead = yes ? "/copies" : "/statement/refused";
	if (rc == RC_CONFLICT) { /* a newer one: to be read first */
		*lead = "/statement";
		rc = RC_OK;
	}
	return rc;
}

void
promise_answer(struct request *r, struct store *store)
{
	const char *lead = "/statement";
	char number[NUMBER], said[ANSWER];
	struct pledges_version version = {0};
	struct session s = {0};
	struct error err = {0};
	bool owed = false;
	enum rc rc = find(r, store, &s, &version, &owed, &err);

	if (rc == RC_OK && !session_allows(r, &s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		goto done;
	}
	(void)request_field(r, "version", number, sizeof(number));
	(void)request_field(r, "answer", said, sizeof(said));
	if (rc == RC_OK && !owed)
		lead = "/copies"; /* agreed before, and pressed twice */
	else if (rc == RC_OK &&
	    (strcmp(said, "yes") == 0 || strcmp(said, "no") == 0))
		rc = answer(r, store, &s, strtoll(number, NULL, 10),
		    strcmp(said, "yes") == 0, &lead, &err);
	if (rc == RC_OK)
		reply_go(r, lead);
	else
		reply_failed(r, rc, &err);
done:
	pledges_clear(&version);
}

void
promise_refused(struct request *r, struct store *store)
{
	struct promise_page page = {0};
	struct session s = {0};
	struct error err = {0};
	struct buf out = {0};
	enum rc rc = session_known(r, store, &s, &err);

	if (rc == RC_OK) {
		page.shell = reply_shell_of(r, &s, WORDBOOK_REFUSED_TITLE);
		page.reach = conf_text(r->site->conf, "share.coordinator");
		page_refused(&out, &page);
		reply_page(r, MHD_HTTP_OK, &out);
	} else {
		reply_failed(r, rc, &err);
	}
}
