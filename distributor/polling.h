/*
 * polling -- look into the mailbox of bounces every minute, beside the sending
 * of `serve`.
 *
 * A thread of its own with a store of its own: a mailbox that does not answer
 * waits for as long as it likes (imap.h says how long that is for each command)
 * and keeps no mail from going out; the two meet in the store, as programs do.
 * What goes wrong is logged and told once (bouncing.h), and tried again a minute
 * later from the start: a password that was put right is read anew.
 */
#ifndef DISTRIBUTOR_POLLING_H
#define DISTRIBUTOR_POLLING_H

#include "base/conf.h"
#include "base/error.h"
#include "seal/box.h"

struct polling;

/* Begin, at once, with the mailbox of CONF (borrowed) and the store in DIR.
 * COLUMN is the key of sealed columns.  *OUT is NULL, and RC_OK, when no mailbox
 * is set.  As store_open; RC_IO: no thread could be made; RC_NOMEM. */
enum rc polling_start(struct polling **out, const char *dir,
    const struct conf *conf, const struct box_key *column, struct error *err);

/* End it, within a second or so of a command that waits; NULL-safe. */
void polling_stop(struct polling *polling);

#endif
