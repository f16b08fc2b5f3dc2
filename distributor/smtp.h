/*
 * smtp -- hand mails to the relay, several at once, by libcurl's multi
 * interface.
 *
 * One recipient and one mail a transaction (talk.h says what may be concluded
 * from one).  Connections are kept from one mail to the next until smtp_rest,
 * never more of them than mail.connections.  STARTTLS (smtp://) or TLS from the
 * first byte (smtps://), at least version 1.2, with a verified certificate and
 * host name is always required; there is no other way to send.
 *
 * Two things are tried once more at once, because the mail had not been handed
 * over: a connection that was kept and turns out to be closed, by a new one;
 * and an OAuth token that is refused (oauth.h), by a new token.
 */
#ifndef DISTRIBUTOR_SMTP_H
#define DISTRIBUTOR_SMTP_H

#include <stddef.h>

#include "base/conf.h"
#include "base/error.h"
#include "distributor/talk.h"

enum {
	SMTP_AT_ONCE = 16, /* mail.connections is at most that */
	SMTP_CAUSE = TALK_CAUSE,
	/* The longest that smtp_send_all takes over SMTP_AT_ONCE mails at most:
	 * two tries and two tokens.  Less than the outbox's lease. */
	SMTP_LONGEST_S = 2 * TALK_LONGEST_S + 2 * 30
};

struct smtp_mail {
	const char *to;
	const char *return_path; /* where a bounce goes; NULL: mail.from */
	const void *source;      /* CRLF lines */
	size_t len;

	/* What became of it.  CAUSE is a sentence without an address for
	 * everything but ACCEPTED; the server's own words are not in it,
	 * because they repeat addresses. */
	enum smtp_result result;
	char cause[SMTP_CAUSE];
};

/* A relay, and the connections to it. */
struct smtp;

/* RC_INVALID: the configuration has no mail.from, or a file of a secret cannot
 * be read; RC_NOMEM. */
enum rc
smtp_open(struct smtp **out, const struct conf *conf, struct error *err);
void smtp_close(struct smtp *smtp); /* NULL-safe; wipes what is secret */

/* How many mails are on their way at once: mail.connections.  NULL-safe, for
 * tests that have no relay. */
size_t smtp_at_once(const struct smtp *smtp);

/* Send the COUNT MAILS, and fill in what became of each. */
void smtp_send_all(struct smtp *smtp, struct smtp_mail *mails, size_t count);

/* Nothing more to send for now: close the connections.  NULL-safe. */
void smtp_rest(struct smtp *smtp);

#endif
