#include "control/dialog.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { OUT_MOST = 64 * COMMAND_LINE };

struct dialog {
	int fd;
	struct buf out;
	size_t sent;
	struct buf in;
};

static enum rc
connect_to(int fd, const char *path, struct error *err)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(to.sun_path))
		return error_set(err, RC_INVALID,
		    "the socket's path is longer than %zu bytes; choose a "
		    "shorter --home",
		    sizeof(to.sun_path) - 1);
	memcpy(to.sun_path, path, strlen(path) + 1);
	if (fd < 0)
		return error_sys(err, RC_IO, "make a socket");
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return RC_OK;
	if (errno == ENOENT || errno == ECONNREFUSED)
		return error_set(err, RC_NOTFOUND,
		    "no recorder runs here (%s); begin with \"marac-recorder "
		    "run --papers FILE\"",
		    path);
	if (errno == EAGAIN)
		return error_set(err, RC_BUSY,
		    "the recorder is busy with others; try again");
	return error_sys(err, RC_IO, "connect to %s", path);
}

enum rc
dialog_open(struct dialog **out, const char *path, struct error *err)
{
	struct dialog *d = calloc(1, sizeof(*d));
	enum rc rc;

	*out = NULL;
	if (d == NULL)
		return error_nomem(err);
	d->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if ((rc = connect_to(d->fd, path, err)) == RC_OK)
		*out = d;
	else
		dialog_close(d);
	return rc;
}

void
dialog_close(struct dialog *d)
{
	if (d == NULL)
		return;
	if (d->fd >= 0)
		(void)close(d->fd);
	buf_clear(&d->out);
	buf_clear(&d->in);
	free(d);
}

int
dialog_fd(const struct dialog *d)
{
	return d->fd;
}

short
dialog_events(const struct dialog *d)
{
	return d->out.len > d->sent ? POLLIN | POLLOUT : POLLIN;
}

static enum rc
push(struct dialog *d, struct error *err)
{
	while (d->sent < d->out.len) {
		ssize_t n = send(d->fd, d->out.data + d->sent,
		    d->out.len - d->sent, MSG_NOSIGNAL);

		if (n >= 0)
			d->sent += (size_t)n;
		else if (errno == EAGAIN)
			return RC_OK;
		else if (errno == EPIPE || errno == ECONNRESET)
			return error_set(err, RC_NOTFOUND,
			    "the recorder went away before it answered");
		else if (errno != EINTR)
			return error_sys(err, RC_IO, "tell the recorder");
	}
	/* what was said may hold words: wiped, not only forgotten */
	buf_clear(&d->out);
	d->sent = 0;
	return RC_OK;
}

enum rc
dialog_say(struct dialog *d, const struct command *c, struct error *err)
{
	enum rc rc;

	if (d->out.len - d->sent > OUT_MOST)
		return error_set(err, RC_BUSY, "the recorder does not listen");
	if ((rc = command_print(c, &d->out, err)) != RC_OK)
		return rc;
	return push(d, err);
}

/* A whole line out of what came in. */
static enum rc
take(
    struct dialog *d, struct command_reply *reply, bool *got, struct error *err)
{
	unsigned char *end =
	    d->in.len > 0 ? memchr(d->in.data, '\n', d->in.len) : NULL;
	size_t len;
	enum rc rc;

	if (end == NULL)
		return d->in.len <= COMMAND_REPLY_LINE
		    ? RC_OK
		    : error_set(
			  err, RC_INVALID, "the recorder's answer is too long");
	len = (size_t)(end - d->in.data) + 1;
	rc = command_reply_parse((const char *)d->in.data, len, reply, err);
	d->in.len -= len;
	memmove(d->in.data, d->in.data + len, d->in.len);
	*got = rc == RC_OK;
	return rc;
}

enum rc
dialog_turn(
    struct dialog *d, struct command_reply *reply, bool *got, struct error *err)
{
	char piece[4096];
	enum rc rc;
	ssize_t n;

	*got = false;
	if ((rc = take(d, reply, got, err)) != RC_OK || *got)
		return rc;
	if (d->out.len > d->sent && (rc = push(d, err)) != RC_OK)
		return rc;
	while (rc == RC_OK && !*got) {
		n = recv(d->fd, piece, sizeof(piece), 0);
		if (n > 0) {
			buf_put(&d->in, piece, (size_t)n);
			if ((rc = buf_check(&d->in, err)) == RC_OK)
				rc = take(d, reply, got, err);
		} else if (n == 0 || errno == ECONNRESET) {
			rc = error_set(err, RC_NOTFOUND,
			    "the recorder went away before it answered");
		} else if (errno == EAGAIN) {
			return RC_OK;
		} else if (errno != EINTR) {
			rc = error_sys(err, RC_IO, "hear the recorder");
		}
	}
	return rc;
}
