#include "distributor/polling.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "distributor/bounce.h"
#include "distributor/bouncing.h"
#include "distributor/verp.h"
#include "store/alert.h"
#include "store/lastrun.h"

enum { EVERY_S = 60 };

struct polling {
	struct bouncing b;
	const struct conf *conf;
	bool told; /* that the mailbox cannot even be tried */
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

/* What [bounce] says cannot be used, for WHY. */
static enum rc
tell(struct polling *p, const char *why, struct error *err)
{
	struct store *store = p->b.store;
	enum rc rc;

	log_error("bounces: %s", why);
	if ((rc = store_begin(store, err)) == RC_OK &&
	    (rc = alert_once(store, (struct meeting_id){0}, clock_wall_ms(),
		 "The mailbox of bounces cannot be opened, and mails that come "
		 "back are not noticed: the distributor's log says why.",
		 err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static enum rc
look(struct polling *p, struct error *err)
{
	struct bouncing_tally tally = {0};
	struct error why = {0};
	enum rc rc;

	if (p->b.imap == NULL &&
	    imap_open(&p->b.imap, p->conf, &p->stop, &why) != RC_OK) {
		rc = p->told ? RC_OK : tell(p, why.text, err);
		if (rc == RC_OK)
			rc = lastrun_note(p->b.store, LASTRUN_BOUNCES,
			    clock_wall_ms(),
			    "the mailbox cannot be opened: see the "
			    "distributor's log",
			    err);
		p->told = rc == RC_OK;
		return rc;
	}
	p->told = false;
	rc = bouncing_pass(&p->b, false, &p->stop, &tally, err);
	if (rc == RC_OK)
		rc = lastrun_note(p->b.store, LASTRUN_BOUNCES, clock_wall_ms(),
		    tally.cause[0] == '\0'
			? ""
			: "the mailbox was not read: see the distributor's log",
		    err);
	if (tally.cause[0] != '\0') {
		imap_close(p->b.imap);
		p->b.imap = NULL;
	}
	return rc;
}

static void *
run(void *arg)
{
	struct polling *p = arg;

	while (!atomic_load(&p->stop)) {
		struct error error = {0};

		if (look(p, &error) != RC_OK)
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
	pthread_condattr_t attr;
	struct polling *p;
	enum rc rc;

	*out = NULL;
	if (*conf_text(conf, "bounce.imap") == '\0')
		return RC_OK;
	if ((p = calloc(1, sizeof(*p))) == NULL)
		return error_nomem(err);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&p->woken, &attr);
	(void)pthread_condattr_destroy(&attr);
	(void)pthread_mutex_init(&p->lock, NULL);
	bounce_init();
	p->conf = conf;
	p->b.bounces = conf_text(conf, "mail.bounces");
	verp_key(column, &p->b.key);
	if ((rc = store_open(&p->b.store, dir, STORE_DISTRIBUTOR, err)) !=
	    RC_OK)
		goto done;
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
	(void)pthread_cond_destroy(&p->woken);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}
