#include "share/later.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include <microhttpd.h>

#include "base/clock.h"

enum { NS_PER_MS = 1000 * 1000 };

struct later {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	bool started, end;
	struct request *first; /* by due_ns */
};

/* Called with the lock held. */
static void
sleep_until(struct later *l, int64_t ns)
{
	const struct timespec at = {
	    .tv_sec = (time_t)(ns / (1000 * (int64_t)NS_PER_MS)),
	    .tv_nsec = (long)(ns % (1000 * (int64_t)NS_PER_MS)),
	};

	(void)pthread_cond_timedwait(&l->wake, &l->lock, &at);
}

static void *
run(void *arg)
{
	struct later *l = arg;

	(void)pthread_mutex_lock(&l->lock);
	while (!l->end || l->first != NULL) {
		struct request *r = l->first;

		if (r == NULL) {
			(void)pthread_cond_wait(&l->wake, &l->lock);
		} else if (!l->end && r->due_ns > clock_mono_ns()) {
			sleep_until(l, r->due_ns);
		} else {
			/* Once it goes on R may be gone. */
			l->first = r->next;
			MHD_resume_connection(r->connection);
		}
	}
	(void)pthread_mutex_unlock(&l->lock);
	return NULL;
}

enum rc
later_open(struct later **out, struct error *err)
{
	struct later *l = calloc(1, sizeof(*l));
	pthread_condattr_t attr;

	if (l == NULL)
		return error_nomem(err);
	(void)pthread_mutex_init(&l->lock, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&l->wake, &attr);
	(void)pthread_condattr_destroy(&attr);
	if (pthread_create(&l->thread, NULL, run, l) != 0) {
		later_close(l);
		return error_set(err, RC_IO, "cannot start a thread");
	}
	l->started = true;
	*out = l;
	return RC_OK;
}

void
later_end(struct later *l)
{
	if (l == NULL || !l->started)
		return;
	(void)pthread_mutex_lock(&l->lock);
	l->end = true;
	(void)pthread_cond_signal(&l->wake);
	(void)pthread_mutex_unlock(&l->lock);
	(void)pthread_join(l->thread, NULL);
	l->started = false;
}

void
later_close(struct later *l)
{
	if (l == NULL)
		return;
	later_end(l);
	(void)pthread_cond_destroy(&l->wake);
	(void)pthread_mutex_destroy(&l->lock);
	free(l);
}

bool
later_take(struct later *l, struct request *r)
{
	const int64_t floor = (int64_t)LATER_FLOOR_MS * NS_PER_MS;
	int64_t gone = clock_mono_ns() - r->began_ns;
	struct request **at = &l->first;
	bool ends;

	r->due_ns = r->began_ns + (gone + floor - 1) / floor * floor;
	(void)pthread_mutex_lock(&l->lock);
	if ((ends = l->end))
		goto done;
	MHD_suspend_connection(r->connection);
	while (*at != NULL && (*at)->due_ns <= r->due_ns)
		at = &(*at)->next;
	r->next = *at;
	*at = r;
	(void)pthread_cond_signal(&l->wake);
done:
	(void)pthread_mutex_unlock(&l->lock);
	return !ends;
}
