/*
 * crew -- a few threads for answers that take a while (Argon2id), so that a
 * burst of sign-ins does not hold up who is listening.
 *
 * Where it is floored, every such answer is ready a whole number of CREW_FLOOR_MS after its
 * beginning, right or wrong, known or unknown, and under load too: its length
 * tells nothing finer.
 */
#ifndef SHARE_CREW_H
#define SHARE_CREW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "share/request.h"

enum { CREW_THREADS = 6, CREW_QUEUE = 64, CREW_FLOOR_MS = 400 };

struct crew;

typedef void crew_work(struct request *r);

/* WORK is done on a thread of the crew, then the suspended connection goes
 * on; unless FLOORED as soon as it is done. */
enum rc
crew_open(struct crew **out, crew_work *work, bool floored, struct error *err);

/* Ends after what is queued is done.  NULL-safe. */
void crew_close(struct crew *crew);

/* When an answer begun at BEGAN_NS and known at NOW_NS goes out (monotonic). */
int64_t crew_due_ns(int64_t began_ns, int64_t now_ns);

/* Suspend R's connection and queue it.  False: the queue is full. */
bool crew_take(struct crew *crew, struct request *r);

#endif
