#include "recorder/clients.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "control/command.h"

enum { OUT_MOST = 4 * COMMAND_REPLY_LINE };

struct client {
	int fd; /* -1: free */
	int64_t heard_ns;
	size_t len;
	char in[COMMAND_LINE + 1];
	struct buf out;
	size_t sent;
	bool waits; /* for an answer that comes later */
};

struct clients {
	int fd;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	struct client v[CLIENTS_MOST];
};

enum rc
clients_open(struct clients **out, const char *path, struct error *err)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	struct clients *c;
	mode_t before;
	int bound;

	*out = NULL;
	if (strlen(path) >= sizeof(at.sun_path))
		return error_set(err, RC_INVALID,
		    "%s: longer than the %zu bytes a socket may have; choose "
		    "a shorter --home",
		    path, sizeof(at.sun_path) - 1);
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return error_nomem(err);
	for (size_t i = 0; i < CLIENTS_MOST; i++)
		c->v[i].fd = -1;
	memcpy(at.sun_path, path, strlen(path) + 1);
	memcpy(c->path, path, strlen(path) + 1);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	(void)unlink(path);
	before = umask(0177);
	bound =
	    c->fd < 0 ? -1 : bind(c->fd, (struct sockaddr *)&at, sizeof(at));
	(void)umask(before);
	if (bound != 0 || listen(c->fd, CLIENTS_MOST) != 0) {
		(void)error_sys(err, RC_IO, "listen at %s", path);
		clients_close(c);
		return RC_IO;
	}
	*out = c;
	return RC_OK;
}

static void
drop(struct client *client)
{
	(void)close(client->fd);
	client->fd = -1;
	client->len = client->sent = 0;
	client->waits = false;
	buf_clear(&client->out);
	explicit_bzero(client->in, sizeof(client->in));
}

void
clients_close(struct clients *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < CLIENTS_MOST; i++) {
		if (c->v[i].fd >= 0)
			drop(&c->v[i]);
	}
	if (c->fd >= 0) {
		(void)close(c->fd);
		(void)unlink(c->path);
	}
	free(c);
}

size_t
clients_poll(const struct clients *c, struct pollfd *p)
{
	for (size_t i = 0; i < CLIENTS_MOST; i++) {
		p[i] = (struct pollfd){.fd = c->v[i].fd, .events = POLLIN};
		if (c->v[i].out.len > c->v[i].sent)
			p[i].events = POLLOUT;
		else if (c->v[i].waits)
			p[i].events = POLLRDHUP;
	}
	p[CLIENTS_MOST] = (struct pollfd){.fd = c->fd, .events = POLLIN};
	return CLIENTS_POLL;
}

/* A free place; the one that was silent longest has to go for it. */
static struct client *
place(struct clients *c)
{
	struct client *oldest = &c->v[0];

	for (size_t i = 0; i < CLIENTS_MOST; i++) {
		if (c->v[i].fd < 0)
			return &c->v[i];
		if (c->v[i].heard_ns < oldest->heard_ns)
			oldest = &c->v[i];
	}
	drop(oldest);
	return oldest;
}

static void
welcome(struct clients *c)
{
	int fd = accept4(c->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *client;

	if (fd < 0)
		return;
	client = place(c);
	client->fd = fd;
	client->heard_ns = clock_boot_ns();
}

static void
push(struct client *client)
{
	while (client->sent < client->out.len) {
		ssize_t n = send(client->fd, client->out.data + client->sent,
		    client->out.len - client->sent, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0) {
			drop(client);
			return;
		}
		client->sent += (size_t)n;
	}
	buf_reset(&client->out);
	client->sent = 0;
}

/* Answer every whole line, up to one whose answer comes later; a line that is
 * longer than any ends it. */
static void
answer_lines(struct client *client, size_t who, const struct clients_talk *talk)
{
	char *end;

	while (!client->waits &&
	    (end = memchr(client->in, '\n', client->len)) != NULL) {
		size_t len = (size_t)(end - client->in);

		client->waits =
		    !talk->answer(talk->to, who, client->in, len, &client->out);
		client->len -= len + 1;
		memmove(client->in, end + 1, client->len);
	}
	if (client->len == sizeof(client->in) && !client->waits) {
		(void)talk->answer(
		    talk->to, who, client->in, client->len, &client->out);
		push(client);
		if (client->fd >= 0)
			drop(client);
	} else if (client->out.len > OUT_MOST || client->out.failed) {
		drop(client);
	} else {
		push(client);
	}
}

static void
listen_to(struct client *client, size_t who, const struct clients_talk *talk)
{
	ssize_t n = recv(client->fd, client->in + client->len,
	    sizeof(client->in) - client->len, 0);

	if (n > 0) {
		client->len += (size_t)n;
		client->heard_ns = clock_boot_ns();
		answer_lines(client, who, talk);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		drop(client);
	}
}

/* Whoever waits is not listened to; gone away, nobody waits. */
static void
serve_waiting(struct client *client, size_t who, short revents,
    const struct clients_talk *talk)
{
	if (talk->later(talk->to, who, &client->out)) {
		client->waits = false;
		client->heard_ns = clock_boot_ns();
		answer_lines(client, who, talk);
	} else if ((revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) {
		drop(client);
	}
}

bool
clients_serve(
    struct clients *c, const struct pollfd *p, const struct clients_talk *talk)
{
	bool all = true;

	for (size_t i = 0; i < CLIENTS_MOST; i++) {
		struct client *client = &c->v[i];

		if (client->fd < 0 || p[i].fd != client->fd)
			continue;
		if ((p[i].revents & POLLOUT) != 0)
			push(client);
		else if (client->waits)
			serve_waiting(client, i, p[i].revents, talk);
		else if (p[i].revents != 0)
			listen_to(client, i, talk);
		if (client->fd >= 0 && (client->out.len > 0 || client->waits))
			all = false;
	}
	if (p[CLIENTS_MOST].revents != 0)
		welcome(c);
	return all;
}
