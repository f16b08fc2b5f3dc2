/*
 * clients -- who talks to the daemon: a Unix socket (mode 0600), a line in, a
 * line out.  Nothing here ever waits, and nobody gets more than a bounded
 * buffer: a slow or dead client costs its own connection and no audio.
 */
#ifndef RECORDER_CLIENTS_H
#define RECORDER_CLIENTS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

enum { CLIENTS_MOST = 16, CLIENTS_POLL = CLIENTS_MOST + 1 };

struct clients;

/* Listen at PATH, which is replaced.  RC_INVALID too long; RC_IO. */
enum rc clients_open(struct clients **out, const char *path, struct error *err);
void clients_close(struct clients *c); /* removes the socket; NULL-safe */

/* Fill P[CLIENTS_POLL]; returns how many. */
size_t clients_poll(const struct clients *c, struct pollfd *p);

/* Answers one line (without its end) by appending one to OUT. */
typedef void
clients_answer(void *to, const char *line, size_t len, struct buf *out);

/* Serve what poll said about P.  Returns false while an answer is still on
 * its way out. */
bool clients_serve(
    struct clients *c, const struct pollfd *p, clients_answer *each, void *to);

#endif
