/*
 * sending -- one pass over the outbox: everything that is due now goes to the
 * relay, in groups of as many mails as are on their way at once.
 *
 * For each group a transaction asks everything once more (clearing.h) and
 * commits `sending` with a lease, before anything connects; the same one writes
 * down what became of the group before it.  So whoever is killed leaves open
 * at most the fate of the mails that were on their way.  A message that cannot
 * be read or written is held as it was, and keeps no other; nor does a parcel whose
 * mail cannot be written yet.
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
 * groups once *STOP is set (STOP may be NULL).  BAR: on a terminal, show how
 * far it is.  A refused mail is no error
 * of the pass; a store that cannot be written is. */
enum rc sending_pass(struct post *post, struct smtp *smtp, bool held, bool bar,
    const volatile sig_atomic_t *stop, struct sending_tally *tally,
    struct error *err);

#endif
