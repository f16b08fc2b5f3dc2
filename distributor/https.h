/*
 * https -- what every HTTPS request of the distributor has in common.
 *
 * TLS 1.2 or newer, the certificate and its name always checked; no redirect
 * is followed, no proxy used, and every wait has an end.  There is no way to
 * ask for less.
 */
#ifndef DISTRIBUTOR_HTTPS_H
#define DISTRIBUTOR_HTTPS_H

#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>

#include "base/buf.h"
#include "base/error.h"

struct https_waits {
	long connect_s; /* for the connection */
	long total_s;   /* for all of it */
	long silent_s;  /* without a byte either way; 0: only the other two */
};

/* Set CURL, whatever it was set to, for one request to URL ("https://...").
 * CA_FILE "" is the system's authorities.  What is answered is not kept; more
 * than 64 KiB of it fails. */
void https_ready(CURL *curl, const char *url, const char *ca_file,
    const struct https_waits *waits);

/* Send TOKEN, a bearer's, with the request. */
void https_bearer(CURL *curl, const char *token);

/* Does RC say that the server is not proved to be the one we meant? */
bool https_insecure(CURLcode rc);

/* The one line of PATH into OUT (buf_clear wipes it); SETTING is what a message
 * calls it.  RC_INVALID: it is not a token that a header can carry; RC_NOTFOUND,
 * RC_IO. */
enum rc https_token(
    const char *path, const char *setting, struct buf *out, struct error *err);

#endif
