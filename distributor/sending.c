#include "distributor/sending.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/progress.h"
#include "distributor/clearing.h"
#include "store/alert.h"
#include "store/copies.h"

enum {
	INSECURE_MS = 15 * 60 * 1000, /* to look again at an unsafe relay */
	LOOKED = 64,                  /* in one transaction at most */
	PAUSE_S = 1, /* between tries to write down what became of mails, */
	AGAIN = 5    /* so many at least when told to end */
};

/* For so long: a repeat of what was accepted waits for its lease to end, and
 * then for its hour (outbox.h). */
static const int64_t write_down_ns = (int64_t)OUTBOX_LEASE_MS * 1000 * 1000;

static_assert(SMTP_LONGEST_S * CLOCK_SECOND_MS < OUTBOX_LEASE_MS,
    "a lease outlasts the conversations it covers");

/* A message on its way. */
struct going {
	struct outbox_message message;
	struct buf to;
	struct buf source;
	char return_path[VERP_ADDRESS]; /* "" the sender's */
};

/* As many as are on their way at once. */
struct group {
	struct going v[SMTP_AT_ONCE];
	struct smtp_mail mails[SMTP_AT_ONCE];
	size_t count;
};

struct pass {
	struct post *post;
	struct smtp *smtp;
	struct sending_tally tally;
	struct message_id *due;
	size_t count;
	size_t next;      /* of DUE */
	const char *told; /* the last alert about the relay itself */
};

static void
forget(struct group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		buf_clear(&group->v[i].to);
		buf_clear(&group->v[i].source);
	}
	group->count = 0;
}

/* May M go?  What cannot be read or written of it keeps no other: it is held, and
 * what clearing_ask had set apart by then stays where it was. */
static enum rc
clear(struct post *post, const struct outbox_message *m, int64_t now_ms,
    bool *go, struct going *going, struct error *err)
{
	struct store *store = post->desk->store;
	enum rc rc = store_part_begin(store, err);

	if (rc != RC_OK)
		return rc;
	rc = clearing_ask(post, m, now_ms, go, &going->to, &going->source, err);
	if (!post_of_one(rc))
		return rc == RC_OK ? store_part_keep(store, err) : rc;
	log_error("message %lld: %s", (long long)m->id.v, err->text);
	*go = false;
	rc = store_part_undo(store, err);
	return rc != RC_OK
	    ? rc
	    : clearing_hold(post, m, now_ms, now_ms + CLEARING_AGAIN_MS,
		  "It cannot be read or written: the log says why.",
		  "A mail cannot be read or written. The distributor's log "
		  "says why.",
		  err);
}

/* Lease message ID, if it may go; it joins GROUP. */
static enum rc
lease_one(struct pass *pass, struct group *group, struct message_id id,
    int64_t now_ms, struct error *err)
{
	struct going *going = &group->v[group->count];
	struct store *store = pass->post->desk->store;
	struct outbox_message *m = &going->message;
	bool go = false;
	enum rc rc;

	*going = (struct going){0};
	if ((rc = outbox_get(store, id, m, err)) != RC_OK)
		goto done;
	/* Another sender may have had it since it was listed, or have it, or
	 * have put it off: what is open waits its hour whoever listed it. */
	if ((m->state != OUTBOX_QUEUED && m->state != OUTBOX_HELD) ||
	    (m->state == OUTBOX_QUEUED && m->next_ms > now_ms) ||
	    m->ambiguous > OUTBOX_REPEATS)
		goto done;
	if ((rc = clear(pass->post, m, now_ms, &go, going, err)) == RC_OK &&
	    go && (rc = outbox_sending(store, id, now_ms, err)) == RC_OK) {
		post_return_path(
		    pass->post, id, m->message_id, going->return_path);
		m->attempts++;
		group->count++;
		return RC_OK;
	}
done:
	if (rc == RC_OK)
		pass->tally.held++;
	else
		(void)error_prefix(err, "message %lld", (long long)id.v);
	buf_clear(&going->to);
	buf_clear(&going->source);
	return rc;
}

/* Fill GROUP. */
static enum rc
lease(struct pass *pass, struct group *group, struct error *err)
{
	int64_t now_ms = clock_wall_ms();
	enum rc rc = RC_OK;

	for (int looked = 0;
	     rc == RC_OK && looked < LOOKED && pass->next < pass->count &&
	     group->count < smtp_at_once(pass->smtp);
	     looked++)
		rc = lease_one(
		    pass, group, pass->due[pass->next++], now_ms, err);
	return rc;
}

