/*
 * bounce -- what a mail from the bounces' mailbox says: did one of ours come
 * back, is it late, and which one was it?
 *
 * The mail is anybody's and may be anything.  A delivery-status part that is
 * not inside a mail sent along (RFC 3462, 3464, whether the mail calls itself
 * multipart/report or not) decides; without one, sloppy.h.  A read receipt
 * (disposition-notification), a complaint (feedback-report), an answering
 * machine and a person's answer are no bounces.
 *
 * Read are at most BOUNCE_SIZE bytes; the mail comes last in a report, so
 * what is cut off a longer one is mostly ours.  Parts deeper than
 * BOUNCE_DEPTH, or behind the first BOUNCE_PARTS, are passed by.  A mail with
 * more than BOUNCE_TYPES lines that name a content type would cost the MIME
 * parser much: then only its headers are looked at.
 *
 * Nothing that is handed out is a person's: the address that failed is left
 * where it is.
 */
#ifndef DISTRIBUTOR_BOUNCE_H
#define DISTRIBUTOR_BOUNCE_H

#include <stdbool.h>
#include <stddef.h>

#include "distributor/dsn.h"
#include "seal/box.h"

enum {
	BOUNCE_SIZE = 256 * 1024,
	BOUNCE_DEPTH = 8,
	BOUNCE_PARTS = 32,
	BOUNCE_TYPES = 100,
	BOUNCE_TO = 8,        /* addresses of it that are looked at */
	BOUNCE_ADDRESS = 256, /* a longer one is none of ours */
	BOUNCE_ID = 256,
	BOUNCE_WHY = 128,
	BOUNCE_ALERT = 400
};

struct bounce {
	struct dsn dsn; /* DSN_NONE: no bounce at all */
	/* Whom it is addressed to, by every header that says so. */
	char to[BOUNCE_TO][BOUNCE_ADDRESS];
	size_t nto;
	/* Of the mail that came back, or that this one answers; "" unknown. */
	char message_id[BOUNCE_ID];
	/* SHA-256 of the Message-ID and of all below the headers: two
	 * deliveries of one report have the same. */
	unsigned char digest[BOX_HASH];
};

/* GMime is started, once and before any thread. */
void bounce_init(void);

/* MAIL is LEN bytes, at most BOUNCE_SIZE are looked at. */
void bounce_read(const void *mail, size_t len, struct bounce *out);

/* "The mail came back: the address does not exist. (5.1.1)" for STATUS. */
const char *bounce_why(const char *status, char text[BOUNCE_WHY]);

/* The same as words for the coordinator, with what to do.  OWED: copies were in
 * the mail; else it was a notice. */
const char *
bounce_alert(const char *status, bool owed, char text[BOUNCE_ALERT]);

#endif
