/*
 * ruffian -- two hundred clients at once that behave badly at the recorder's
 * socket.
 *
 *	ruffian SOCKET SEED SECONDS
 *
 * Each is one of: random bytes; random printable lines; half a line and
 * silence; a byte at a time; commands without end whose answers nobody reads;
 * a line of a megabyte; come and gone.  One that is thrown out comes back.
 * Until SIGTERM, or SECONDS are over.  Prints what was sent and how many
 * connections it took.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 200, KINDS = 7, PIECE = 4096 };

struct client {
	int fd;
	int kind;
	int64_t next_ns; /* it does nothing before */
	int sent;
};

static volatile sig_atomic_t stopped;
static uint64_t seed;
static long long connections, bytes, refused;

static uint32_t
chance(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33);
}

static int64_t
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void
come(struct client *c, const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	c->sent = 0;
	c->next_ns = 0;
	if (connect(c->fd, (struct sockaddr *)&at, sizeof(at)) != 0) {
		(void)close(c->fd);
		c->fd = -1;
		refused++;
		c->next_ns = now_ns() + 20 * 1000000;
		return;
	}
	connections++;
}

static void
go(struct client *c)
{
	(void)close(c->fd);
	c->fd = -1;
	c->kind = (int)(chance() % KINDS);
	c->next_ns = now_ns() + chance() % 50 * 1000000;
}

/* What it says next, and when it will say more. */
static size_t
speak(struct client *c, char *out, int64_t now)
{
	static const char *const lines[] = {
	    "{\"verb\":\"status\"}\n",
	    "{\"verb\":\"undo\",\"key\":\"\"}\n",
	    "{\"verb\":\"join\",\"key\":\"x\",\"person\":65536}\n",
	    "{\"verb\":\"mark\",\"key\":\"y\",\"mark\":\"joy\"}\n",
	    "{}\n",
	    "\n",
	};
	size_t len = 0;

	c->next_ns = now + 10 * 1000000;
	switch (c->kind) {
	case 0: /* random bytes */
		len = chance() % PIECE;
		for (size_t i = 0; i < len; i++)
			out[i] = (char)chance();
		break;
	case 1: /* random lines of what could be JSON */
		len = 1 + chance() % 200;
		for (size_t i = 0; i < len; i++)
			out[i] = "{}[]\":,\\u0019verbky tn"[chance() % 22];
		out[len - 1] = '\n';
		break;
	case 2: /* half a line, and silence */
		len = (size_t)snprintf(out, PIECE, "{\"verb\":\"end\",");
		c->next_ns = now + (int64_t)3600 * 1000000000;
		break;
	case 3: /* a byte at a time */
		out[len++] = lines[0][c->sent % (int)strlen(lines[0])];
		break;
	case 4: /* without end, and nobody reads */
		while (len + 80 < PIECE)
			len += (size_t)snprintf(
			    out + len, PIECE - len, "%s", lines[chance() % 6]);
		c->next_ns = now;
		break;
	case 5: /* a line that never ends */
		len = PIECE;
		memset(out, '{', len);
		c->next_ns = now;
		break;
	default: /* come and gone */
		len = (size_t)snprintf(out, PIECE, "%s", lines[0]);
		break;
	}
	return len;
}

static void
turn(struct client *c, const char *path, int64_t now)
{
	char out[PIECE + 1];
	ssize_t n;

	if (now < c->next_ns)
		return;
	if (c->fd < 0) {
		come(c, path);
		return;
	}
	n = send(c->fd, out, speak(c, out, now), MSG_NOSIGNAL);
	if (n > 0) {
		bytes += n;
		c->sent += (int)n;
	}
	if ((n < 0 && errno != EAGAIN) || c->kind == 6)
		go(c);
}

static void
on_signal(int number)
{
	(void)number;
	stopped = 1;
}

int
main(int argc, char **argv)
{
	static struct client clients[CLIENTS];
	struct rlimit files = {1024, 1024};
	int64_t until;

	if (argc != 4)
		return 2;
	(void)setrlimit(RLIMIT_NOFILE, &files);
	seed = strtoull(argv[2], NULL, 10);
	until = now_ns() + strtoll(argv[3], NULL, 10) * 1000000000;
	for (int i = 0; i < CLIENTS; i++)
		clients[i] = (struct client){.fd = -1, .kind = i % KINDS};
	(void)signal(SIGTERM, on_signal);
	while (!stopped && now_ns() < until) {
		static const struct timespec pause = {.tv_nsec = 2000000};

		for (int i = 0; i < CLIENTS; i++)
			turn(&clients[i], argv[1], now_ns());
		(void)nanosleep(&pause, NULL);
	}
	(void)printf("connections=%lld bytes=%lld refused=%lld\n", connections,
	    bytes, refused);
	return connections > CLIENTS / 4 && bytes > 100000 ? 0 : 1;
}
