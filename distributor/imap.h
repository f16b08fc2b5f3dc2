/*
 * imap -- read the mails of one IMAP folder by their numbers, by libcurl.
 *
 * imaps://, or imap:// where STARTTLS is required; the certificate and the
 * host's name are always checked, and nothing is said to a server that has not
 * shown a valid one, no user name either.
 *
 * The user signs in with the password of bounce.password_file, or, where there
 * is none, with a token as mails do (oauth.h): it is the same organisation's.
 *
 * Every call is one command and waits at most IMAP_COMMAND_S, or so often for a
 * token; a server that says nothing costs that and no more.  Two things are
 * tried once more at once: a connection that was kept and turns out to be
 * closed, and a token that is refused.  Answers are bounded: a mail is read to
 * a limit that the server is asked to keep and that is kept here if it does
 * not; a list has at most IMAP_WINDOW numbers.
 *
 * A mail that was fetched counts as seen at the server; imap_unsee takes that
 * back, for those that a person must find.
 */
#ifndef DISTRIBUTOR_IMAP_H
#define DISTRIBUTOR_IMAP_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/error.h"

enum {
	IMAP_COMMAND_S = 20,
	IMAP_WINDOW = 1000, /* numbers that are asked for at a time */
	IMAP_CAUSE = 128
};

enum imap_result {
	IMAP_DONE = 1,
	IMAP_GONE,     /* that mail is not there, or cannot be had */
	IMAP_ABSENT,   /* no server answers, or one that makes no sense */
	IMAP_INSECURE, /* no TLS, or a certificate that does not hold */
	IMAP_LOGIN,    /* it does not take our user and password */
	IMAP_FOLDER,   /* it has no such folder, or does not number its mails */
	IMAP_STOPPED   /* *STOP was set */
};

struct imap;

/* The mailbox of CONF (bounce.imap ...).  *OUT is NULL, and RC_OK, when it has
 * none.  No connection is made before the first call.  STOP, which may be
 * NULL, ends a call within a second.
 * RC_NOTFOUND, RC_IO: the password file cannot be read; as oauth_open. */
enum rc imap_open(struct imap **out, const struct conf *conf,
    const atomic_bool *stop, struct error *err);
void imap_close(struct imap *imap); /* NULL-safe; wipes the password */

/* What this mailbox is called: "USER at URL". */
const char *imap_name(const struct imap *imap);

/* In each of the others CAUSE gets a sentence without an address when the result
 * is not DONE. */

/* End the connection, if there is one. */
void imap_leave(struct imap *imap);

/* Connect anew: the folder's UIDVALIDITY, and the number that its next mail
 * will have. */
enum imap_result imap_look(struct imap *imap, uint32_t *validity,
    uint32_t *next, char cause[IMAP_CAUSE]);

/* The numbers that there are from FROM on, less than FROM + IMAP_WINDOW, in
 * order, into UIDS. */
enum imap_result imap_list(struct imap *imap, uint32_t from,
    uint32_t uids[IMAP_WINDOW], size_t *count, char cause[IMAP_CAUSE]);

/* The first LIMIT bytes of mail UID, appended to OUT. */
enum imap_result imap_fetch(struct imap *imap, uint32_t uid, size_t limit,
    struct buf *out, char cause[IMAP_CAUSE]);

/* Mail UID counts as not seen. */
enum imap_result
imap_unsee(struct imap *imap, uint32_t uid, char cause[IMAP_CAUSE]);

#endif
