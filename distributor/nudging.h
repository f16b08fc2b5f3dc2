/*
 * nudging -- remind the owners of actions: a week before one is due, a day
 * before, and on the day after, as long as nobody has said what became of it.
 *
 * By the mail of every reminder, with the parcel's link.  When that link is
 * over a new parcel is made, whose own mail is the reminder.  Each goes once;
 * after a stretch in which nothing could run only the last one goes.  What may
 * no longer be read is not reminded of.
 *
 * Who has the action on paper, or no e-mail route, gets no mail: the coordinator
 * is told to speak with them.
 */
#ifndef DISTRIBUTOR_NUDGING_H
#define DISTRIBUTOR_NUDGING_H

#include "base/error.h"
#include "distributor/post.h"
#include "store/actions.h"

/* Put every reminder that is due at NOW_MS into the outbox; *COUNT of them.  A
 * failure of one keeps no other back; the first one's is told. */
enum rc
nudging_pass(struct post *post, int64_t now_ms, int *count, struct error *err);

/* Which reminder belongs to the civil day of NOW_MS in London, for an action due
 * on DUE_ON (YYYY-MM-DD) that its owner was sent at SENT_MS (0: not yet); 0:
 * none.  What was sent on its reminder's first day or later needs none. */
enum actions_stage
nudging_stage(const char *due_on, int64_t sent_ms, int64_t now_ms);

#endif