/* What becomes of a mail whose fate is open. */
static enum rc
open_fate(struct post *post, const struct outbox_message *m, const char *cause,
    int64_t now_ms, struct sending_tally *tally, struct error *err)
{
	bool stuck = false;
	enum rc rc = outbox_ambiguous(
	    post->desk->store, m->id, now_ms, cause, &stuck, err);

	if (rc != RC_OK)
		return rc;
	if (!stuck) {
		tally->retry++;
		return RC_OK;
	}
	tally->failed++;
	return alert_add(post->desk->store, m->meeting, now_ms,
	    "Nobody knows whether a mail arrived, after three tries: ask its "
	    "recipient. `due` shows which.",
	    err);
}

/* Write down what became of M. */
static enum rc
conclude_one(struct pass *pass, const struct outbox_message *m,
    const struct smtp_mail *mail, int64_t now_ms, struct error *err)
{
	struct store *store = pass->post->desk->store;
	struct sending_tally *tally = &pass->tally;
	struct outbox_message today = {0};
	const char *alert = NULL;
	uint32_t random;
	enum rc rc;

	if ((rc = outbox_get(store, m->id, &today, err)) != RC_OK)
		return rc;
	/* It has come back before this was written, and that has been told:
	 * whatever this try came to, a person looks now. */
	if (today.state == OUTBOX_BOUNCED) {
		tally->failed++;
		return RC_OK;
	}
	/* The lease ran out while this try went on, and another sender has it,
	 * or had: only what is certain is written down. */
	if (mail->result != SMTP_ACCEPTED &&
	    (today.state != OUTBOX_SENDING || today.attempts != m->attempts))
		return RC_OK;
	switch (mail->result) {
	case SMTP_ACCEPTED:
		rc = outbox_accept(store, m->id, now_ms, err);
		tally->accepted++;
		break;
	case SMTP_LATER:
	case SMTP_ABSENT:
		box_random(&random, sizeof(random));
		rc = outbox_queue(store, m->id,
		    now_ms + outbox_backoff_ms(m->attempts, random),
		    mail->cause, err);
		tally->retry++;
		break;
	case SMTP_AMBIGUOUS:
		rc = open_fate(pass->post, m, mail->cause, now_ms, tally, err);
		break;
	case SMTP_REFUSED:
		rc = outbox_fail(store, m->id, now_ms, mail->cause, err);
		alert = "The mail server refused a mail for good. `due` shows "
			"which.";
		tally->failed++;
		break;
	case SMTP_INSECURE:
	case SMTP_LOGIN:
		rc = outbox_hold(
		    store, m->id, now_ms + INSECURE_MS, mail->cause, err);
		alert = mail->result == SMTP_LOGIN
		    ? "The mail server refuses our user name or password; "
		      "nothing is sent until that is put right."
		    : "The mail server offers no safe connection; nothing is "
		      "sent until that is put right.";
		tally->held++;
		break;
	}
	/* A cause that was there before the try has been told before; one of
	 * the relay's is told once for all mails. */
	if (rc != RC_OK || alert == NULL ||
	    strcmp(m->cause, mail->cause) == 0 || alert == pass->told)
		return rc;
	if (talk_of_relay(mail->result))
		pass->told = alert;
	return alert_add(store, m->meeting, now_ms, alert, err);
}

static enum rc
conclude(struct pass *pass, const struct group *group, struct error *err)
{
	int64_t now_ms = clock_wall_ms();
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < group->count; i++) {
		const struct outbox_message *m = &group->v[i].message;

		rc = conclude_one(pass, m, &group->mails[i], now_ms, err);
		if (rc != RC_OK)
			(void)error_prefix(
			    err, "message %lld", (long long)m->id.v);
	}
	return rc;
}

/* One transaction: what became of DONE (may be empty), and, with MORE, `sending`
 * for NEXT, before it connects.  Failed, it has changed nothing. */
