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

/* Answers one line (without its end) of client number WHO (< CLIENTS_MOST) by
 * appending one to OUT; false: the answer comes later, and until then no
 * further line of this client is read. */
typedef bool clients_answer(
    void *to, size_t who, const char *line, size_t len, struct buf *out);

/* Is the answer that WHO waits for there now?  Then append it to OUT. */
typedef bool clients_later(void *to, size_t who, struct buf *out);

struct clients_talk {
	clients_answer *answer;
	clients_later *later;
	void *to;
};

/* Serve what poll said about P.  Returns false while an answer is still to come
 * or on its way out. */
bool clients_serve(
    struct clients *c, const struct pollfd *p, const struct clients_talk *talk);

#endif
