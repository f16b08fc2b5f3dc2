#include "share/guard.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/alert.h"

enum { TICK_MS = 500, NS_PER_MS = 1000 * 1000 };

struct guard_peer {
	struct guard_peer *next, *before;
	int fd;
	bool waiting; /* for a complete request */
	int64_t since_ns;
	bool transfer;
	struct claim claim;
};

struct guard {
	struct site *site;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	bool started, end;
	struct guard_peer *peers;
};

/* Nothing more goes out, not even what the kernel holds: this resets it now,
 * while whoever serves it is only told. */
static void
cut(struct guard_peer *peer)
{
	const struct sockaddr none = {.sa_family = AF_UNSPEC};

	(void)connect(peer->fd, &none, sizeof(none));
	peer->transfer = false;
}

static void
end_drips(struct guard *g, int64_t now_ns)
{
	for (struct guard_peer *p = g->peers; p != NULL; p = p->next) {
		if (p->waiting &&
		    now_ns - p->since_ns >
			(int64_t)GUARD_WHOLE_MS * NS_PER_MS) {
			(void)shutdown(p->fd, SHUT_RDWR);
			p->waiting = false;
		}
	}
}

static bool
same(const struct claim *a, const struct claim *b)
{
	return memcmp(&a->session, &b->session, sizeof(a->session)) == 0 &&
	    a->copy.v == b->copy.v && a->account.v == b->account.v &&
	    a->child.v == b->child.v && a->rendition.v == b->rendition.v;
}

/* The claims of all transfers, copied, so that asking holds no lock. */
static size_t
claims(struct guard *g, struct claim **out)
{
	struct claim *list;
	size_t n = 0, room = 0;

	for (struct guard_peer *p = g->peers; p != NULL; p = p->next)
		room += p->transfer;
	if (room == 0 || (list = calloc(room, sizeof(*list))) == NULL)
		return 0;
	for (struct guard_peer *p = g->peers; p != NULL; p = p->next) {
		if (p->transfer)
			list[n++] = p->claim;
	}
	*out = list;
	return n;
}

/* Called and left with the lock held, dropped in between. */
static void
end_withdrawn(struct guard *g)
{
	struct claim *list = NULL;
	struct store *store = NULL;
	size_t n = claims(g, &list);

	(void)pthread_mutex_unlock(&g->lock);
	for (size_t i = 0; i < n; i++) {
		struct error err = {0};
		enum rc rc = site_store(g->site, &store, &err);

		if (rc == RC_OK)
			rc = claim_stands(store, &list[i], &err);
		if (rc == RC_OK)
			continue;
		if (rc != RC_NOTFOUND)
			log_error("transfer ended: %s", err.text);
		(void)pthread_mutex_lock(&g->lock);
		for (struct guard_peer *p = g->peers; p != NULL; p = p->next) {
			if (p->transfer && same(&p->claim, &list[i]))
				cut(p);
		}
		(void)pthread_mutex_unlock(&g->lock);
	}
	free(list);
	(void)pthread_mutex_lock(&g->lock);
}

/* G's lock is held; not while the store is written. */
static void
tell_limited(struct guard *g)
{
	struct store *store = NULL;
	struct error err = {0};
	enum rc rc;

	if (g->site == NULL || !atomic_exchange(&g->site->limited, false))
		return;
	(void)pthread_mutex_unlock(&g->lock);
	if ((rc = site_store(g->site, &store, &err)) == RC_OK)
		rc = alert_once(store, (struct meeting_id){0}, clock_wall_ms(),
		    "Somebody tried a link or a letter too often and had to "
		    "wait. Perhaps a recipient needs help; perhaps somebody "
		    "else has their mail.",
		    &err);
	if (rc != RC_OK) {
		log_error("limited tries: %s", err.text);
		atomic_store(&g->site->limited, true); /* next time */
	}
	(void)pthread_mutex_lock(&g->lock);
}

