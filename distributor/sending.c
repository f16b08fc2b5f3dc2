#include "distributor/sending.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/progress.h"
#include "distributor/mail.h"
#include "rules/entitle.h"
#include "store/alert.h"
#include "store/copies.h"
#include "store/standing.h"

enum {
	LOOK_AGAIN_MS = 60 * 1000,     /* at what a rule holds */
	INSECURE_MS = 15 * 60 * 1000,  /* at a relay that is not safe */
	NEVER_MS = 365 * CLOCK_HOUR_MS /* a withdrawn parcel; a year is never */
};

static const char all_withdrawn[] = "Every copy in it was withdrawn.";
static const char other_today[] =
    "What they may hear is no longer this: run `copies` again.";
static const char nothing_left[] = "Nothing is left to remind of.";
static const char link_over[] =
    "Its link has expired or is void: run `copies` again.";

/* A message on its way. */
struct going {
	struct outbox_message message;
	struct buf to;
	struct buf source;
	bool leased;
};

static void
going_clear(struct going *going)
{
	buf_clear(&going->to);
	buf_clear(&going->source);
}

/* Hold it, and tell the coordinator once for each cause. */
static enum rc
hold(struct post *post, const struct outbox_message *m, int64_t now_ms,
    int64_t next_ms, const char *cause, const char *alert, struct error *err)
{
	struct store *store = post->desk->store;
	bool known = m->state == OUTBOX_HELD && strcmp(m->cause, cause) == 0;
	enum rc rc;

	/* Nothing is written while nothing changes. */
	if (known && m->next_ms > now_ms)
		return RC_OK;
	if ((rc = outbox_hold(store, m->id, next_ms, cause, err)) != RC_OK ||
	    known || alert == NULL)
		return rc;
	return alert_add(store, m->meeting, now_ms, alert, err);
}

static const char *
reason_text(enum reason why)
{
	if (why == 0)
		return link_over;
	switch (why) {
	case REASON_PRESENT_THROUGHOUT:
	case REASON_PRESENT_IN_PART:
	case REASON_FAMILY_APPROVED:
		/* They may hear something, but no longer all of this. */
		return other_today;
	default:
		return entitle_reason_text(why);
	}
}

/* Move the COUNT copies of BARRED to a parcel of their own, held. */
static enum rc
set_apart(struct post *post, const struct outbox_message *m,
    const struct copy_id *barred, size_t count, enum reason why, int64_t now_ms,
    struct error *err)
{
	struct outbox_message other = {0};
	struct message_id id = {0};
	struct parcel_id parcel;
	enum rc rc =
	    post_parcel(post, m->meeting, m->person, now_ms, &parcel, err);

	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = copies_move(post->desk->store, barred[i], parcel, err);
	if (rc != RC_OK ||
	    (rc = post_message(post, parcel, false, now_ms, &id, err)) !=
		RC_OK ||
	    id.v == 0 ||
	    (rc = outbox_get(post->desk->store, id, &other, err)) != RC_OK)
		return rc;
	return hold(post, &other, now_ms, now_ms + LOOK_AGAIN_MS,
	    reason_text(why),
	    "A copy is held by a rule. `due` shows which and "
	    "why.",
	    err);
}

/* May the copies of M's parcel be heard today?  *GO: some may, and the others
 * are set apart; else M is held. */
