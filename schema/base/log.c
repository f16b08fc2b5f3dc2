#include "base/log.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* How a line goes to stderr. */
static enum { WAITS, SENDS, WRITES, LOOKS } way;
static int own = -1;     /* stderr, opened once more: for WRITES */
static unsigned dropped; /* lines */
static bool torn;        /* the beginning of one of them went */

/* Stderr that does not wait.  The descriptor itself is shared with whoever
 * started this program, so it stays as it is. */
static int
open_own(void)
{
	const int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = open("/proc/self/fd/2", flags);

	/* the terminal of another user, after su, and ours all the same */
	if (fd < 0 && tcgetsid(STDERR_FILENO) >= 0)
		fd = open("/dev/tty", flags);
	return fd;
}

void
log_never_wait(void)
{
	struct stat st;

	if (own >= 0)
		(void)close(own);
	own = -1;
	way = WAITS;
	if (fstat(STDERR_FILENO, &st) != 0 || S_ISREG(st.st_mode))
		return;
	if (S_ISSOCK(st.st_mode))
		way = SENDS;
	else if ((own = open_own()) >= 0)
		way = WRITES;
	else
		way = LOOKS;
}

static void
put(const char *line, size_t len)
{
	struct pollfd p = {.fd = STDERR_FILENO, .events = POLLOUT};
	ssize_t n = -1;

	/* less than PIPE_BUF: a pipe or socket takes it whole or not at all */
	if (way == SENDS)
		n = send(STDERR_FILENO, line, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	else if (way == WRITES)
		n = write(own, line, len);
	else if (poll(&p, 1, 0) == 1 && (p.revents & POLLOUT) != 0)
		n = write(STDERR_FILENO, line, len);
	if (n == (ssize_t)len)
		return;
	dropped++;
	torn = torn || n > 0;
}

static void
put_dropped(bool bare)
{
	char line[128];
	unsigned before = dropped;
	int len = snprintf(line, sizeof(line),
	    "%s%s%u lines were dropped: nobody read them\n", torn ? "\n" : "",
	    bare ? "" : "<4>", before);

	put(line, (size_t)len);
	if (dropped == before) {
		dropped = 0;
		torn = false;
	} else {
		dropped = before;
	}
}

static void
say(enum log_level level, const char *fmt, va_list ap)
{
	bool bare = isatty(STDERR_FILENO);
	char line[2048];
	int used = 0;

	if (!bare)
		used = snprintf(line, sizeof(line), "<%d>", (int)level);
	(void)vsnprintf(line + used, sizeof(line) - 1 - (size_t)used, fmt, ap);
	if (way == WAITS) {
		(void)fprintf(stderr, "%s\n", line);
		return;
	}
	(void)strcat(line, "\n");
	if (dropped > 0)
		put_dropped(bare);
	put(line, strlen(line));
}

void
log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_LEVEL_INFO, fmt, ap);
	va_end(ap);
}

void
log_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_LEVEL_WARN, fmt, ap);
	va_end(ap);
}

void
log_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(LOG_LEVEL_ERROR, fmt, ap);
	va_end(ap);
}
