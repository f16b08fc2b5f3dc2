/*
 * soakpace -- give a recorder sound as fast as it can work, for so many hours
 * of it, and watch what that costs.
 *
 *	soakpace SOCKET GATE MINUTES ITEMS
 *
 * SOCKET is the control socket of a recorder that is recording item 1 from a
 * microphone behind GATE (tests/microphone): it is asked how far it is, and the
 * gate lets AHEAD more through, which is less than the ring of the capture
 * process holds, so that nothing is lost whoever waits for a processor.  The
 * next item is called after each MINUTES / ITEMS, and after MINUTES the meeting
 * is ended.  Each minute of sound a line is printed: sample, and what is
 * wrong, if anything.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/span.h"
#include "control/exchange.h"

enum { AHEAD = 8 * SPAN_RATE, MINUTE = 60 * SPAN_RATE };

static void
must(int good, const char *what)
{
	if (!good) {
		(void)fprintf(stderr, "soakpace: %s\n", what);
		exit(1);
	}
}

/* Do VERB, or look; where the meeting stands. */
static struct command_reply
tell(const char *socket, enum command_verb verb)
{
	static int n;
	struct command c = {.verb = verb};
	struct command_reply reply;
	struct error err = {0};

	(void)snprintf(c.key, sizeof(c.key), "soak-%d", n++);
	must(exchange_ask(socket, &c, &reply, 20000, &err) == RC_OK, err.text);
	must(reply.rc == RC_OK, reply.text);
	must(reply.alarm[0] == '\0', reply.alarm);
	return reply;
}

static volatile int64_t *
open_gate(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	void *at = MAP_FAILED;

	if (fd >= 0)
		at = mmap(NULL, sizeof(int64_t), PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
	must(at != MAP_FAILED, path);
	return at;
}

int
main(int argc, char **argv)
{
	static const struct timespec tick = {.tv_nsec = 4 * 1000 * 1000};
	struct command_reply now;
	volatile int64_t *gate;
	int64_t all, each, from, told = 0;
	int item = 1, items;

	must(argc == 5, "SOCKET GATE MINUTES ITEMS");
	gate = open_gate(argv[2]);
	all = atoll(argv[3]) * MINUTE;
	items = atoi(argv[4]);
	must(all > 0 && items > 0, "MINUTES ITEMS");
	each = all / items;
	now = tell(argv[1], COMMAND_STATUS);
	from = now.sample;
	while (now.sample < all) {
		if (item < items && now.sample >= item * each) {
			now = tell(argv[1], COMMAND_NEXT);
			item++;
		}
		*gate = now.sample - from + AHEAD;
		if (now.sample / MINUTE > told) {
			told = now.sample / MINUTE;
			(void)printf(
			    "%lld %s\n", (long long)now.sample, now.notice);
			(void)fflush(stdout);
		}
		(void)nanosleep(&tick, NULL);
		now = tell(argv[1], COMMAND_STATUS);
	}
	(void)tell(argv[1], COMMAND_END);
	return 0;
}
