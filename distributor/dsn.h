/*
 * dsn -- what a message/delivery-status part says (RFC 3464): fields of the
 * whole message, an empty line, and then a group of fields a recipient.
 *
 * Each of our mails has one recipient, whom a list or an alias may have made
 * several: the worst that is said of any of them counts.  The recipients
 * themselves are not kept, and never compared with ours, because a forwarded
 * mail comes back with the name of the place it was forwarded to.
 *
 * The standard wants Action and Status in every group; the field leaves either
 * out.  A group that has only one of them, or a recipient and neither, has
 * failed, unless its Status begins with 2: better a person looks once too often.
 */
#ifndef DISTRIBUTOR_DSN_H
#define DISTRIBUTOR_DSN_H

#include <stddef.h>

enum dsn_action {
	DSN_NONE = 0, /* it says nothing of any recipient */
	DSN_ARRIVED,  /* delivered, relayed, expanded */
	DSN_DELAYED,
	DSN_FAILED
};

enum { DSN_STATUS = 12 }; /* "5.123.123" and a NUL */

struct dsn {
	enum dsn_action action;
	char status[DSN_STATUS]; /* RFC 3463, of the worst; "" none */
};

/* TEXT is LEN bytes of anything: lines may end in LF or CRLF, or never. */
void dsn_read(const char *text, size_t len, struct dsn *out);

/* The first enhanced status code of class 2, 4 or 5 in TEXT into STATUS, ""
 * when there is none.  Numbers with more or fewer parts, such as an internet
 * address, are not one. */
void dsn_code(const char *text, size_t len, char status[DSN_STATUS]);

#endif
