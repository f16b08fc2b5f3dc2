/*
 * guard -- a thread that ends connections which must not go on.
 *
 * Slow drips: a request, headers and body, must be complete within
 * GUARD_WHOLE_MS of its connection being free for it; libmicrohttpd's own
 * timeout is for silence only, so one byte a second would hold a place for
 * ever.  With the half second until the thread looks it is gone within ten.
 *
 * Withdrawn copies, and sessions that ended: every GUARD_ASK_MS it asks again
 * for each transfer under way whether its claim still stands, because a client
 * that reads slowly may not come back to the media reader for minutes.  Such a
 * connection is reset, so that what waits in the kernel is not delivered either.
 *
 * Limited tries: whoever refuses one because there were too many says so in the
 * site, at no cost and with the same words whether the link exists; here the
 * coordinators are told, one alert until somebody has seen it.
 */
#ifndef SHARE_GUARD_H
#define SHARE_GUARD_H

#include <stdbool.h>

#include "base/error.h"
#include "share/claim.h"
#include "share/site.h"

enum { GUARD_WHOLE_MS = 9500, GUARD_ASK_MS = 5 * 1000 };

struct guard;
struct guard_peer; /* one connection */

/* SITE may be NULL: nothing is transferred. */
enum rc guard_open(struct guard **out, struct site *site, struct error *err);
void guard_close(struct guard *guard); /* NULL-safe; ends the thread */

/* A connection on socket FD came (NULL: no memory) and went. */
struct guard_peer *guard_add(struct guard *guard, int fd);
void guard_remove(struct guard *guard, struct guard_peer *peer);

/* Its request is complete; its answer is done, and it waits again. */
void guard_received(struct guard *guard, struct guard_peer *peer);
void guard_answered(struct guard *guard, struct guard_peer *peer);

/* A transfer under CLAIM runs on PEER from now until guard_answered. */
void guard_transfer(
    struct guard *guard, struct guard_peer *peer, const struct claim *claim);

/* Reset PEER now: whoever finds that its claim no longer stands. */
void guard_cut(struct guard *guard, struct guard_peer *peer);

#endif
