/*
 * later -- lets answers go out at a time that says nothing.
 *
 * "No such page" is one answer in bytes, but not in work: for a copy that was
 * withdrawn, or a case of conflict, every rule is asked first.  So each such
 * answer goes out a whole number of LATER_FLOOR_MS after its request began,
 * whatever it took: a thread of its own wakes the suspended connections.
 */
#ifndef SHARE_LATER_H
#define SHARE_LATER_H

#include <stdbool.h>

#include "base/error.h"
#include "share/request.h"

enum { LATER_FLOOR_MS = 100 };

struct later;

enum rc later_open(struct later **out, struct error *err);

/* Lets all that wait go now, and takes no more.  NULL-safe. */
void later_end(struct later *later);

/* After later_end and the last request.  NULL-safe. */
void later_close(struct later *later);

/* Suspend R's connection until then.  False: it is ending. */
bool later_take(struct later *later, struct request *r);

#endif
