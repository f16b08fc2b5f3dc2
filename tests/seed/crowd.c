/*
 * crowd -- many connections that ask for nothing, or take for ever to ask.
 *
 *	crowd PORT idle|drip|tls COUNT SECONDS [once]
 *
 * COUNT connections to 127.0.0.1:PORT, from many addresses of this machine.
 * "idle" says nothing; "drip" sends the beginning of a request and then a byte
 * of a header each second; "tls" does the same inside TLS.  One that is ended is
 * opened again, unless ONCE.  Prints "up" when the last of them was opened, and
 * at the end
 *
 *	COUNT open, PEAK at most, ENDED ended, the longest after MS ms, FAILED
 *
 * SECONDS after "up", or with ONCE as soon as all have ended.  FAILED are those
 * that could not be opened at all.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "base/clock.h"

enum {
	SOURCES = 100,
	EVENTS = 512,
	TICK_MS = 20,
	A_TICK = 60, /* opened in one: 3,000 a second */
	NS_PER_MS = 1000 * 1000,
	BYTE_MS = 1000
};

struct one {
	int fd; /* -1: not open */
	SSL *ssl;
	bool connected, begun;
	int64_t opened_ns, next_ns;
};

static struct one *all;
static size_t count, now_open, peak, ended, failed;
static int64_t longest_ns;
static int epoll;
static uint16_t port;
static bool drips, once;
static SSL_CTX *tls;

static const char head[] =
    "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";

static void
end(struct one *o, int64_t now_ns)
{
	if (now_ns - o->opened_ns > longest_ns)
		longest_ns = now_ns - o->opened_ns;
	SSL_free(o->ssl);
	o->ssl = NULL;
	(void)close(o->fd);
	o->fd = -1;
	now_open--;
	ended++;
}

static void
begin(struct one *o, int64_t now_ns)
{
	const size_t n = (size_t)(o - all);
	struct sockaddr_in at = {
	    .sin_family = AF_INET,
	    .sin_addr.s_addr =
		htonl(INADDR_LOOPBACK + 1 + (uint32_t)(n % SOURCES)),
	};
	struct epoll_event event = {
	    .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
	    .data.ptr = o,
	};
	int yes = 1;

	*o = (struct one){.opened_ns = now_ns, .next_ns = INT64_MAX};
	o->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (o->fd < 0)
		goto bad;
	(void)setsockopt(
	    o->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof(yes));
	if (bind(o->fd, (struct sockaddr *)&at, sizeof(at)) != 0)
		goto bad;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	at.sin_port = htons(port);
	if (connect(o->fd, (struct sockaddr *)&at, sizeof(at)) != 0 &&
	    errno != EINPROGRESS)
		goto bad;
	if (tls != NULL) {
		if ((o->ssl = SSL_new(tls)) == NULL ||
		    SSL_set_fd(o->ssl, o->fd) != 1)
			goto bad;
		SSL_set_connect_state(o->ssl);
	}
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, o->fd, &event) != 0)
		goto bad;
	if (++now_open > peak)
		peak = now_open;
	return;
bad:
	if (failed++ == 0)
		perror("crowd");
	SSL_free(o->ssl);
	if (o->fd >= 0)
		(void)close(o->fd);
	*o = (struct one){.fd = -1};
}

/* Send TEXT; false: it is over. */
static bool
say(struct one *o, const char *text, size_t len)
{
	ssize_t sent;

	if (o->ssl != NULL) {
		int got = SSL_write(o->ssl, text, (int)len);

		return got > 0 ||
		    SSL_get_error(o->ssl, got) < SSL_ERROR_SYSCALL;
	}
	sent = send(o->fd, text, len, MSG_NOSIGNAL);
	return sent >= 0 || errno == EAGAIN;
}

