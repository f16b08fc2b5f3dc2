/*
 * bouncing -- one look into the mailbox of bounces: every mail since the last
 * is read, and what it says of a message of ours is written down.
 *
 * A report belongs to a message by the address it came to (verp.h), or by the
 * Message-ID among the headers it returns, which is random and so is known to
 * nobody who has not had the mail.  An address that has the form of ours and
 * not its hash is forged, whatever else the report says.  Forged ones and those
 * of nothing we sent change nothing; they are counted and left unread for a
 * person, who is told.
 *
 * What a mail says and how far the mailbox was read are one transaction: a
 * crash, or two that read at a time, lose nothing and do nothing twice.
 */
#ifndef DISTRIBUTOR_BOUNCING_H
#define DISTRIBUTOR_BOUNCING_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/cmd.h"
#include "base/error.h"
#include "distributor/imap.h"
#include "seal/box.h"
#include "store/store.h"

/* What a look needs; borrows all of it. */
struct bouncing {
	struct store *store;
	struct imap *imap;
	const char *bounces; /* mail.bounces */
	struct box_key key;  /* verp_key's */
};

struct bouncing_tally {
	int bounced;   /* messages that came back */
	int delayed;   /* told to be late */
	int unmatched; /* reports that belong to nothing sent, or are forged */
	int others; /* mails that are no report, and reports of nothing new */
	char cause[IMAP_CAUSE]; /* why the mailbox cannot be read, "" it can */
};

/* Stops between two mails once *STOP (may be NULL) is set.  BAR: on a
 * terminal, show how far it is.  A mailbox that cannot be read is no error of
 * the pass: it is told once for each cause, by an alert and in the log. */
enum rc bouncing_pass(const struct bouncing *b, bool bar,
    const atomic_bool *stop, struct bouncing_tally *tally, struct error *err);

/* `bounces`: one pass now.  RC_INVALID: no mailbox is set; RC_IO: it cannot be
 * read. */
enum rc bouncing_verb(struct cmd_call *call, struct error *err);

#endif
