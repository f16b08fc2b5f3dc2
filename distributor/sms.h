/*
 * sms -- hand one text message to the gateway, by libcurl.
 *
 * One HTTPS POST with a checked certificate, and no other way: not even to
 * this machine does a message go in the clear.  The body is
 *
 *	{"to": "+447700900123", "from": "Records", "text": "...", "id": "..."}
 *
 * and sms.token_file's token goes as a bearer's.  2xx is accepted; 408, 425,
 * 429 and 5xx mean later; anything else is a refusal.  A connection that is lost
 * is later too: the gateway knows ID and takes the same message once, if it is
 * one that looks.
 *
 * A text says nothing that a stranger may not read (rule 7): telling words are
 * refused here.  Nor does it go to a landline, which would read it aloud to
 * whoever picks up, or to a machine.
 */
#ifndef DISTRIBUTOR_SMS_H
#define DISTRIBUTOR_SMS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/error.h"

enum sms_result {
	SMS_ACCEPTED = 1,
	SMS_LATER,   /* no answer, or not now: the same again, with its ID */
	SMS_REFUSED, /* this number, this text or our token: not again */
	SMS_INSECURE /* the gateway could not prove that it is the one */
};

enum { SMS_CAUSE = 128, SMS_TEXT = 320 /* characters; two messages' worth */ };

/* Waits: for a connection, and for all of one message. */
enum { SMS_CONNECT_S = 10, SMS_TOTAL_S = 30 };

/* A connection to the gateway of CONF, kept between messages. */
struct sms;

/* RC_NOTFOUND: sms.url is not set, there is no gateway; RC_INVALID: the token's
 * file cannot be read or holds no token; RC_NOMEM. */
enum rc sms_open(struct sms **out, const struct conf *conf, struct error *err);
void sms_close(struct sms *sms); /* NULL-safe; wipes the token */

/* Send TEXT (UTF-8) to TO, a mobile number as people write it.  ID is the
 * message's own and stays the same when it is sent again.  CAUSE gets a
 * sentence without number or text for everything but ACCEPTED; the gateway's
 * own words are not in it. */
enum sms_result sms_send(struct sms *sms, const char *to, const char *text,
    const char *id, char cause[SMS_CAUSE]);

/* TO as gateways want it: +, country, number; "07..." is in the United Kingdom.
 * False: not a number, or not a mobile one as far as can be told.  OUT is
 * appended to. */
bool sms_number(const char *to, struct buf *out);

#endif