static enum rc
step(struct pass *pass, const struct group *done, struct group *next, bool more,
    struct error *err)
{
	struct store *store = pass->post->desk->store;
	struct pass before = *pass;
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	rc = conclude(pass, done, err);
	if (rc == RC_OK && more)
		rc = lease(pass, next, err);
	if (rc == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	if (rc != RC_OK) {
		forget(next);
		*pass = before;
	}
	return rc;
}

/* The same; what became of DONE is written down whatever else there is, because
 * it would all go again: a disk that is full may have room in a minute. */
static enum rc
step_surely(struct pass *pass, const struct group *done, struct group *next,
    bool more, const volatile sig_atomic_t *stop, struct error *err)
{
	const struct timespec pause = {.tv_sec = PAUSE_S};
	int64_t until_ns = clock_mono_ns() + write_down_ns;
	enum rc rc = step(pass, done, next, more, err);

	if (rc == RC_OK || done->count == 0)
		return rc;
	log_error("what became of %zu mail%s is not written down yet: %s",
	    done->count, done->count == 1 ? "" : "s", err->text);
	for (int tries = 1; rc != RC_OK && clock_mono_ns() < until_ns &&
	     (tries <= AGAIN || stop == NULL || *stop == 0);
	     tries++) {
		if (tries > 1)
			(void)nanosleep(&pause, NULL);
		rc = step(pass, done, next, false, err);
	}
	return rc;
}

/* Send what GROUP holds.  *AILING: of all of it the relay itself was the trouble;
 * that is one of its mails. */
static void
send_group(struct pass *pass, struct group *group,
    const struct smtp_mail **ailing, struct progress *progress)
{
	struct smtp_mail *mails = group->mails;

	*ailing = NULL;
	for (size_t i = 0; i < group->count; i++) {
		const struct going *going = &group->v[i];

		mails[i] = (struct smtp_mail){
		    .to = buf_str(&going->to),
		    .return_path =
			*going->return_path == '\0' ? NULL : going->return_path,
		    .source = going->source.data,
		    .len = going->source.len,
		};
	}
	smtp_send_all(pass->smtp, mails, group->count);
	progress_end(progress); /* for lines of its own */
	for (size_t i = 0; i < group->count; i++) {
		long long id = (long long)group->v[i].message.id.v;

		if (mails[i].result == SMTP_ACCEPTED)
			log_info("message %lld: accepted", id);
		else
			log_warn("message %lld: %s", id, mails[i].cause);
		if (talk_of_relay(mails[i].result) && (i == 0 || *ailing))
			*ailing = &mails[i];
		else
			*ailing = NULL;
	}
}

/* The relay took nothing and would take nothing else: what is still due in this
 * round waits with the same cause, untried and without an alert of its own. */
static enum rc
put_off(struct pass *pass, const struct smtp_mail *ailing, struct error *err)
{
	struct store *store = pass->post->desk->store;
	struct sending_tally *tally = &pass->tally;
	const char *cause = ailing->cause;
	int64_t now_ms = clock_wall_ms();
	struct outbox_message m = {0};
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	for (size_t i = pass->next; rc == RC_OK && i < pass->count; i++) {
		/* What a rule holds keeps its own cause, and what another
		 * sender has put off its time. */
		if ((rc = outbox_get(store, pass->due[i], &m, err)) != RC_OK ||
		    (m.state == OUTBOX_QUEUED && m.next_ms > now_ms) ||
		    (m.state != OUTBOX_QUEUED &&
			(m.state != OUTBOX_HELD ||
			    strcmp(m.cause, cause) != 0)))
			continue;
		if (ailing->result == SMTP_ABSENT) {
			rc = outbox_queue(store, m.id,
			    now_ms + outbox_backoff_ms(1, 0), cause, err);
			tally->retry++;
		} else {
			rc = outbox_hold(
			    store, m.id, now_ms + INSECURE_MS, cause, err);
			tally->held++;
		}
	}
	if (rc == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

/* What a clock that was ahead has put off: it waits from now on, and no longer
 * than it could have had to. */
static enum rc
rewind_clock(struct store *store, int64_t now_ms, struct error *err)
{
	bool ahead = false;
	enum rc rc = outbox_ahead(store, now_ms, &ahead, err);

	if (rc != RC_OK || !ahead)
		return rc;
	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	if ((rc = outbox_rewind(store, now_ms, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

/* Messages whose sender died. */
static enum rc
recover(struct post *post, struct sending_tally *tally, struct error *err)
{
	struct store *store = post->desk->store;
	int64_t now_ms = clock_wall_ms();
	struct outbox_message m = {0};
	struct message_id *lost = NULL;
	size_t count = 0;
	enum rc rc;

	if ((rc = rewind_clock(store, now_ms, err)) != RC_OK ||
	    (rc = outbox_lost(store, now_ms, &lost, &count, err)) != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if ((rc = store_begin(store, err)) != RC_OK)
			break;
		rc = outbox_get(store, lost[i], &m, err);
		if (rc == RC_OK && m.state == OUTBOX_SENDING &&
		    m.leased_until_ms <= now_ms)
			rc = open_fate(post, &m,
			    "The sending was interrupted; it may have arrived.",
			    now_ms, tally, err);
		if (rc == RC_OK)
			rc = store_commit(store, err);
		store_rollback(store);
	}
	free(lost);
	return rc;
}

static enum rc
address_one(struct post *post, struct parcel_id parcel, int64_t now_ms,
    struct error *err)
{
	struct store *store = post->desk->store;
	struct copies_parcel row = {0};
	struct post_route route;
	struct message_id id;
	enum rc rc;

	/* Nearly always there still is none: then nothing is locked. */
	if ((rc = copies_parcel_get(store, parcel, &row, err)) != RC_OK ||
	    (rc = post_route(post, row.person, (struct route_id){0}, now_ms,
		 &route, err)) != RC_OK ||
	    route.id.v == 0 || (rc = store_begin(store, err)) != RC_OK)
		return rc;
	if ((rc = post_message(post, parcel, false, now_ms, &id, err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

/* Parcels that could not be addressed when they were made.  One that cannot be
 * now is logged, and escalated like whatever has not gone; the others go. */
static enum rc
address(struct post *post, struct error *err)
{
	int64_t now_ms = clock_wall_ms();
	struct parcel_id *parcels = NULL;
	size_t count = 0;
	enum rc rc = copies_parcels_unaddressed(
	    post->desk->store, now_ms, &parcels, &count, err);
	bool go = rc == RC_OK;

	for (size_t i = 0; go && i < count; i++) {
		struct error why = {0};
		enum rc one = address_one(post, parcels[i], now_ms, &why);

		go = post_next("parcel", parcels[i].v, one, &why, &rc, err);
	}
	free(parcels);
	return go ? RC_OK : rc;
}

/* All that is due, group by group. */
static enum rc
send_due(struct pass *pass, struct progress *progress,
    const volatile sig_atomic_t *stop, struct error *err)
{
	struct group groups[2] = {0};
	struct group *done = &groups[0], *next = &groups[1];
	const struct smtp_mail *ailing = NULL;
	bool more = true;
	enum rc rc = RC_OK;

	while (rc == RC_OK) {
		struct group *turned = done;

		progress_at(progress, (int64_t)pass->next);
		more = ailing == NULL && pass->next < pass->count &&
		    (stop == NULL || *stop == 0);
		if (!more && done->count == 0)
			break;
		rc = step_surely(pass, done, next, more, stop, err);
		if (rc == RC_OK && ailing != NULL)
			rc = put_off(pass, ailing, err);
		ailing = NULL;
		forget(done);
		done = next;
		next = turned;
		if (rc == RC_OK && done->count > 0)
			send_group(pass, done, &ailing, progress);
	}
	forget(done);
	return rc;
}

enum rc
sending_pass(struct post *post, struct smtp *smtp, bool held, bool bar,
    const volatile sig_atomic_t *stop, struct sending_tally *tally,
    struct error *err)
{
	struct pass pass = {.post = post, .smtp = smtp};
	struct progress progress = {0};
	enum rc rc;

	if ((rc = recover(post, &pass.tally, err)) != RC_OK ||
	    (rc = address(post, err)) != RC_OK ||
	    (rc = outbox_due(post->desk->store, clock_wall_ms(), held,
		 &pass.due, &pass.count, err)) != RC_OK)
		goto done;
	progress_begin(&progress, "Sending", bar ? (int64_t)pass.count : 0);
	rc = send_due(&pass, &progress, stop, err);
	progress_end(&progress);
	if (pass.count > 0)
		smtp_rest(smtp);
done:
	*tally = pass.tally;
	free(pass.due);
	return rc;
}