/* Whatever comes: an answer, or the end. */
static bool
goes_on(struct one *o)
{
	char block[4096];
	ssize_t got;

	if (o->ssl == NULL) {
		got = recv(o->fd, block, sizeof(block), MSG_DONTWAIT);
		return got < 0 && errno == EAGAIN;
	}
	if (!SSL_is_init_finished(o->ssl)) {
		int done = SSL_do_handshake(o->ssl);

		if (done != 1)
			return SSL_get_error(o->ssl, done) < SSL_ERROR_SYSCALL;
	}
	got = SSL_read(o->ssl, block, sizeof(block));
	return got <= 0 &&
	    SSL_get_error(o->ssl, (int)got) == SSL_ERROR_WANT_READ;
}

static void
happened(struct one *o, uint32_t events, int64_t now_ns)
{
	if (o->fd < 0)
		return;
	if ((events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0) {
		end(o, now_ns);
		return;
	}
	o->connected = o->connected || (events & EPOLLOUT) != 0;
	if (!o->connected)
		return;
	if (!goes_on(o)) {
		end(o, now_ns);
		return;
	}
	if (drips && !o->begun &&
	    (o->ssl == NULL || SSL_is_init_finished(o->ssl))) {
		o->begun = true;
		o->next_ns = now_ns + (int64_t)BYTE_MS * NS_PER_MS;
		if (!say(o, head, sizeof(head) - 1))
			end(o, now_ns);
	}
}

/* What is due: bytes, and connections in the place of those that went. */
static void
tick(int64_t now_ns, bool opens)
{
	size_t opened = 0;

	for (size_t i = 0; i < count; i++) {
		struct one *o = &all[i];

		if (o->fd >= 0 && now_ns >= o->next_ns) {
			o->next_ns += (int64_t)BYTE_MS * NS_PER_MS;
			if (!say(o, "x", 1))
				end(o, now_ns);
		} else if (o->fd < 0 && opens && opened < A_TICK) {
			begin(o, now_ns);
			opened++;
		}
	}
}

static void
run(int64_t seconds)
{
	struct epoll_event events[EVENTS];
	int64_t ends_ns = INT64_MAX, ticked_ns = 0;
	size_t first = 0; /* opened so far, of the first round */

	for (;;) {
		int n = epoll_wait(epoll, events, EVENTS, TICK_MS);
		int64_t now_ns = clock_mono_ns();

		for (int i = 0; i < n; i++)
			happened(events[i].data.ptr, events[i].events, now_ns);
		if (now_ns - ticked_ns >= (int64_t)TICK_MS * NS_PER_MS) {
			ticked_ns = now_ns;
			for (int i = 0; first < count && i < A_TICK; i++)
				begin(&all[first++], now_ns);
			tick(now_ns, first == count && !once);
		}
		if (first == count && ends_ns == INT64_MAX) {
			(void)puts("up");
			(void)fflush(stdout);
			ends_ns = now_ns + seconds * 1000 * NS_PER_MS;
		}
		if (now_ns >= ends_ns ||
		    (first == count && once && now_open == 0))
			return;
	}
}

int
main(int argc, char **argv)
{
	struct rlimit files;

	if (argc < 5) {
		(void)fputs("usage: crowd PORT idle|drip|tls COUNT SECONDS"
			    " [once]\n",
		    stderr);
		return 2;
	}
	port = (uint16_t)atoi(argv[1]);
	drips = strcmp(argv[2], "idle") != 0;
	count = strtoul(argv[3], NULL, 10);
	once = argc > 5 && strcmp(argv[5], "once") == 0;
	if (strcmp(argv[2], "tls") == 0)
		tls = SSL_CTX_new(TLS_client_method());
	(void)signal(SIGPIPE, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	all = calloc(count + 1, sizeof(*all));
	epoll = epoll_create1(0);
	if (all == NULL || epoll < 0)
		return 1;
	for (size_t i = 0; i < count; i++)
		all[i].fd = -1;
	run(strtol(argv[4], NULL, 10));
	(void)printf("%zu open, %zu at most, %zu ended, the longest after %lld "
		     "ms, %zu failed\n",
	    now_open, peak, ended, (long long)(longest_ns / NS_PER_MS), failed);
	free(all);
	SSL_CTX_free(tls);
	return failed > 0;
}
