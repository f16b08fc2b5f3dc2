/*
 * mailbox -- how far the mailbox of bounces was read, and what was wrong with
 * it when somebody was last told.
 *
 * The place is moved in the transaction that writes what a mail says, so that
 * whatever ends in between, that mail is read again, and no other.  It holds for
 * one UIDVALIDITY (RFC 9051, section 2.3.1.1); under another every mail is
 * read once more, and what it says is known already.
 *
 * Everything that writes is inside the caller's transaction.
 */
#ifndef STORE_MAILBOX_H
#define STORE_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "store/store.h"

enum { MAILBOX_FAULT = 160 };

struct mailbox {
	int64_t validity;  /* UIDVALIDITY; 0: never read */
	int64_t next;      /* the UID of the first mail not read yet */
	int64_t unmatched; /* reports so far that belong to nothing sent */
	char fault[MAILBOX_FAULT]; /* "" it can be read */
};

/* What is known of NAME; a new one is {0, 1, 0, ""}. */
enum rc mailbox_get(struct store *store, const char *name, struct mailbox *out,
    struct error *err);

/* Remember all of it. */
enum rc mailbox_put(struct store *store, const char *name,
    const struct mailbox *mailbox, struct error *err);

#endif