static enum rc
ask_copies(struct post *post, const struct outbox_message *m, int64_t now_ms,
    bool *go, struct error *err)
{
	struct store *store = post->desk->store;
	struct copy_id *copies = NULL;
	enum reason why = 0, first = 0;
	size_t count = 0, barred = 0;
	enum rc rc;

	*go = false;
	if ((rc = copies_of_parcel(store, m->parcel, &copies, &count, err)) !=
	    RC_OK)
		return rc;
	if (count == 0) {
		rc = hold(post, m, now_ms, now_ms + NEVER_MS, all_withdrawn,
		    NULL, err);
		goto done;
	}
	for (size_t i = 0; i < count; i++) {
		why = 0;
		rc = standing_of_copy(store, copies[i], now_ms, &why, err);
		if (rc == RC_OK)
			continue;
		if (rc != RC_NOTFOUND)
			goto done;
		if (barred == 0)
			first = why;
		copies[barred++] = copies[i];
	}
	rc = RC_OK;
	*go = barred < count;
	if (!*go)
		rc = hold(post, m, now_ms, now_ms + LOOK_AGAIN_MS,
		    reason_text(first),
		    "A copy is held by a rule. `due` shows which and why.",
		    err);
	else if (barred > 0)
		rc = set_apart(post, m, copies, barred, first, now_ms, err);
done:
	free(copies);
	return rc;
}

/* A reminder goes only while something of its parcel can still be collected:
 * nobody is reminded of what they may no longer have. */
static enum rc
ask_reminder(struct post *post, const struct outbox_message *m, int64_t now_ms,
    bool *go, struct error *err)
{
	struct store *store = post->desk->store;
	struct copy_id *copies = NULL;
	size_t count = 0;
	enum rc rc;

	*go = false;
	rc = copies_uncollected(store, m->parcel, &copies, &count, err);
	for (size_t i = 0; rc == RC_OK && !*go && i < count; i++) {
		rc = standing_of_copy(store, copies[i], now_ms, NULL, err);
		if (rc == RC_OK)
			*go = true;
		else if (rc == RC_NOTFOUND)
			rc = RC_OK;
	}
	if (rc == RC_OK && !*go)
		rc = hold(post, m, now_ms,
		    now_ms + (count == 0 ? NEVER_MS : LOOK_AGAIN_MS),
		    nothing_left, NULL, err);
	free(copies);
	return rc;
}

/* May M go today, whatever its route? */
static enum rc
ask(struct post *post, const struct outbox_message *m, int64_t now_ms, bool *go,
    struct error *err)
{
	switch (m->kind) {
	case OUTBOX_PARCEL:
		return ask_copies(post, m, now_ms, go, err);
	case OUTBOX_REMINDER:
		return ask_reminder(post, m, now_ms, go, err);
	case OUTBOX_ESCALATION:
		*go = true;
		return RC_OK;
	}
	return error_set(err, RC_INVALID, "a message of no known kind");
}

static const char *
route_alert(const struct outbox_message *m)
{
	return m->kind == OUTBOX_PARCEL
	    ? "A copy is held: its recipient's e-mail route may not be used. "
	      "`due` shows which and why."
	    : "A notice is held: its recipient's e-mail route may not be used.";
}

/* May M's route be used at this minute?  *GO: yes, and GOING has address and
 * source. */
static enum rc
ask_route(struct post *post, struct going *going, int64_t now_ms, bool *go,
    struct error *err)
{
	const struct outbox_message *m = &going->message;
	struct route_id keep =
	    m->attempts > 0 ? m->route : (struct route_id){0};
	struct post_route route;
	enum rc rc;

	*go = false;
	if ((rc = post_route(post, m->person, keep, now_ms, &route, err)) !=
	    RC_OK)
		return rc;
	if (route.id.v != 0 && route.answer == CONTACT_LATER)
		return hold(post, m, now_ms, route.next_ms,
		    post_route_text(&route), NULL, err);
	if (route.id.v == 0 || route.answer != CONTACT_USABLE)
		return hold(post, m, now_ms, now_ms + LOOK_AGAIN_MS,
		    post_route_text(&route), route_alert(m), err);
	if ((rc = post_address(post, route.id, &going->to, err)) != RC_OK ||
	    (rc = outbox_read(post->desk->store, &post->column, m->id,
		 &going->source, err)) != RC_OK)
		return rc;
	if (!mail_is_to(buf_str(&going->source), buf_str(&going->to))) {
		/* Once tried, it went to the old address: a new link must be
		 * made, and a person must say so (rule 9). */
		if (m->attempts > 0)
			return hold(post, m, now_ms, now_ms + LOOK_AGAIN_MS,
			    m->kind == OUTBOX_PARCEL
				? "The address changed after a first try: "
				  "withdraw the copies and release again."
				: "The address changed after a first try.",
			    "A recipient's address changed while a mail was on "
			    "its way. `due` shows which.",
			    err);
		buf_clear(&going->source);
		if ((rc = post_write(post, m, route.id, now_ms, err)) !=
			RC_OK ||
		    (rc = outbox_read(post->desk->store, &post->column, m->id,
			 &going->source, err)) != RC_OK)
			return rc;
	}
	*go = true;
	return RC_OK;
}

