/*
 * listenbench -- many who listen at once, each at the speed of its playing.
 *
 *	listenbench PORT PATH COOKIE COUNT RATE SECONDS
 *
 * COUNT connections ask for PATH and take RATE bytes a second, as a player does
 * whose own buffer is small (16 KB).  Prints, in milliseconds, how long the
 * first byte took at worst, and how far anybody's sound ever was behind.
 * Exits with 1 when one was not answered with sound.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

enum { RECEIVE = 16 * 1024, STEP_MS = 20, NS_PER_MS = 1000 * 1000 };

struct listener {
	int fd;
	int64_t asked_ns, began_ns; /* 0: nothing came yet */
	int64_t got;
};

static _Noreturn void
die(const char *why)
{
	(void)fprintf(stderr, "listenbench: %s: %s\n", why, strerror(errno));
	exit(1);
}

static void
ask(struct listener *l, const char *port, const char *path, const char *cookie)
{
	const struct sockaddr_in at = {
	    .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const int room = RECEIVE;
	char text[512];
	int len = snprintf(text, sizeof(text),
	    "GET %s HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n", path,
	    cookie);

	l->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (l->fd < 0 ||
	    setsockopt(l->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room)) !=
		0 ||
	    connect(l->fd, (const struct sockaddr *)&at, sizeof(at)) != 0 ||
	    send(l->fd, text, (size_t)len, MSG_NOSIGNAL) != len)
		die("cannot ask");
	l->asked_ns = clock_mono_ns();
}

/* Take what is due by NOW_NS; how many ms it is behind. */
static int64_t
play(struct listener *l, int64_t rate, int64_t now_ns)
{
	char block[RECEIVE];
	int64_t due = l->began_ns == 0
	    ? 1024
	    : 1024 + (now_ns - l->began_ns) / NS_PER_MS * rate / 1000;

	while (l->got < due) {
		size_t want = (size_t)(due - l->got) < sizeof(block)
		    ? (size_t)(due - l->got)
		    : sizeof(block);
		ssize_t got = recv(l->fd, block, want, MSG_DONTWAIT);

		if (got < 0 && errno == EAGAIN)
			break;
		if (got <= 0)
			die("it ended");
		if (l->began_ns == 0) {
			if (strncmp(block, "HTTP/1.1 200", 12) != 0)
				die("no sound");
			l->began_ns = now_ns;
		}
		l->got += got;
	}
	return l->began_ns == 0 ? 0 : (due - l->got) * 1000 / rate;
}

int
main(int argc, char **argv)
{
	const struct timespec step = {.tv_nsec = STEP_MS * NS_PER_MS};
	int64_t rate, behind = 0, first = 0, ends_ns;
	struct listener *all;
	size_t count;

	if (argc != 7) {
		(void)fputs("usage: listenbench PORT PATH COOKIE COUNT RATE"
			    " SECONDS\n",
		    stderr);
		return 2;
	}
	count = strtoul(argv[4], NULL, 10);
	rate = strtol(argv[5], NULL, 10);
	if (count == 0 || rate <= 0 ||
	    (all = calloc(count, sizeof(*all))) == NULL)
		return 2;
	for (size_t i = 0; i < count; i++)
		ask(&all[i], argv[1], argv[2], argv[3]);
	ends_ns = clock_mono_ns() +
	    strtol(argv[6], NULL, 10) * 1000 * (int64_t)NS_PER_MS;
	while (clock_mono_ns() < ends_ns) {
		for (size_t i = 0; i < count; i++) {
			int64_t late = play(&all[i], rate, clock_mono_ns());

			if (late > behind)
				behind = late;
		}
		(void)nanosleep(&step, NULL);
	}
	for (size_t i = 0; i < count; i++) {
		int64_t ms = (all[i].began_ns - all[i].asked_ns) / NS_PER_MS;

		if (all[i].began_ns == 0)
			die("one heard nothing");
		if (ms > first)
			first = ms;
	}
	(void)printf("%" PRId64 " %" PRId64 "\n", first, behind);
	free(all);
	return 0;
}
