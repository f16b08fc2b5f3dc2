/*
 * sip -- a client that reads slowly, and whose own system holds little.
 *
 *	sip PORT REQUEST RATE [STOP] >ANSWER
 *
 * Sends the file REQUEST to 127.0.0.1:PORT and takes RATE bytes a second of what comes,
 * headers too; after STOP bytes it reads no more and waits to be ended.  An
 * ordinary client's receive buffer grows to megabytes, which it goes on reading
 * long after the server has cut the connection; this one's holds some tens of
 * kilobytes, so that what comes is what the server lets go.
 *
 * Ends with 0 when the server closed the connection in order, 1 when it was
 * reset.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { RECEIVE = 16 * 1024, STEPS = 10, NS_PER_STEP = 1000000000 / STEPS };

static void
die(const char *why)
{
	fprintf(stderr, "sip: %s: %s\n", why, strerror(errno));
	exit(2);
}

static int
reach(const char *port)
{
	const struct sockaddr_in at = {
	    .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const int room = RECEIVE;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	/* Before connecting: it says how large a window may ever be. */
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room)) != 0 ||
	    connect(fd, (const struct sockaddr *)&at, sizeof(at)) != 0)
		die("cannot connect");
	return fd;
}

static void
ask(int fd, const char *path)
{
	FILE *file = fopen(path, "r");
	char text[4096];
	size_t len = file != NULL ? fread(text, 1, sizeof(text), file) : 0;

	if (len == 0 || send(fd, text, len, MSG_NOSIGNAL) != (ssize_t)len)
		die("cannot ask");
	(void)fclose(file);
}

int
main(int argc, char **argv)
{
	const struct timespec step = {.tv_nsec = NS_PER_STEP};
	size_t rate = argc > 3 ? strtoul(argv[3], NULL, 10) / STEPS : 0;
	size_t stop = argc > 4 ? strtoul(argv[4], NULL, 10) : SIZE_MAX;
	size_t all = 0;
	char block[64 * 1024];
	ssize_t got;
	int fd;

	if (argc < 4 || rate == 0 || rate > sizeof(block)) {
		fprintf(stderr, "usage: sip PORT REQUEST RATE [STOP]\n");
		return 2;
	}
	fd = reach(argv[1]);
	ask(fd, argv[2]);
	while (all < stop) {
		size_t want = stop - all < rate ? stop - all : rate;

		got = recv(fd, block, want, 0);
		if (got <= 0)
			return got == 0 ? 0 : 1;
		all += (size_t)got;
		if (write(STDOUT_FILENO, block, (size_t)got) != got)
			die("cannot write");
		(void)nanosleep(&step, NULL);
	}
	for (;;)
		(void)pause();
}
