/*
 * session -- the cookie, and what hangs on it.
 *
 * The cookie and the form token are token.h's; the store holds the SHA-256 of the
 * cookie's text.
 */
#ifndef SHARE_SESSION_H
#define SHARE_SESSION_H

#include <stdbool.h>

#include "share/request.h"
#include "share/token.h"
#include "store/sessions.h"

struct session {
	struct sessions_hash id;
	struct sessions_row row;
	char form[TOKEN_FORM];
};

/* The session of R.  Only reads; R's seen says that it must be noted as used.
 * RC_NOTFOUND: none. */
enum rc session_find(struct request *r, struct store *store,
    struct session *out, struct error *err);

/* The same, and it must be staff's, or a recipient's.  session_recipient stands
 * before everything that was sent: RC_DENIED for whoever has not accepted the
 * statement of confidentiality that they are asked for (store/pledges.h), which
 * reply_failed answers with that statement, whatever was asked for.
 * session_known is for what is not sent: that statement, and the settings. */
enum rc session_staff(struct request *r, struct store *store,
    struct session *out, struct error *err);
enum rc session_recipient(struct request *r, struct store *store,
    struct session *out, struct error *err);
enum rc session_known(struct request *r, struct store *store,
    struct session *out, struct error *err);

/* Note that R's session was used, when R is answered; a failure is logged. */
void session_seen(struct request *r, struct store *store);

/* End R's session if it has one, begin another, set its cookie.  Exactly one
 * of ACCOUNT and PARCEL is not 0. */
enum rc
session_begin(struct request *r, struct store *store, struct account_id account,
    struct parcel_id parcel, int64_t ends_ms, struct error *err);

/* End it, expire the cookie, have the browser forget. */
enum rc session_end(struct request *r, struct store *store, struct error *err);

/* May R, a POST, do something for S?  It holds the form token and comes from
 * a page of ours. */
bool session_allows(const struct request *r, const struct session *s);

#endif
