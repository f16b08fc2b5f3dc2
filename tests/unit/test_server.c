/* A server holds as many connections as it says, whatever their descriptors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "share/server.h"

enum {
	/* more than one thread's part of all */
	CLIENTS = SERVER_CONNECTIONS / SERVER_THREADS * 3 / 2,
	OWN = 64, /* descriptors the server needs itself, and some */
	TAKEN = (CLIENTS + OWN) * SERVER_THREADS,
	NEEDED = CLIENTS + TAKEN + OWN
};

static int
listening(struct sockaddr_in *at)
{
	socklen_t len = sizeof(*at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*at = (struct sockaddr_in){
	    .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)at, len), 0);
	assert_int_equal(listen(fd, SERVER_CONNECTIONS), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)at, &len), 0);
	return fd;
}

/* The library chooses a thread by the descriptor; of those that are free from
 * here on, only every SERVER_THREADS-th stays so. */
static void
take_descriptors(int *taken)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC), n = 0, end;

	assert_true(fd >= 0);
	end = fd + TAKEN;
	while (fd < end) {
		taken[n++] = fd;
		fd = dup(fd);
		assert_true(fd >= 0);
	}
	assert_int_equal(close(fd), 0);
	for (int i = 0; i < n; i += SERVER_THREADS) {
		assert_int_equal(close(taken[i]), 0);
		taken[i] = -1;
	}
}

static void
whoever_comes_is_answered_when_all_fall_to_one_thread(void **state)
{
	static const char ask[] = "GET /assets/icon.svg HTTP/1.1\r\nHost: x\r\n\r\n";
	static const struct front front = {.brand = "Example",
	    .notice = "",
	    .base_url = "",
	    .policy = "default-src 'none'",
	    .urls = URLS_OF_SITE};
	const struct timeval patience = {.tv_sec = 20};
	const struct server_plan plan = {.front = &front};
	static int clients[CLIENTS], taken[TAKEN];
	struct server *server = NULL;
	struct sockaddr_in at;
	struct error err = {0};
	struct rlimit files;
	int fd;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	if (files.rlim_max != RLIM_INFINITY && files.rlim_max < NEEDED)
		fail_msg("this needs %d descriptors: raise ulimit -Hn", NEEDED);
	files.rlim_cur = files.rlim_max;
	if (files.rlim_max == RLIM_INFINITY || files.rlim_max > 2 * NEEDED)
		files.rlim_cur = 2 * NEEDED;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
	fd = listening(&at);
	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_true(clients[i] >= 0);
		assert_int_equal(setsockopt(clients[i], SOL_SOCKET, SO_RCVTIMEO,
				     &patience, sizeof(patience)),
		    0);
	}
	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(
		    connect(clients[i], (struct sockaddr *)&at, sizeof(at)), 0);
	take_descriptors(taken);
	if (server_open(&server, &plan, fd, &err) != RC_OK)
		fail_msg("%s", err.text);
	for (int i = 0; i < CLIENTS; i++)
		(void)send(clients[i], ask, sizeof(ask) - 1, MSG_NOSIGNAL);
	for (int i = 0; i < CLIENTS; i++) {
		char line[16];

		if (recv(clients[i], line, sizeof(line), 0) < 12 ||
		    memcmp(line, "HTTP/1.1 200", 12) != 0)
			fail_msg("the %d-th was not answered", i + 1);
	}
	server_close(server);
	for (int i = 0; i < CLIENTS; i++)
		(void)close(clients[i]);
	for (int i = 0; i < TAKEN; i++)
		if (taken[i] > 0)
			(void)close(taken[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		whoever_comes_is_answered_when_all_fall_to_one_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
