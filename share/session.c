#include "share/session.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "store/pledges.h"

static const char cookie_name[] = "__Host-session";

enum { SEEN_EVERY_MS = 60 * 1000 /* the row is written no oftener */ };

/* The row's id and the form token, of the cookie's text. */
static void
derive(const char *cookie, struct sessions_hash *id, char form[TOKEN_FORM])
{
	box_hash(cookie, strlen(cookie), id->v);
	token_form(cookie, form);
}

enum rc
session_find(struct request *r, struct store *store, struct session *out,
    struct error *err)
{
	char cookie[TOKEN_COOKIE];
	enum rc rc;

	if (!request_cookie(r, cookie_name, cookie, sizeof(cookie)) ||
	    strlen(cookie) != TOKEN_COOKIE - 1)
		return RC_NOTFOUND;
	derive(cookie, &out->id, out->form);
	box_wipe(cookie, sizeof(cookie));
	rc = sessions_find(store, &out->id, r->now_ms, SITE_STAFF_IDLE_MS,
	    SITE_RECIPIENT_IDLE_MS, &out->row, err);
	if (rc == RC_OK && r->now_ms - out->row.seen_ms > SEEN_EVERY_MS) {
		r->seen = true;
		r->session = out->id;
	}
	if (rc == RC_OK && out->row.account.v != 0)
		r->display.language = WORDBOOK_ENGLISH;
	else if (rc == RC_OK)
		display_person(r, out->row.language);
	return rc;
}

void
session_seen(struct request *r, struct store *store)
{
	struct error err = {0};

	if (sessions_touch(store, &r->session, r->now_ms, &err) != RC_OK)
		log_error("a session is not noted as used: %s", err.text);
}

enum rc
session_staff(struct request *r, struct store *store, struct session *out,
    struct error *err)
{
	enum rc rc = session_find(r, store, out, err);

	return rc == RC_OK && out->row.account.v == 0 ? RC_NOTFOUND : rc;
}

enum rc
session_known(struct request *r, struct store *store, struct session *out,
    struct error *err)
{
	enum rc rc = session_find(r, store, out, err);

	return rc == RC_OK && out->row.parcel.v == 0 ? RC_NOTFOUND : rc;
}

enum rc
session_recipient(struct request *r, struct store *store, struct session *out,
    struct error *err)
{
	enum rc rc = session_known(r, store, out, err);

	if (rc == RC_OK &&
	    (rc = pledges_owed(store, out->row.parcel, &r->owes, err)) ==
		RC_OK &&
	    r->owes)
		rc = error_set(err, RC_DENIED, "the statement comes first");
	return rc;
}

enum rc
session_begin(struct request *r, struct store *store, struct account_id account,
    struct parcel_id parcel, int64_t ends_ms, struct error *err)
{
	char cookie[TOKEN_COOKIE];
	struct session s = {0};
	enum rc rc;

	if ((rc = session_end(r, store, err)) != RC_OK)
		return rc;
	r->clear = false;
	token_make(cookie);
	derive(cookie, &s.id, s.form);
	rc = sessions_sweep(store, r->now_ms, err);
	if (rc == RC_OK)
		rc = sessions_add(
		    store, &s.id, account, parcel, r->now_ms, ends_ms, err);
	if (rc == RC_OK)
		token_set_cookie(r, cookie_name, cookie);
	box_wipe(cookie, sizeof(cookie));
	box_wipe(&s, sizeof(s));
	return rc;
}

enum rc
session_end(struct request *r, struct store *store, struct error *err)
{
	struct session s = {0};
	enum rc rc = session_find(r, store, &s, err);

	if (rc == RC_OK)
		rc = sessions_end(store, &s.id, err);
	(void)snprintf(r->cookie, sizeof(r->cookie),
	    "%s=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict",
	    cookie_name);
	r->clear = true;
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

bool
session_allows(const struct request *r, const struct session *s)
{
	return token_holds(r, s->form) &&
	    request_is_ours(r, s->row.account.v != 0);
}
