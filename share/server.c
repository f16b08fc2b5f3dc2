#include "share/server.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/log.h"
#include "share/acceptor.h"
#include "share/crew.h"
#include "share/guard.h"
#include "share/later.h"
#include "share/liaison.h"
#include "share/media.h"
#include "share/receiving.h"
#include "share/reply.h"
#include "share/request.h"
#include "share/router.h"
#include "share/shelf.h"

enum {
	NS_PER_MS = 1000 * 1000,
	/* Of each thread, that it never comes to: the acceptor's places are the
	 * limit.  One more than all, because the library counts one that has
	 * said it goes; a thread that is over its limit keeps a lock that it then
	 * waits for itself, for ever (0.9.75, new_connection_process_). */
	SERVER_LIMIT = SERVER_CONNECTIONS + 1
};

struct server {
	struct server_plan plan;
	struct guard *guard;
	struct crew *crew;
	struct later *later;
	struct shelf *shelf;
	struct MHD_Daemon *daemons[SERVER_THREADS]; /* a thread each */
	struct acceptor *acceptor;
	int fd; /* until the acceptor owns it; then -1 */
};

static struct guard_peer *
peer_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info != NULL ? info->socket_context : NULL;
}

/* A MHD_NotifyConnectionCallback. */
static void
connection_changed(void *cls, struct MHD_Connection *connection,
    void **socket_context, enum MHD_ConnectionNotificationCode what)
{
	struct server *server = cls;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		const int size = SERVER_SEND, unsent = SERVER_UNSENT;

		if (info == NULL)
			return;
		(void)setsockopt(info->connect_fd, SOL_SOCKET, SO_SNDBUF, &size,
		    sizeof(size));
		/* A client that has stopped reading is handed no more ahead. */
		(void)setsockopt(info->connect_fd, IPPROTO_TCP,
		    TCP_NOTSENT_LOWAT, &unsent, sizeof(unsent));
		*socket_context = guard_add(server->guard, info->connect_fd);
	} else {
		guard_remove(server->guard, *socket_context);
		*socket_context = NULL;
		acceptor_left(server->acceptor, connection);
	}
}

static enum MHD_Result
send_answer(struct request *r)
{
	enum MHD_Result sent;

	if (r->response == NULL)
		return MHD_NO; /* no memory for it: end the connection */
	sent = MHD_queue_response(r->connection, r->status, r->response);
	if (!r->asset)
		MHD_destroy_response(r->response);
	r->response = NULL;
	return sent;
}

/* Now, or when its time tells nothing. */
static enum MHD_Result
settle(struct server *server, struct request *r)
{
	if (r->status == MHD_HTTP_NOT_FOUND && !r->waited &&
	    server->plan.floored) {
		r->waited = true;
		if (later_take(server->later, r))
			return MHD_YES;
	}
	return send_answer(r);
}

/* The page for a full queue, or the slow answer when it is ready. */
static enum MHD_Result
take(struct server *server, struct request *r)
{
	if (r->status != 0)
		return settle(server, r);
	guard_received(server->guard, r->peer);
	if (!router_is_slow(r)) {
		router_answer(r);
		return settle(server, r);
	}
	if (!router_may(r))
		return settle(server, r);
	r->waited = true; /* the crew sees to it */
	if (crew_take(server->crew, r))
		return MHD_YES;
	reply_problem(r, MHD_HTTP_SERVICE_UNAVAILABLE);
	return send_answer(r);
}

/* A MHD_AccessHandlerCallback: first with the headers, then with each piece
 * of the body, then with none. */
static enum MHD_Result
access_page(void *cls, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **con_cls)
{
	struct server *server = cls;
	struct request *r = *con_cls;
	struct error err = {0};

	(void)version;
	if (r == NULL) {
		if (request_open(&r, server->plan.front, connection, method,
			url, &err) != RC_OK)
			return MHD_NO;
		r->site = server->plan.site;
		r->liaison = server->plan.liaison;
		r->shelf = server->shelf;
		r->guard = server->guard;
		r->peer = peer_of(connection);
		*con_cls = r;
		if (router_takes_file(r))
			receiving_begin(r);
		return MHD_YES;
	}
	if (*size > 0) {
		if (r->receiving != NULL)
			receiving_more(r->receiving, data, *size);
		else
			request_more(r, data, *size);
		*size = 0;
		return MHD_YES;
	}
	return take(server, r);
}

