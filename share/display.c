#include "share/display.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <microhttpd.h>

#include "share/reply.h"
#include "share/request.h"
#include "share/session.h"
#include "store/audit.h"
#include "store/person.h"

static const char cookie_name[] = "__Host-display";

enum { CHOICE = 16, BACK = 64 };

static bool
choose(struct display *d, const char *code)
{
	int language = wordbook_find(code);

	if (language < 0)
		return false;
	d->language = (enum wordbook_language)language;
	return true;
}

void
display_find(struct request *r)
{
	struct display *d = &r->display;
	const char *asked = request_header(r, "Accept-Language");
	char choice[CHOICE], *print;

	*d = (struct display){.language = WORDBOOK_ENGLISH};
	if (asked != NULL && strncasecmp(asked, "cy", 2) == 0)
		d->language = WORDBOOK_WELSH;
	if (request_cookie(r, cookie_name, choice, sizeof(choice))) {
		print = strchr(choice, '-');
		if (print != NULL)
			*print++ = '\0';
		d->chosen = choose(d, choice);
		d->large = print != NULL && strcmp(print, "large") == 0;
	}
	if (request_query(r, "l", choice, sizeof(choice)) && choose(d, choice))
		d->chosen = d->keep = true;
	if (request_query(r, "p", choice, sizeof(choice)))
		d->large = d->keep = strcmp(choice, "large") == 0;
	d->keep = d->keep && r->method == REQUEST_POST;
}

void
display_person(struct request *r, const char *code)
{
	if (!r->display.chosen)
		(void)choose(&r->display, code);
}

void
display_cookie(const struct display *d, char text[DISPLAY_COOKIE])
{
	(void)snprintf(text, DISPLAY_COOKIE,
	    "%s=%s%s; Path=/; Secure; HttpOnly; SameSite=Strict", cookie_name,
	    d->chosen ? wordbook_code(d->language) : "",
	    d->large ? "-large" : "");
}

/* The page that the buttons stood on, if it is one of ours that has them. */
static void
go_back(struct request *r)
{
	char back[BACK];

	if (!request_field(r, "back", back, sizeof(back)))
		back[0] = '\0';
	switch (urls_find(URLS_OF_SITE, back).page) {
	case URLS_COPIES:
	case URLS_COPY:
	case URLS_COPY_READ:
	case URLS_DEBRIEF:
	case URLS_TASK:
	case URLS_STOPPED:
	case URLS_STATEMENT:
	case URLS_STATEMENT_REFUSED:
		reply_go(r, back);
		break;
	default:
		reply_go(r, "/copies");
		break;
	}
}

/* From now on PERSON is written to in the language of CODE. */
static enum rc
remember(struct store *store, struct person_id person, const char *code,
    struct error *err)
{
	char who[40];
	enum rc rc;

	(void)snprintf(who, sizeof(who), "recipient:%lld", (long long)person.v);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = person_set_language(store, person, code, err)) == RC_OK &&
	    (rc = audit_add(store, who, "person.language", who, code, err)) ==
		RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

void
display_change(struct request *r, struct store *store)
{
	struct display *d = &r->display;
	struct session s = {0};
	struct error err = {0};
	char choice[CHOICE];
	enum rc rc = session_known(r, store, &s, &err);

	if (rc == RC_OK && !session_allows(r, &s)) {
		reply_problem(r, MHD_HTTP_FORBIDDEN);
		return;
	}
	if (rc == RC_OK &&
	    request_field(r, "remember", choice, sizeof(choice)) &&
	    wordbook_find(choice) >= 0)
		rc = remember(store, s.row.person, choice, &err);
	if (rc != RC_OK) {
		reply_failed(r, rc, &err);
		return;
	}
	if (request_field(r, "language", choice, sizeof(choice)) &&
	    choose(d, choice))
		d->chosen = true;
	if (request_field(r, "print", choice, sizeof(choice)))
		d->large = strcmp(choice, "large") == 0;
	d->keep = true;
	go_back(r);
}
