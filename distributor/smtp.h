/*
 * smtp -- hand one mail for one recipient to the relay, by libcurl.
 *
 * STARTTLS with a verified certificate and host name is always required;
 * there is no other way to send.  The outcome is what may be concluded about
 * the mail, not what curl called it: a connection lost after the closing dot
 * leaves open whether the relay took the mail, and everything before it means
 * that it did not.
 */
#ifndef DISTRIBUTOR_SMTP_H
#define DISTRIBUTOR_SMTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/conf.h"
#include "base/error.h"

enum smtp_result {
	SMTP_ACCEPTED = 1,
	SMTP_LATER,     /* 4xx, or lost before the dot: try again */
	SMTP_ABSENT,    /* no server answers */
	SMTP_REFUSED,   /* 5xx for this sender, recipient or mail */
	SMTP_AMBIGUOUS, /* lost after the dot */
	SMTP_INSECURE,  /* no STARTTLS, or a certificate that does not hold */
	SMTP_LOGIN      /* the relay does not take our user and password */
};

enum { SMTP_CAUSE = 128 };

/* Is it the relay that RESULT is about, whatever mail it had been? */
bool smtp_is_of_relay(enum smtp_result result);

/* A connection to the relay of CONF, kept between mails. */
struct smtp;

/* RC_INVALID: the configuration has no mail.from, or its password_file cannot
 * be read; RC_NOMEM. */
enum rc
smtp_open(struct smtp **out, const struct conf *conf, struct error *err);
void smtp_close(struct smtp *smtp); /* NULL-safe; wipes the password */

/* Send SOURCE (CRLF lines, LEN bytes) to TO.  CAUSE gets a sentence without
 * an address for everything but ACCEPTED; the server's own words are not in
 * it, because they repeat addresses. */
enum smtp_result smtp_send(struct smtp *smtp, const char *to,
    const void *source, size_t len, char cause[SMTP_CAUSE]);

#endif
