#include "share/acceptor.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/log.h"

/* Between tries while the machine is short of something. */
enum { SHORT_MS = 100 };

struct thread {
	struct MHD_Daemon *daemon;
	atomic_uint held; /* connections */
};

struct acceptor {
	int fd;
	int wake; /* an eventfd: readable when all ends */
	struct thread *threads;
	size_t count;
	sem_t places; /* that are free */
	atomic_bool end;
	bool started;
	bool lacks; /* what a connection needs; it was said */
	pthread_t thread;
};

/* Nothing to take, or nothing to take it with: for MS, or until FD has one. */
static void
wait_for(struct acceptor *a, int fd, int ms)
{
	struct pollfd fds[] = {
	    {.fd = a->wake, .events = POLLIN}, {.fd = fd, .events = POLLIN}};

	(void)poll(fds, 2, ms);
}

static struct thread *
fewest(struct acceptor *a)
{
	struct thread *best = &a->threads[0];

	for (size_t i = 1; i < a->count; i++)
		if (atomic_load(&a->threads[i].held) < atomic_load(&best->held))
			best = &a->threads[i];
	return best;
}

/* With a place in hand: false when nobody has taken it. */
static bool
take(struct acceptor *a)
{
	struct sockaddr_storage from;
	socklen_t len = sizeof(from);
	int fd = accept4(a->fd, (struct sockaddr *)&from, &len,
	    SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd >= 0) {
		struct thread *t = fewest(a);

		a->lacks = false;
		(void)atomic_fetch_add(&t->held, 1);
		if (MHD_add_connection(t->daemon, fd, (struct sockaddr *)&from,
			len) == MHD_YES)
			return true;
		(void)atomic_fetch_sub(&t->held, 1); /* FD is closed */
		return false;
	}
	if (errno == EAGAIN || errno == EWOULDBLOCK) {
		wait_for(a, a->fd, -1);
	} else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
	    errno == ENOMEM) {
		struct error err;

		(void)error_sys(&err, RC_IO, "no connection can be taken now");
		if (!a->lacks)
			log_warn("%s", err.text);
		a->lacks = true;
		wait_for(a, -1, SHORT_MS);
	} /* else: it went before it was taken */
	return false;
}

static void *
run(void *arg)
{
	struct acceptor *a = arg;

	for (;;) {
		while (sem_wait(&a->places) != 0)
			; /* EINTR */
		if (atomic_load(&a->end))
			return NULL;
		if (!take(a))
			(void)sem_post(&a->places);
	}
}

enum rc
acceptor_open(struct acceptor **out, int fd, unsigned places,
    struct MHD_Daemon *const *daemons, size_t count, struct error *err)
{
	struct acceptor *a = calloc(1, sizeof(*a));

	if (a == NULL ||
	    (a->threads = calloc(count, sizeof(*a->threads))) == NULL) {
		free(a);
		(void)close(fd);
		return error_nomem(err);
	}
	a->fd = fd;
	a->count = count;
	for (size_t i = 0; i < count; i++)
		a->threads[i].daemon = daemons[i];
	(void)sem_init(&a->places, 0, places);
	a->wake = eventfd(0, EFD_CLOEXEC);
	*out = a; /* before anybody can leave */
	if (a->wake < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0 ||
	    (errno = pthread_create(&a->thread, NULL, run, a)) != 0) {
		(void)error_sys(err, RC_IO, "cannot take connections");
		acceptor_close(a);
		*out = NULL;
		return RC_IO;
	}
	a->started = true;
	return RC_OK;
}

void
acceptor_left(struct acceptor *a, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_DAEMON);

	for (size_t i = 0; info != NULL && i < a->count; i++)
		if (a->threads[i].daemon == info->daemon)
			(void)atomic_fetch_sub(&a->threads[i].held, 1);
	(void)sem_post(&a->places);
}

void
acceptor_end(struct acceptor *a)
{
	if (a == NULL || !a->started)
		return;
	atomic_store(&a->end, true);
	(void)eventfd_write(a->wake, 1);
	(void)sem_post(&a->places); /* it may wait for one */
	(void)pthread_join(a->thread, NULL);
	a->started = false;
}

void
acceptor_close(struct acceptor *a)
{
	if (a == NULL)
		return;
	acceptor_end(a);
	(void)close(a->fd);
	if (a->wake >= 0)
		(void)close(a->wake);
	(void)sem_destroy(&a->places);
	free(a->threads);
	free(a);
}