/* The transaction before connecting. */
static enum rc
prepare(struct post *post, struct message_id id, struct going *going,
    struct error *err)
{
	struct store *store = post->desk->store;
	struct outbox_message *m = &going->message;
	int64_t now_ms = clock_wall_ms();
	bool go = false;
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	if ((rc = outbox_get(store, id, m, err)) != RC_OK)
		goto done;
	/* Another sender may have had it since it was listed. */
	if ((m->state != OUTBOX_QUEUED && m->state != OUTBOX_HELD) ||
	    m->ambiguous > OUTBOX_REPEATS)
		goto done;
	if ((rc = ask(post, m, now_ms, &go, err)) != RC_OK || !go ||
	    (rc = ask_route(post, going, now_ms, &go, err)) != RC_OK || !go)
		goto done;
	if ((rc = outbox_sending(store, id, now_ms, err)) == RC_OK) {
		going->leased = true;
		m->attempts++;
	}
done:
	if (rc == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	if (rc != RC_OK)
		going->leased = false;
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

/* The transaction after it. */
static enum rc
conclude(struct post *post, const struct going *going, enum smtp_result result,
    const char *cause, struct sending_tally *tally, struct error *err)
{
	struct store *store = post->desk->store;
	const struct outbox_message *m = &going->message;
	int64_t now_ms = clock_wall_ms();
	const char *alert = NULL;
	uint32_t random;
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	switch (result) {
	case SMTP_ACCEPTED:
		rc = outbox_accept(store, m->id, now_ms, err);
		tally->accepted++;
		break;
	case SMTP_LATER:
	case SMTP_ABSENT:
		box_random(&random, sizeof(random));
		rc = outbox_queue(store, m->id,
		    now_ms + outbox_backoff_ms(m->attempts, random), cause,
		    err);
		tally->retry++;
		break;
	case SMTP_AMBIGUOUS:
		rc = open_fate(post, m, cause, now_ms, tally, err);
		break;
	case SMTP_REFUSED:
		rc = outbox_fail(store, m->id, cause, err);
		alert = "The mail server refused a mail for good. `due` shows "
			"which.";
		tally->failed++;
		break;
	case SMTP_INSECURE:
	case SMTP_LOGIN:
		rc =
		    outbox_hold(store, m->id, now_ms + INSECURE_MS, cause, err);
		alert = result == SMTP_LOGIN
		    ? "The mail server refuses our user name or password; "
		      "nothing is sent until that is put right."
		    : "The mail server offers no safe connection; nothing is "
		      "sent until that is put right.";
		tally->held++;
		break;
	}
	/* A cause that was there before the try has been told before. */
	if (rc == RC_OK && alert != NULL && strcmp(m->cause, cause) != 0)
		rc = alert_add(store, m->meeting, now_ms, alert, err);
	if (rc == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

/* *RESULT is ACCEPTED too when nothing was tried; CAUSE is the result's. */
static enum rc
send_one(struct post *post, struct smtp *smtp, struct message_id id,
    struct progress *progress, enum smtp_result *result, char cause[SMTP_CAUSE],
    struct sending_tally *tally, struct error *err)
{
	struct going going = {0};
	enum rc rc;

	*result = SMTP_ACCEPTED;
	cause[0] = '\0';
	if ((rc = prepare(post, id, &going, err)) != RC_OK)
		goto done;
	if (!going.leased) {
		tally->held++;
		goto done;
	}
	*result = smtp_send(smtp, buf_str(&going.to), going.source.data,
	    going.source.len, cause);
	progress_end(progress); /* for a line of its own */
	if (*result == SMTP_ACCEPTED)
		log_info("message %lld: accepted", (long long)id.v);
	else
		log_warn("message %lld: %s", (long long)id.v, cause);
	rc = conclude(post, &going, *result, cause, tally, err);
done:
	if (rc != RC_OK)
		(void)error_prefix(err, "message %lld", (long long)id.v);
	going_clear(&going);
	return rc;
}

/* The relay took nothing and would take nothing else: what is still due in this
 * round waits with the same cause, untried and without an alert of its own. */
static enum rc
put_off(struct post *post, const struct message_id *due, size_t count,
    enum smtp_result result, const char *cause, struct sending_tally *tally,
    struct error *err)
{
	struct store *store = post->desk->store;
	int64_t now_ms = clock_wall_ms();
	struct outbox_message m = {0};
	enum rc rc;

	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		/* What a rule holds keeps its own cause. */
		if ((rc = outbox_get(store, due[i], &m, err)) != RC_OK ||
		    (m.state != OUTBOX_QUEUED &&
			(m.state != OUTBOX_HELD ||
			    strcmp(m.cause, cause) != 0)))
			continue;
		if (result == SMTP_ABSENT) {
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

	if ((rc = outbox_lost(store, now_ms, &lost, &count, err)) != RC_OK)
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

/* Parcels that could not be addressed when they were made. */
static enum rc
address(struct post *post, struct error *err)
{
	struct store *store = post->desk->store;
	int64_t now_ms = clock_wall_ms();
	struct copies_parcel parcel = {0};
	struct parcel_id *parcels = NULL;
	struct post_route route;
	struct message_id id;
	size_t count = 0;
	enum rc rc;

	rc = copies_parcels_unaddressed(store, now_ms, &parcels, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		/* Nearly always there still is none: then nothing is locked. */
		if ((rc = copies_parcel_get(store, parcels[i], &parcel, err)) !=
			RC_OK ||
		    (rc = post_route(post, parcel.person, (struct route_id){0},
			 now_ms, &route, err)) != RC_OK ||
		    route.id.v == 0)
			continue;
		if ((rc = store_begin(store, err)) != RC_OK)
			break;
		if ((rc = post_message(
			 post, parcels[i], false, now_ms, &id, err)) == RC_OK)
			rc = store_commit(store, err);
		store_rollback(store);
	}
	free(parcels);
	return rc;
}

enum rc
sending_pass(struct post *post, struct smtp *smtp, bool held, bool bar,
    const volatile sig_atomic_t *stop, struct sending_tally *tally,
    struct error *err)
{
	char cause[SMTP_CAUSE];
	enum smtp_result result;
	struct progress progress = {0};
	struct message_id *due = NULL;
	size_t count = 0;
	enum rc rc;

	if ((rc = recover(post, tally, err)) != RC_OK ||
	    (rc = address(post, err)) != RC_OK ||
	    (rc = outbox_due(post->desk->store, clock_wall_ms(), held, &due,
		 &count, err)) != RC_OK)
		return rc;
	progress_begin(&progress, "Sending", bar ? (int64_t)count : 0);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (stop != NULL && *stop != 0)
			break;
		progress_at(&progress, (int64_t)i);
		rc = send_one(
		    post, smtp, due[i], &progress, &result, cause, tally, err);
		if (rc != RC_OK || !smtp_is_of_relay(result))
			continue;
		rc = put_off(post, due + i + 1, count - i - 1, result, cause,
		    tally, err);
		break;
	}
	progress_end(&progress);
	free(due);
	return rc;
}
