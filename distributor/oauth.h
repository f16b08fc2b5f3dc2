/*
 * oauth -- the bearer token that a mail server like Microsoft 365 wants in
 * place of a password, by client credentials (RFC 6749, section 4.4).
 *
 * One POST over HTTPS to mail.oauth_url, certificate and host name verified.
 * The token is kept in memory only, until five minutes before it expires by
 * the monotonic clock.
 */
#ifndef DISTRIBUTOR_OAUTH_H
#define DISTRIBUTOR_OAUTH_H

#include "base/conf.h"
#include "base/error.h"

struct oauth;

/* *OUT is NULL when mail.oauth_url is not set: then a password is used.
 * RC_INVALID: mail.oauth_client or mail.user is missing, or
 * mail.oauth_secret_file cannot be read; RC_NOMEM. */
enum rc
oauth_open(struct oauth **out, const struct conf *conf, struct error *err);
void oauth_close(struct oauth *oauth); /* NULL-safe; wipes */

/* The token, borrowed until the next call.  It is fetched when there is none,
 * when it has expired, or when REFUSED is the one there is ("": none was), as a
 * server said.  Takes at most half a minute.
 * RC_IO the token server cannot be reached or is in trouble; RC_DENIED it
 * refuses us, or gives no token. */
enum rc oauth_token(struct oauth *oauth, const char *refused,
    const char **token, struct error *err);

#endif
