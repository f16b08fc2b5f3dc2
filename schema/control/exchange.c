#include "control/exchange.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

/* Wait for EVENTS on FD until the monotonic instant UNTIL. */
static enum rc
await(int fd, short events, int64_t until, struct error *err)
{
	struct pollfd p = {.fd = fd, .events = events};
	int64_t left;
	int n;

	do {
		left = (until - clock_mono_ns()) / 1000000;
		n = left > 0 ? poll(&p, 1, (int)left) : 0;
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_sys(err, RC_IO, "wait for the recorder");
	if (n == 0)
		return error_set(err, RC_BUSY,
		    "the recorder does not answer; its state is unknown, ask "
		    "for its status");
	return RC_OK;
}

static enum rc
connect_to(const char *path, int *out, struct error *err)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	enum rc rc = RC_OK;
	int fd;

	if (strlen(path) >= sizeof(to.sun_path))
		return error_set(err, RC_INVALID,
		    "the socket's path is longer than %zu bytes; choose a "
		    "shorter --home",
		    sizeof(to.sun_path) - 1);
	memcpy(to.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return error_sys(err, RC_IO, "make a socket");
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		if (errno == ENOENT || errno == ECONNREFUSED)
			rc = error_set(err, RC_NOTFOUND,
			    "no recorder runs here (%s); begin with "
			    "\"marac-recorder run --papers FILE\"",
			    path);
		else if (errno == EAGAIN)
			rc = error_set(err, RC_BUSY,
			    "the recorder is busy with others; try again");
		else
			rc = error_sys(err, RC_IO, "connect to %s", path);
	}
	if (rc != RC_OK) {
		(void)close(fd);
		return rc;
	}
	*out = fd;
	return RC_OK;
}

enum rc
exchange_ask(const char *path, const struct command *command,
    struct command_reply *reply, int timeout_ms, struct error *err)
{
	int64_t until = clock_mono_ns() + (int64_t)timeout_ms * 1000000;
	struct buf line = {0}, answer = {0};
	char piece[2048];
	size_t sent = 0;
	ssize_t n;
	int fd = -1;
	enum rc rc;

	if ((rc = command_print(command, &line, err)) != RC_OK ||
	    (rc = connect_to(path, &fd, err)) != RC_OK)
		goto done;
	while (rc == RC_OK && sent < line.len) {
		n = send(fd, line.data + sent, line.len - sent, MSG_NOSIGNAL);
		if (n > 0)
			sent += (size_t)n;
		else if (errno == EAGAIN)
			rc = await(fd, POLLOUT, until, err);
		else if (errno != EINTR)
			rc = error_sys(err, RC_IO, "tell the recorder");
	}
	while (rc == RC_OK &&
	    (answer.len == 0 || answer.data[answer.len - 1] != '\n')) {
		n = recv(fd, piece, sizeof(piece), 0);
		if (n > 0)
			buf_put(&answer, piece, (size_t)n);
		else if (n == 0)
			rc = error_set(err, RC_BUSY,
			    "the recorder went away before it answered");
		else if (errno == EAGAIN)
			rc = await(fd, POLLIN, until, err);
		else if (errno != EINTR)
			rc = error_sys(err, RC_IO, "hear the recorder");
		if (answer.len > COMMAND_REPLY_LINE)
			rc = error_set(
			    err, RC_INVALID, "the recorder's answer is long");
		else if (rc == RC_OK)
			rc = buf_check(&answer, err);
	}
	if (rc == RC_OK)
		rc = command_reply_parse(
		    (const char *)answer.data, answer.len, reply, err);
done:
	if (fd >= 0)
		(void)close(fd);
	buf_clear(&line);
	buf_clear(&answer);
	return rc;
}
