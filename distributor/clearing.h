/*
 * clearing -- may this message go, today and at this minute?
 *
 * Asked inside the transaction that commits `sending`, whatever was asked when
 * the message was made (rules 6 and 9): of a parcel's mail, whether every copy
 * in it may still be heard and every debrief read; of a reminder, whether anything is left to remind
 * of; of each, whether its route is safe now, and still leads to where it was
 * written to.  What may not go is held with the cause, and looked at again;
 * what goes on paper, or went in a locked archive, is held for good, unless a
 * person wants that mailed besides (`resend`).
 *
 * A copy, debrief or action that may not go now moves into a parcel of its own,
 * held, so that it does not keep the others of the same person, and goes by
 * itself once it may.
 */
#ifndef DISTRIBUTOR_CLEARING_H
#define DISTRIBUTOR_CLEARING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "distributor/post.h"
#include "store/outbox.h"

/* The cause of a parcel's mail that was tried and now has another address: a
 * person must say that it goes there (`resend`). */
#define CLEARING_MOVED                                                         \
	"The address changed after a first try: `resend` sends it to the new " \
	"one, with a new link."

enum { CLEARING_AGAIN_MS = 60 * 1000 }; /* until what is held is asked anew */

/* *GO: M may go to TO with SOURCE, which are filled in (and wiped by the
 * caller); else it is held.  In a transaction. */
enum rc
clearing_ask(struct post *post, const struct outbox_message *m, int64_t now_ms,
    bool *go, struct buf *to, struct buf *source, struct error *err);

/* Hold M until NEXT_MS, and tell the coordinator ALERT (may be NULL) unless it
 * was held for the same cause before.  In a transaction. */
enum rc
clearing_hold(struct post *post, const struct outbox_message *m, int64_t now_ms,
    int64_t next_ms, const char *cause, const char *alert, struct error *err);

#endif
