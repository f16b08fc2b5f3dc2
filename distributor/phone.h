/*
 * phone -- a text message to somebody, by the one route of theirs that is safe
 * for it now (rules 6 and 9), or not at all.
 */
#ifndef DISTRIBUTOR_PHONE_H
#define DISTRIBUTOR_PHONE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "distributor/desk.h"
#include "distributor/sms.h"

struct phone {
	struct desk *desk;
	struct sms *sms;
	struct buf number; /* whom phone_may has found */
};

/* P must be = {0}; phone_close it whatever comes back.  As sms_open, and
 * RC_NOTFOUND: no key of sealed columns. */
enum rc phone_open(struct phone *p, struct desk *desk, struct error *err);
void phone_close(struct phone *p); /* wipes the number */

/* May PERSON be sent a text now?  RC_DENIED: no; the text says why without the
 * number. */
enum rc phone_may(struct phone *p, struct person_id person, struct error *err);

/* Send TEXT to whom phone_may found.  RC_BUSY later; RC_DENIED refused; RC_IO the
 * gateway is not proved to be the one. */
enum rc phone_send(struct phone *p, const char *text, struct error *err);

#endif
