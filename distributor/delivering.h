/*
 * delivering -- `deliver` sends what is due now, once, or only says what would
 * be (--dry-run); `serve` goes on doing so, looks after dead senders, does the
 * jobs that share asks for and reads the mails that came back (in a thread of
 * its own, polling.h), until SIGTERM or SIGINT ends it between two groups of
 * mails.
 */
#ifndef DISTRIBUTOR_DELIVERING_H
#define DISTRIBUTOR_DELIVERING_H

#include "base/cmd.h"
#include "base/error.h"

/* RC_IO when a mail failed for good: then a person must look. */
enum rc delivering_once(struct cmd_call *call, struct error *err);
enum rc delivering_serve(struct cmd_call *call, struct error *err);

#endif
