#include "recorder/syncer.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct piece {
	syncer_work *work;
	struct syncer_result result;
};

/* GIVEN and FETCHED belong to the keeper's thread, DONE to the other; all are
 * read under the lock. */
struct syncer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool closing;
	size_t given;
	size_t done;
	size_t fetched;
	int fd;
	struct piece pieces[SYNCER_ROOM];
};

static void *
run(void *data)
{
	struct syncer *s = data;
	uint64_t one = 1;

	(void)pthread_mutex_lock(&s->lock);
	for (;;) {
		struct piece *p = &s->pieces[s->done % SYNCER_ROOM];

		if (s->done == s->given) {
			if (s->closing)
				break;
			(void)pthread_cond_wait(&s->changed, &s->lock);
			continue;
		}
		(void)pthread_mutex_unlock(&s->lock);
		p->result.err.rc = p->work(p->result.what, &p->result.err);
		(void)pthread_mutex_lock(&s->lock);
		s->done++;
		(void)pthread_cond_broadcast(&s->changed);
		(void)!write(s->fd, &one, sizeof(one));
	}
	(void)pthread_mutex_unlock(&s->lock);
	return NULL;
}

enum rc
syncer_open(struct syncer **out, struct error *err)
{
	struct syncer *s = calloc(1, sizeof(*s));
	sigset_t all, before;
	int failed;

	*out = NULL;
	if (s == NULL)
		return error_nomem(err);
	s->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->fd < 0) {
		free(s);
		return error_sys(err, RC_IO, "make an event counter");
	}
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->changed, NULL);
	/* Signals are for the thread that listens to commands. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&s->thread, NULL, run, s);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed != 0) {
		(void)pthread_cond_destroy(&s->changed);
		(void)pthread_mutex_destroy(&s->lock);
		(void)close(s->fd);
		free(s);
		return error_set(err, RC_IO, "no thread can be started");
	}
	*out = s;
	return RC_OK;
}

void
syncer_close(struct syncer *s)
{
	if (s == NULL)
		return;
	(void)pthread_mutex_lock(&s->lock);
	s->closing = true;
	(void)pthread_cond_broadcast(&s->changed);
	(void)pthread_mutex_unlock(&s->lock);
	(void)pthread_join(s->thread, NULL);
	(void)pthread_cond_destroy(&s->changed);
	(void)pthread_mutex_destroy(&s->lock);
	(void)close(s->fd);
	free(s);
}

void
syncer_give(struct syncer *s, int kind, syncer_work *work, void *what)
{
	struct piece *p = &s->pieces[s->given % SYNCER_ROOM];

	assert(syncer_pieces(s) < SYNCER_ROOM);
	*p = (struct piece){
	    .work = work, .result = {.kind = kind, .what = what}};
	(void)pthread_mutex_lock(&s->lock);
	s->given++;
	(void)pthread_cond_broadcast(&s->changed);
	(void)pthread_mutex_unlock(&s->lock);
}

size_t
syncer_pieces(const struct syncer *s)
{
	return s->given - s->fetched;
}

bool
syncer_next(struct syncer *s, bool wait, struct syncer_result *out)
{
	uint64_t count;
	bool got;

	if (s->fetched == s->given)
		return false;
	(void)pthread_mutex_lock(&s->lock);
	while (wait && s->done == s->fetched)
		(void)pthread_cond_wait(&s->changed, &s->lock);
	got = s->done != s->fetched;
	if (got)
		*out = s->pieces[s->fetched++ % SYNCER_ROOM].result;
	/* Emptied only when no result is left behind it. */
	if (s->done == s->fetched)
		(void)!read(s->fd, &count, sizeof(count));
	(void)pthread_mutex_unlock(&s->lock);
	return got;
}

int
syncer_fd(const struct syncer *s)
{
	return s->fd;
}
