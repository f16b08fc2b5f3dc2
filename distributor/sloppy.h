/*
 * sloppy -- a mail without a delivery-status part that says all the same that
 * ours came back: qmail's, old Exim's and Exchange's, and what a gateway has
 * made plain text of.
 *
 * Nothing in such a mail is there to be relied on, and an answering machine
 * writes to the same address.  So it must say who it is: by a header or an
 * opening that only a mail system writes; or it comes from a mail system's
 * name, or from nobody, and its subject or text says that a mail was not
 * delivered.  What calls itself an automatic answer and has no such opening is
 * none, whatever it quotes.
 */
#ifndef DISTRIBUTOR_SLOPPY_H
#define DISTRIBUTOR_SLOPPY_H

#include <stdbool.h>
#include <stddef.h>

#include "distributor/dsn.h"

/* What there is to go by; "" where a header is missing, none NULL. */
struct sloppy_mail {
	const char *from; /* a bare address, or anything */
	const char *subject;
	const char *return_path;    /* "<>": nobody wants an answer */
	const char *failed_to;      /* X-Failed-Recipients */
	const char *auto_submitted; /* RFC 3834 */
	bool answers; /* a header of an answering machine (X-Autoreply ...) */
	const char *text; /* the first of its texts */
	size_t len;
};

/* OUT->action DSN_NONE: it is no bounce. */
void sloppy_read(const struct sloppy_mail *mail, struct dsn *out);

#endif
