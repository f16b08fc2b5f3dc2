/*
 * stream -- live values for a page: server-sent events, each one a whole
 * picture (showing.h), so that whoever reads slowly misses some and is never
 * behind.
 *
 * A connection with nothing new to say is suspended; the liaison wakes it.  One
 * that is not read any more fills its socket and is ended by the server; the
 * liaison never waits for it.
 */
#ifndef SHARE_STREAM_H
#define SHARE_STREAM_H

#include "share/request.h"

enum { STREAM_MOST = 32 };

/* Answer R with events until it goes away, or the server does; a HEAD with the
 * headers alone. */
void stream_answer(struct request *r);

/* Its place in the liaison's list; and wake it (the lock is held). */
struct stream *stream_next(const struct stream *s);
void stream_set_next(struct stream *s, struct stream *next);
void stream_suspend(struct stream *s);
void stream_wake(struct stream *s);

#endif
