/*
 * server -- libmicrohttpd, held to limits.
 *
 * Epoll threads in a pool answer pages and media, each with a store of its
 * own; the crew answers sign-ins; the guard ends what drips or was withdrawn;
 * "no such page" goes out later, so that its time tells nothing.
 * Requests that are not HTTP, or whose header is larger than SERVER_MEMORY,
 * are refused by libmicrohttpd itself, with no page of ours and no header: it has
 * no option or callback for those answers (0.9.75).  Each is a fixed sentence that
 * repeats nothing of the request, and the end of the connection; the proxy adds
 * the headers.
 *
 * A log line a request, but for the program's own files: method, kind of page,
 * status, milliseconds.  Never an address, a path, a token or a cookie.
 */
#ifndef SHARE_SERVER_H
#define SHARE_SERVER_H

#include <stdbool.h>

#include "base/error.h"
#include "share/front.h"
#include "share/site.h"

enum {
	SERVER_THREADS = 4,
	SERVER_CONNECTIONS = 4096,
	SERVER_SILENCE_S = 30,
	SERVER_MEMORY = 16 * 1024, /* a connection's headers */
	SERVER_SEND = 128 * 1024,  /* a socket's buffer for what is under way,
				       before the kernel doubles it */
	SERVER_UNSENT = 16 * 1024  /* of that, what waits to be sent */
};

struct server;
struct liaison;

struct server_plan {
	const struct front *front;
	struct site *site;       /* or NULL: these pages stand on no store */
	struct liaison *liaison; /* or NULL */
	bool floored; /* the crew's answers, and "no such page", tell nothing by
			their time */
};

/* Answer who connects to the listening socket FD, which is the server's from
 * now on, whatever is returned.  Borrows what PLAN points to. */
enum rc server_open(struct server **out, const struct server_plan *plan, int fd,
    struct error *err);

/* Ends transfers, too.  NULL-safe. */
void server_close(struct server *server);

#endif
