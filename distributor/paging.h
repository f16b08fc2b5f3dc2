/*
 * paging -- a text message to whoever must know that something has not gone,
 * while mail does not reach them.
 *
 * It goes to their own phone route, if that may be used at this minute (rule
 * 6); nothing else is tried instead.  Its words are always the same, and tell
 * nothing.  All that waits for one person is one message.
 */
#ifndef DISTRIBUTOR_PAGING_H
#define DISTRIBUTOR_PAGING_H

#include <stdint.h>

#include "base/error.h"
#include "distributor/post.h"

/* How long a try waits for the next, and after how long it is given up. */
enum { PAGING_AGAIN_MS = 10 * 60 * 1000, PAGING_MOST_MS = 24 * 3600 * 1000 };

/* Send what is wanted at NOW_MS; *COUNT says how many went.  Without a gateway
 * ([sms] of marac.conf) nothing is done, and that is no error.
 * Whose phone cannot be read keeps nobody else's: the first fault is returned behind
 * all of them, unless it is the store's. */
enum rc
paging_pass(struct post *post, int64_t now_ms, int *count, struct error *err);

#endif
