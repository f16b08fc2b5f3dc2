#include "share/crew.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <microhttpd.h>

#include "base/clock.h"

enum { NS_PER_MS = 1000 * 1000 };

struct crew {
	crew_work *work;
	bool floored;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t threads[CREW_THREADS];
	int started;
	bool end;
	struct request *queue[CREW_QUEUE];
	size_t first, count;
};

static void
wait_until(int64_t ns)
{
	struct timespec at = {
	    .tv_sec = (time_t)(ns / (1000 * (int64_t)NS_PER_MS)),
	    .tv_nsec = (long)(ns % (1000 * (int64_t)NS_PER_MS)),
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0)
		;
}

int64_t
crew_due_ns(int64_t began_ns, int64_t now_ns)
{
	const int64_t floor = (int64_t)CREW_FLOOR_MS * NS_PER_MS;
	int64_t gone = now_ns - began_ns;

	return began_ns +
	    (gone <= 0 ? floor : (gone + floor - 1) / floor * floor);
}

static void *
run(void *arg)
{
	struct crew *c = arg;

	(void)pthread_mutex_lock(&c->lock);
	for (;;) {
		struct request *r;
		struct MHD_Connection *connection;

		while (c->count == 0 && !c->end)
			(void)pthread_cond_wait(&c->wake, &c->lock);
		if (c->count == 0)
			break;
		r = c->queue[c->first];
		c->first = (c->first + 1) % CREW_QUEUE;
		c->count--;
		(void)pthread_mutex_unlock(&c->lock);
		connection = r->connection;
		c->work(r);
		if (c->floored)
			wait_until(crew_due_ns(r->began_ns, clock_mono_ns()));
		MHD_resume_connection(connection);
		(void)pthread_mutex_lock(&c->lock);
	}
	(void)pthread_mutex_unlock(&c->lock);
	return NULL;
}

enum rc
crew_open(struct crew **out, crew_work *work, bool floored, struct error *err)
{
	struct crew *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return error_nomem(err);
	c->work = work;
	c->floored = floored;
	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_cond_init(&c->wake, NULL);
	while (c->started < CREW_THREADS) {
		if (pthread_create(&c->threads[c->started], NULL, run, c) !=
		    0) {
			crew_close(c);
			return error_set(err, RC_IO, "cannot start a thread");
		}
		c->started++;
	}
	*out = c;
	return RC_OK;
}

void
crew_close(struct crew *c)
{
	if (c == NULL)
		return;
	(void)pthread_mutex_lock(&c->lock);
	c->end = true;
	(void)pthread_cond_broadcast(&c->wake);
	(void)pthread_mutex_unlock(&c->lock);
	for (int i = 0; i < c->started; i++)
		(void)pthread_join(c->threads[i], NULL);
	(void)pthread_cond_destroy(&c->wake);
	(void)pthread_mutex_destroy(&c->lock);
	free(c);
}

bool
crew_take(struct crew *c, struct request *r)
{
	bool room;

	(void)pthread_mutex_lock(&c->lock);
	room = c->count < CREW_QUEUE && !c->end;
	if (room) {
		MHD_suspend_connection(r->connection);
		c->queue[(c->first + c->count++) % CREW_QUEUE] = r;
		(void)pthread_cond_signal(&c->wake);
	}
	(void)pthread_mutex_unlock(&c->lock);
	return room;
}