static void *
run(void *arg)
{
	struct guard *g = arg;
	int64_t asked_ns = clock_mono_ns();

	(void)pthread_mutex_lock(&g->lock);
	while (!g->end) {
		struct timespec until;
		int64_t now_ns;

		(void)clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += TICK_MS * NS_PER_MS;
		until.tv_sec += until.tv_nsec / (1000L * NS_PER_MS);
		until.tv_nsec %= 1000L * NS_PER_MS;
		(void)pthread_cond_timedwait(&g->wake, &g->lock, &until);
		now_ns = clock_mono_ns();
		end_drips(g, now_ns);
		if (now_ns - asked_ns >= (int64_t)GUARD_ASK_MS * NS_PER_MS) {
			asked_ns = now_ns;
			end_withdrawn(g);
			tell_limited(g);
		}
	}
	(void)pthread_mutex_unlock(&g->lock);
	return NULL;
}

enum rc
guard_open(struct guard **out, struct site *site, struct error *err)
{
	struct guard *g = calloc(1, sizeof(*g));
	pthread_condattr_t attr;

	if (g == NULL)
		return error_nomem(err);
	g->site = site;
	(void)pthread_mutex_init(&g->lock, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&g->wake, &attr);
	(void)pthread_condattr_destroy(&attr);
	if (pthread_create(&g->thread, NULL, run, g) != 0) {
		guard_close(g);
		return error_set(err, RC_IO, "cannot start a thread");
	}
	g->started = true;
	*out = g;
	return RC_OK;
}

void
guard_close(struct guard *g)
{
	if (g == NULL)
		return;
	if (g->started) {
		(void)pthread_mutex_lock(&g->lock);
		g->end = true;
		(void)pthread_cond_signal(&g->wake);
		(void)pthread_mutex_unlock(&g->lock);
		(void)pthread_join(g->thread, NULL);
	}
	while (g->peers != NULL)
		guard_remove(g, g->peers);
	(void)pthread_cond_destroy(&g->wake);
	(void)pthread_mutex_destroy(&g->lock);
	free(g);
}

struct guard_peer *
guard_add(struct guard *g, int fd)
{
	struct guard_peer *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->fd = fd;
	p->waiting = true;
	p->since_ns = clock_mono_ns();
	(void)pthread_mutex_lock(&g->lock);
	p->next = g->peers;
	if (p->next != NULL)
		p->next->before = p;
	g->peers = p;
	(void)pthread_mutex_unlock(&g->lock);
	return p;
}

void
guard_remove(struct guard *g, struct guard_peer *p)
{
	if (p == NULL)
		return;
	(void)pthread_mutex_lock(&g->lock);
	if (p->next != NULL)
		p->next->before = p->before;
	if (p->before != NULL)
		p->before->next = p->next;
	else
		g->peers = p->next;
	(void)pthread_mutex_unlock(&g->lock);
	free(p);
}

void
guard_received(struct guard *g, struct guard_peer *p)
{
	if (p == NULL)
		return;
	(void)pthread_mutex_lock(&g->lock);
	p->waiting = false;
	(void)pthread_mutex_unlock(&g->lock);
}

void
guard_answered(struct guard *g, struct guard_peer *p)
{
	if (p == NULL)
		return;
	(void)pthread_mutex_lock(&g->lock);
	p->waiting = true;
	p->since_ns = clock_mono_ns();
	p->transfer = false;
	(void)pthread_mutex_unlock(&g->lock);
}

void
guard_transfer(struct guard *g, struct guard_peer *p, const struct claim *claim)
{
	if (p == NULL)
		return;
	(void)pthread_mutex_lock(&g->lock);
	p->transfer = true;
	p->claim = *claim;
	(void)pthread_mutex_unlock(&g->lock);
}

void
guard_cut(struct guard *guard, struct guard_peer *peer)
{
	(void)pthread_mutex_lock(&guard->lock);
	if (peer != NULL)
		cut(peer);
	(void)pthread_mutex_unlock(&guard->lock);
}
