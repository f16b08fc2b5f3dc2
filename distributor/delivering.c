#include "distributor/delivering.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/notify.h"
#include "base/stop.h"
#include "distributor/asked.h"
#include "distributor/desk.h"
#include "distributor/nudging.h"
#include "distributor/polling.h"
#include "distributor/post.h"
#include "distributor/rehearsing.h"
#include "distributor/sending.h"
#include "distributor/smtp.h"
#include "distributor/working.h"
#include "store/lastrun.h"

/* Between two passes it looks for jobs five times: somebody waits at a page. */
enum { AFTER_ERROR_S = 10, LOOKS = 5, LOOK_NS = 1000 * 1000 * 1000 / LOOKS };

#define TIDY_NS (INT64_C(60) * 1000 * 1000 * 1000)

struct delivering {
	struct desk desk;
	struct post post;
	struct smtp *smtp;
	struct polling *polling; /* of serve */
	int64_t tidied_ns;       /* monotonic; 0: not yet */
	int64_t noted_ns;        /* likewise */
	bool noted_well;
};

static enum rc
open_all(struct delivering *d, struct cmd_call *call, struct error *err)
{
	enum rc rc;

	if ((rc = desk_open(&d->desk, call, err)) != RC_OK ||
	    (rc = post_open(&d->post, &d->desk, err)) != RC_OK ||
	    (rc = smtp_open(&d->smtp, d->desk.conf, err)) != RC_OK)
		return rc;
	return RC_OK;
}

static void
close_all(struct delivering *d)
{
	polling_stop(d->polling);
	smtp_close(d->smtp);
	post_clear(&d->post);
	desk_close(&d->desk);
}

static enum rc
rehearse(struct delivering *d, struct error *err)
{
	struct buf out = {0};
	enum rc rc = rehearsing_list(&d->post, clock_wall_ms(), &out, err);

	if (rc == RC_OK)
		(void)fputs(buf_str(&out), stdout);
	buf_clear(&out);
	return rc;
}

/* Reminders of actions into the outbox; no fault of theirs keeps a copy back. */
static void
remind(struct delivering *d)
{
	struct error error = {0};
	int count = 0;

	if (nudging_pass(&d->post, clock_wall_ms(), &count, &error) != RC_OK)
		log_error("a reminder: %s", error.text);
}

/* Once a minute, and when it changes: that a pass went well, or not.  A store
 * that does not take that has said so to the pass itself. */
static void
note(struct delivering *d, bool well)
{
	int64_t now_ns = clock_mono_ns();
	struct error error = {0};

	if (d->noted_ns != 0 && d->noted_well == well &&
	    now_ns - d->noted_ns < TIDY_NS)
		return;
	d->noted_ns = now_ns;
	d->noted_well = well;
	if (lastrun_note(d->desk.store, LASTRUN_DELIVER, clock_wall_ms(),
		well ? "" : "a pass failed: see the distributor's log",
		&error) != RC_OK)
		log_error("%s", error.text);
}

enum rc
delivering_once(struct cmd_call *call, struct error *err)
{
	struct sending_tally tally = {0};
	struct delivering d = {0};
	enum rc rc;

	if ((rc = open_all(&d, call, err)) != RC_OK)
		goto done;
	if (cmd_flag(call, "dry-run")) {
		rc = rehearse(&d, err);
		goto done;
	}
	remind(&d);
	if ((rc = sending_pass(
		 &d.post, d.smtp, true, true, NULL, &tally, err)) == RC_OK)
		(void)printf("%d accepted, %d held, %d to be tried again, %d "
			     "failed\n",
		    tally.accepted, tally.held, tally.retry, tally.failed);
	note(&d, rc == RC_OK);
	if (rc == RC_OK && tally.failed > 0)
		rc = error_set(err, RC_IO,
		    "%d mail%s could not be delivered: `due` says which and "
		    "why",
		    tally.failed, tally.failed == 1 ? "" : "s");
done:
	close_all(&d);
	return rc;
}

/* What was made to be heard goes after its hours, whether anybody listens to
 * something else or not. */
static void
tidy(struct delivering *d)
{
	int64_t now_ns = clock_mono_ns();
	struct error error = {0};

	if (d->tidied_ns != 0 && now_ns - d->tidied_ns < TIDY_NS)
		return;
	d->tidied_ns = now_ns;
	if (asked_sweep(&d->desk, &error) != RC_OK)
		log_error("what was heard: %s", error.text);
}

/* One pass; what stops it is logged, and the next may do better. */
static bool
turn(struct delivering *d)
{
	struct sending_tally tally = {0};
	struct error error = {0};

	/* Another program may have made a key or destroyed one meanwhile. */
	if (keystore_refresh(d->desk.keys, &error) == RC_OK) {
		remind(d);
		tidy(d);
		if (sending_pass(&d->post, d->smtp, false, false, stop_flag(),
			&tally, &error) == RC_OK &&
		    working_jobs(&d->desk, stop_flag(), &error) == RC_OK) {
			note(d, true);
			return true;
		}
	}
	log_error("%s", error.text);
	note(d, false);
	return false;
}

/* Sleep for WAIT, or until told to end. */
static void
rest(const struct timespec *wait)
{
	sigset_t ends, before;

	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGINT);
	/* None may come between the look at STOPPED and the wait. */
	(void)sigprocmask(SIG_BLOCK, &ends, &before);
	if (!stop_asked())
		(void)pselect(0, NULL, NULL, NULL, wait, &before);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Until the next pass: jobs are done meanwhile. */
static void
between(struct delivering *d)
{
	const struct timespec wait = {.tv_nsec = LOOK_NS};
	struct error error = {0};

	for (int i = 0; i < LOOKS && !stop_asked(); i++) {
		if (i > 0 &&
		    working_jobs(&d->desk, stop_flag(), &error) != RC_OK) {
			log_error("%s", error.text);
			return;
		}
		rest(&wait);
	}
}

enum rc
delivering_serve(struct cmd_call *call, struct error *err)
{
	const struct timespec longer = {.tv_sec = AFTER_ERROR_S};
	struct delivering d = {0};
	enum rc rc;

	stop_watch(false);
	if ((rc = open_all(&d, call, err)) != RC_OK ||
	    (rc = polling_start(&d.polling, store_dir(d.desk.store),
		 d.desk.conf, &d.post.column, err)) != RC_OK)
		goto done;
	notify("READY=1");
	log_info("delivering");
	while (!stop_asked()) {
		if (turn(&d))
			between(&d);
		else
			rest(&longer);
	}
	notify("STOPPING=1");
	log_info("ended");
done:
	close_all(&d);
	return rc;
}
