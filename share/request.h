/*
 * request -- one HTTP request being answered.
 *
 * Made when its headers are there, filled by the server, read by the page
 * that answers it, and freed when the last byte of the answer is gone.  Text
 * it hands out lives as long as it does.
 */
#ifndef SHARE_REQUEST_H
#define SHARE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "share/display.h"
#include "share/guard.h"
#include "share/site.h"
#include "share/urls.h"
#include "store/sessions.h"

struct MHD_Connection;
struct MHD_Response;
struct media;
struct liaison;
struct shelf;
struct receiving;

enum request_method {
	REQUEST_GET = 1,
	REQUEST_HEAD,
	REQUEST_POST,
	REQUEST_PUT,
	REQUEST_OTHER
};

enum {
	REQUEST_BODY = 8192,
	REQUEST_SHEET = 48 * 1024, /* of a page that takes a file */
	REQUEST_FROM = 48
};

struct request {
	struct MHD_Connection *connection;
	const struct front *front;
	struct site *site; /* NULL: these pages stand on no store */
	const struct shelf *shelf;
	struct liaison *liaison; /* the console's; else NULL */
	struct guard *guard;
	struct guard_peer *peer;
	enum request_method method;
	char *path; /* owns what target.token points into */
	struct urls_target target;
	char from[REQUEST_FROM]; /* who asks, for the throttle only: an IPv4
				  address, or the first half of an IPv6 */
	struct buf body;
	bool too_big;
	struct display display; /* how recipients' pages are shown */
	bool owes;              /* a statement; session.h */
	bool seen;              /* SESSION is to be noted as used */
	struct sessions_hash session;
	int64_t began_ns;
	int64_t now_ms;

	/* the answer; share/reply.h fills it */
	struct MHD_Response *response;
	unsigned status;
	const char *allow; /* 405: the methods this page takes */
	char cookie[160];  /* Set-Cookie, or "" */
	bool clear;        /* Clear-Site-Data */
	bool asset; /* a file of the program's own: RESPONSE is the shelf's */
	struct media *media;         /* a transfer, owned */
	struct receiving *receiving; /* a file that comes in, owned; or NULL */

	/* share/later.h's */
	struct request *next;
	int64_t due_ns;
	bool waited; /* its time says nothing any more */
};

/* SITE and LIAISON are the caller's to set. */
enum rc request_open(struct request **out, const struct front *front,
    struct MHD_Connection *connection, const char *method, const char *path,
    struct error *err);
void request_close(struct request *r); /* NULL-safe; wipes */

/* More of the body; beyond what its page takes it is dropped and too_big set. */
void request_more(struct request *r, const void *data, size_t len);

/* A form field, a query argument, a header, a cookie.  The first two and the
 * last decode into OUT[ROOM]; false and "" when not there or not text. */
bool request_field(
    const struct request *r, const char *name, char *out, size_t room);
bool request_query(
    const struct request *r, const char *name, char *out, size_t room);
const char *request_header(const struct request *r, const char *name);
bool request_cookie(
    const struct request *r, const char *name, char *out, size_t room);

/* Does this POST come from a page of ours?  By Sec-Fetch-Site when the browser
 * says it (our pages send no referrer, so that their Origin is "null"), else
 * by Origin.  With neither it is no browser of the last years: SURE says
 * whether that is a no. */
bool request_is_ours(const struct request *r, bool sure);

/* Was this machine meant, at the port HERE, by one of the names it has for
 * itself?  A page of another name that was made to lead here does not get an
 * answer (DNS rebinding). */
bool request_is_here(const struct request *r, uint16_t here);

#endif
