/*
 * ring -- blocks from one thread to another without a lock: the audio
 * callback puts, the writer takes, neither ever waits.  A full ring refuses:
 * what is lost is counted by whoever puts (the sample counter of the next
 * block tells).
 */
#ifndef RECORDER_RING_H
#define RECORDER_RING_H

#include <stddef.h>

#include "base/error.h"

struct ring;

/* BLOCKS of SIZE bytes each.  RC_NOMEM. */
enum rc
ring_open(struct ring **out, size_t blocks, size_t size, struct error *err);
void ring_close(struct ring *r); /* NULL-safe; wipes */

/* The block to fill next, or NULL when the ring is full; ring_put hands it
 * over.  One thread only. */
void *ring_room(struct ring *r);
void ring_put(struct ring *r);

/* The oldest block, or NULL when there is none; ring_took gives its room
 * back, wiped.  One thread only. */
const void *ring_front(struct ring *r);
void ring_took(struct ring *r);

#endif
