#include "share/signed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "share/reply.h"
#include "store/recordings.h"

static bool
number(const char *text, int64_t *out)
{
	char *end;

	if (text == NULL || *text < '0' || *text > '9')
		return false;
	errno = 0;
	*out = strtoll(text, &end, 10);
	return errno == 0 && *end == '\0';
}

/* What R says of itself, signed by a device that is trusted; its id. */
enum rc
signed_ask(struct request *r, struct store *store, const char *method,
    struct courier *c, int64_t *device, struct error *err)
{
	const char *key = request_header(r, COURIER_DEVICE);
	const char *hash = request_header(r, COURIER_HASH);
	const char *sign = request_header(r, COURIER_SIGNATURE);
	const char *length = request_header(r, "Content-Length");
	unsigned char signature[BOX_SIGNATURE];
	struct box_sign_public public;
	enum rc rc;

	c->method = method;
	c->path = r->path;
	if (key == NULL || hash == NULL || sign == NULL ||
	    !number(request_header(r, COURIER_TIME), &c->time_ms) ||
	    !number(length == NULL ? "0" : length, &c->length) ||
	    buf_unhex(key, public.v, sizeof(public.v), NULL) != RC_OK ||
	    buf_unhex(hash, c->hash, sizeof(c->hash), NULL) != RC_OK ||
	    buf_unhex(sign, signature, sizeof(signature), NULL) != RC_OK)
		return RC_NOTFOUND;
	rc = courier_verify(c, &public, signature, err);
	if (rc == RC_OK)
		rc = recordings_device(store, &public, device, err);
	return rc == RC_DENIED || rc == RC_DAMAGED ? RC_NOTFOUND : rc;
}

bool
signed_in_time(const struct request *r, const struct courier *c)
{
	return c->time_ms - r->now_ms < COURIER_APART_MS &&
	    r->now_ms - c->time_ms < COURIER_APART_MS;
}

/* In clear, for a program that shows it to a person. */
void
signed_answer(struct request *r, unsigned status, const char *text)
{
	reply_text(r, status, text);
	reply_time(r);
}

/* The same for a request without a body: false, and R is answered. */
bool
signed_allowed(
    struct request *r, struct store *store, const char *method, int64_t *device)
{
	unsigned char empty[BOX_HASH];
	struct courier c = {0};
	struct error err = {0};
	enum rc rc = signed_ask(r, store, method, &c, device, &err);

	box_hash("", 0, empty);
	if (rc == RC_OK &&
	    (c.length != 0 || memcmp(c.hash, empty, sizeof(empty)) != 0))
		rc = RC_NOTFOUND;
	if (rc != RC_OK) {
		reply_failed(r, rc, &err);
		return false;
	}
	if (signed_in_time(r, &c))
		return true;
	signed_answer(
	    r, MHD_HTTP_FORBIDDEN, "The clocks of the two machines differ.\n");
	return false;
}
