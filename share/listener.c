#include "share/listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static bool
is_loopback(const struct sockaddr *a)
{
	if (a->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)a;

		return ntohl(in->sin_addr.s_addr) >> 24 == 127;
	}
	if (a->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)a;

		return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
	}
	return false;
}

enum rc
listener_open(const char *where, bool loopback, int *out, uint16_t *port,
    struct error *err)
{
	const struct addrinfo hints = {
	    .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
	    .ai_socktype = SOCK_STREAM,
	};
	const char *colon = strrchr(where, ':');
	size_t bracket = where[0] == '[' ? 1 : 0;
	struct addrinfo *found = NULL;
	struct sockaddr_storage got;
	socklen_t len = sizeof(got);
	char host[128];
	const int on = 1;
	enum rc rc = RC_OK;
	int fd = -1;

	(void)snprintf(host, sizeof(host), "%.*s",
	    colon == NULL ? 0 : (int)(colon - where) - 2 * (int)bracket,
	    where + bracket);
	if (host[0] == '\0' ||
	    getaddrinfo(host, colon + 1, &hints, &found) != 0)
		return error_set(err, RC_INVALID,
		    "'%s' is not an address of this machine; write it in "
		    "numbers, like 127.0.0.1:8470",
		    where);
	if (loopback && !is_loopback(found->ai_addr)) {
		freeaddrinfo(found);
		return error_set(err, RC_DENIED,
		    "%s can be reached by other machines; this listens at "
		    "127.0.0.1 or [::1] only",
		    where);
	}
	fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(fd, found->ai_addr, found->ai_addrlen) != 0 ||
	    listen(fd, BACKLOG) != 0 ||
	    getsockname(fd, (struct sockaddr *)&got, &len) != 0) {
		rc = error_sys(err, RC_IO, "cannot listen on %s", where);
		if (fd >= 0)
			(void)close(fd);
	} else {
		*port = ntohs(got.ss_family == AF_INET6
			? ((struct sockaddr_in6 *)&got)->sin6_port
			: ((struct sockaddr_in *)&got)->sin_port);
		*out = fd;
	}
	freeaddrinfo(found);
	return rc;
}