/* A MHD_RequestCompletedCallback. */
static void
completed(void *cls, struct MHD_Connection *connection, void **con_cls,
    enum MHD_RequestTerminationCode why)
{
	static const char *const methods[] = {
	    "", "GET", "HEAD", "POST", "PUT", "-"};
	struct server *server = cls;
	struct request *r = *con_cls;

	(void)connection;
	if (r == NULL)
		return;
	*con_cls = NULL;
	guard_answered(server->guard, r->peer);
	if (server->plan.site != NULL)
		tally_add(&server->plan.site->tally, r->status);
	media_over(r, why == MHD_REQUEST_TERMINATED_COMPLETED_OK);
	if (!r->asset) /* a style sheet tells nothing of anybody */
		log_info("%s %s %u %" PRId64 " ms%s", methods[r->method],
		    urls_name(r->target.page), r->status,
		    (clock_mono_ns() - r->began_ns) / NS_PER_MS,
		    why == MHD_REQUEST_TERMINATED_COMPLETED_OK
			? ""
			: ", broken off");
	request_close(r);
}

/* What libmicrohttpd says of itself; it can hold parts of a request. */
static void
swallow(void *cls, const char *fmt, va_list ap)
{
	(void)cls;
	(void)fmt;
	(void)ap;
}

static struct MHD_Daemon *
start(struct server *server)
{
	return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD |
		MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC |
		MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
	    0, NULL, NULL, access_page, server, MHD_OPTION_EXTERNAL_LOGGER,
	    swallow, NULL, MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVER_LIMIT,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SERVER_SILENCE_S,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)SERVER_MEMORY,
	    MHD_OPTION_NOTIFY_CONNECTION, connection_changed, server,
	    MHD_OPTION_NOTIFY_COMPLETED, completed, server, MHD_OPTION_END);
}

enum rc
server_open(struct server **out, const struct server_plan *plan, int fd,
    struct error *err)
{
	struct server *server = calloc(1, sizeof(*server));
	enum rc rc;

	if (server == NULL) {
		(void)close(fd);
		return error_nomem(err);
	}
	server->plan = *plan;
	server->fd = fd;
	if ((rc = guard_open(&server->guard, plan->site, err)) != RC_OK ||
	    (rc = later_open(&server->later, err)) != RC_OK ||
	    (rc = shelf_open(&server->shelf, plan->front, err)) != RC_OK ||
	    (rc = crew_open(
		 &server->crew, router_answer, plan->floored, err)) != RC_OK)
		goto done;
	for (size_t i = 0; i < SERVER_THREADS; i++) {
		if ((server->daemons[i] = start(server)) == NULL) {
			rc = error_set(
			    err, RC_IO, "cannot start the web server");
			goto done;
		}
	}
	rc = acceptor_open(&server->acceptor, server->fd, SERVER_CONNECTIONS,
	    server->daemons, SERVER_THREADS, err);
	server->fd = -1;

done:
	if (rc != RC_OK) {
		server_close(server);
		return rc;
	}
	*out = server;
	return RC_OK;
}

void
server_close(struct server *server)
{
	if (server == NULL)
		return;
	acceptor_end(server->acceptor);
	/* What is suspended goes on first: a daemon cannot stop around it. */
	crew_close(server->crew);
	later_end(server->later);
	liaison_end_streams(server->plan.liaison);
	for (size_t i = 0; i < SERVER_THREADS; i++)
		if (server->daemons[i] != NULL)
			MHD_stop_daemon(server->daemons[i]);
	acceptor_close(server->acceptor);
	if (server->fd >= 0)
		(void)close(server->fd);
	later_close(server->later);
	shelf_close(server->shelf);
	guard_close(server->guard);
	free(server);
}
