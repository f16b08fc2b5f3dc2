/*
 * sending -- one pass over the outbox: everything that is due now goes to the
 * relay, one mail at a time over one connection.
 *
 * For each message one transaction asks everything once more -- may every copy
 * of its parcel still be heard, has a reminder anything left to remind of, is
 * the route safe at this minute -- and commits
 * `sending` with a lease; then it is sent; then one transaction writes down
 * what became of it.  A copy that may not go now moves into a parcel of its
 * own, held, so that it does not keep the others of the same person.
 */
#ifndef DISTRIBUTOR_SENDING_H
#define DISTRIBUTOR_SENDING_H

#include <signal.h>
#include <stdbool.h>

#include "base/error.h"
#include "distributor/post.h"
#include "distributor/smtp.h"

struct sending_tally {
	int accepted;
	int held;   /* by a rule, now or still */
	int retry;  /* will be tried again by itself */
	int failed; /* a person must look */
};

/* HELD: look at held messages too before their time.  Stops between two
 * messages once *STOP is set (STOP may be NULL).  BAR: on a terminal, show how
 * far it is.  A refused mail is no error
 * of the pass; a store that cannot be written is. */
enum rc sending_pass(struct post *post, struct smtp *smtp, bool held, bool bar,
    const volatile sig_atomic_t *stop, struct sending_tally *tally,
    struct error *err);

#endif
