/*
 * acceptor -- takes the connections of a socket that listens and hands each to
 * that of the server's threads which has the fewest.
 *
 * The library's threads would take them themselves, ten at a time whoever wakes
 * first: of eight listeners all eight on one thread, and half the machine idle
 * (measured: 5,700 parts of a recording a second, 9,800 shared out).  Its pool
 * of threads chooses by the descriptor's number, which says nothing.
 */
#ifndef SHARE_ACCEPTOR_H
#define SHARE_ACCEPTOR_H

#include <stddef.h>

#include "base/error.h"

struct MHD_Connection;
struct MHD_Daemon;
struct acceptor;

/* From the socket FD, which becomes the acceptor's even after a failure.  Each of
 * the COUNT DAEMONS has a thread of its own and room for PLACES connections, which
 * all of them have at most; who comes then waits in the kernel's queue.
 * RC_NOMEM, RC_IO. */
enum rc acceptor_open(struct acceptor **out, int fd, unsigned places,
    struct MHD_Daemon *const *daemons, size_t count, struct error *err);

/* One that was handed over has ended.  From any thread. */
void acceptor_left(struct acceptor *a, struct MHD_Connection *connection);

/* Takes no more from now on.  NULL-safe. */
void acceptor_end(struct acceptor *a);
/* NULL-safe; after the daemons have stopped. */
void acceptor_close(struct acceptor *a);

#endif
