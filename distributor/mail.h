/*
 * mail -- what we send: "A document is ready for you", and the notices that
 * follow from it, in the same frame.
 *
 * text/plain and nothing else: no picture, no tracker, no attachment, nothing
 * a preview could show.  It says where the link is, what is needed besides
 * (the code that was given in person) and until when.  What it is about it
 * does not say (rule 7): it holds no name, no reference, no telling word, and
 * mail_write refuses to write one that does.
 */
#ifndef DISTRIBUTOR_MAIL_H
#define DISTRIBUTOR_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/wordbook.h"

struct mail {
	enum wordbook_language language; /* of whoever gets it */
	const char *from;                /* a bare address */
	const char *brand;      /* "Document service": the sender's name */
	const char *to;         /* a bare address */
	const char *message_id; /* without brackets */
	const char *subject;    /* of a notice; NULL: the mail of a parcel */
	const char *body;       /* of a notice: its own words, lines ending in
	    \n */
	const char *link;       /* the whole URL; NULL: none, in a notice */
	const char *notice;     /* "" or a sentence of this installation */
	int64_t date_ms;
	int64_t expires_ms; /* of the link */
};

enum { MAIL_ID = 256 }; /* bytes a Message-ID needs, with its NUL */

/* 32 random hex digits at FROM's domain into ID; returns ID. */
char *mail_id(const char *from, char id[MAIL_ID]);

/* An address that can stand in an SMTP command as it is: printable ASCII, one
 * @ with something on both sides, none of the characters "<>()[]\,;:" and no
 * space. */
bool mail_address(const char *text);

/* Append the mail, headers and body, lines ending in CRLF.  RC_INVALID: an
 * address that mail_address refuses, or a subject that is not one line of
 * text; RC_DENIED: subject, sender, body or Message-ID would hold a telling
 * word; RC_NOMEM. */
enum rc mail_write(const struct mail *mail, struct buf *out, struct error *err);

/* Append SOURCE, as mail_write made it, addressed to TO instead.  RC_INVALID as
 * above, or SOURCE has no recipient; RC_NOMEM. */
enum rc mail_readdress(
    const char *source, const char *to, struct buf *out, struct error *err);

/* Is SOURCE, as mail_write made it, addressed to TO? */
bool mail_is_to(const char *source, const char *to);

#endif
