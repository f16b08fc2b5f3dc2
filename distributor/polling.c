#include "distributor/polling.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "distributor/bounce.h"
#include "distributor/bouncing.h"
#include "distributor/verp.h"

enum { EVERY_S = 60 };

struct polling {
	struct bouncing b;
	char *bounces;
	pthread_t thread;
	bool runs;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	atomic_bool
	    stop; /* read without the lock by what waits for the server */
};

/* Until it is time again, or over. */
static void
rest(struct polling *p)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += EVERY_S;
	(void)pthread_mutex_lock(&p->lock);
	while (!atomic_load(&p->stop) &&
	    pthread_cond_timedwait(&p->woken, &p->lock, &until) == 0)
		;
	(void)pthread_mutex_unlock(&p->lock);
}

static void *
run(void *arg)
{
	struct polling *p = arg;

	while (!atomic_load(&p->stop)) {
		struct bouncing_tally tally = {0};
		struct error error = {0};

		if (bouncing_pass(&p->b, false, &p->stop, &tally, &error) !=
		    RC_OK)
			log_error("bounces: %s", error.text);
		rest(p);
	}
	return NULL;
}

/* A thread that no signal of this process comes to. */
static int
start_thread(struct polling *p)
{
	sigset_t all, before;
	int failed;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&p->thread, NULL, run, p);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

enum rc
polling_start(struct polling **out, const char *dir, const struct conf *conf,
    const struct box_key *column, struct error *err)
{
	struct polling *p = calloc(1, sizeof(*p));
	pthread_condattr_t attr;
	enum rc rc;

	*out = NULL;
	if (p == NULL)
		return error_nomem(err);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&p->woken, &attr);
	(void)pthread_condattr_destroy(&attr);
	(void)pthread_mutex_init(&p->lock, NULL);
	bounce_init();
	if ((rc = imap_open(&p->b.imap, conf, &p->stop, err)) != RC_OK ||
	    p->b.imap == NULL ||
	    (rc = store_open(&p->b.store, dir, STORE_DISTRIBUTOR, err)) !=
		RC_OK)
		goto done;
	p->b.bounces = p->bounces = strdup(conf_text(conf, "mail.bounces"));
	verp_key(column, &p->b.key);
	if (p->bounces == NULL) {
		rc = error_nomem(err);
		goto done;
	}
	if (start_thread(p) != 0) {
		rc = error_set(
		    err, RC_IO, "cannot begin to watch the mailbox of bounces");
		goto done;
	}
	p->runs = true;
	*out = p;
	p = NULL;
done:
	polling_stop(p);
	return rc;
}

void
polling_stop(struct polling *p)
{
	if (p == NULL)
		return;
	(void)pthread_mutex_lock(&p->lock);
	atomic_store(&p->stop, true);
	(void)pthread_cond_signal(&p->woken);
	(void)pthread_mutex_unlock(&p->lock);
	if (p->runs)
		(void)pthread_join(p->thread, NULL);
	imap_close(p->b.imap);
	store_close(p->b.store);
	box_wipe(&p->b.key, sizeof(p->b.key));
	free(p->bounces);
	(void)pthread_cond_destroy(&p->woken);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}
