#include "distributor/bouncing.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/progress.h"
#include "distributor/bounce.h"
#include "distributor/desk.h"
#include "distributor/verp.h"
#include "store/alert.h"
#include "store/bounces.h"
#include "store/mailbox.h"
#include "store/outbox.h"

static const char look_there[] =
    "A mail in the mailbox of bounces says that something was not delivered, "
    "and belongs to nothing that was sent from here: read it there, where it "
    "is left unread.";
static const char unreadable[] =
    "A mail in the mailbox of bounces cannot be fetched: read it there.";

/* Which message REPORT is about.  RC_NOTFOUND (ERR untouched): none. */
static enum rc
find(const struct bouncing *b, const struct bounce *report,
    struct outbox_message *message, struct error *err)
{
	struct message_id id;
	char mac[VERP_MAC];
	bool claimed = false;
	enum rc rc;

	for (size_t i = 0; i < report->nto; i++) {
		struct error none = {0};

		if (!verp_read(report->to[i], b->bounces, &id, mac))
			continue;
		claimed = true;
		rc = outbox_get(b->store, id, message, &none);
		if (rc == RC_OK &&
		    verp_holds(&b->key, id, message->message_id, mac))
			return RC_OK;
		if (rc != RC_OK && rc != RC_NOTFOUND) {
			*err = none;
			return rc;
		}
	}
	if (claimed || report->message_id[0] == '\0')
		return RC_NOTFOUND;
	rc = bounces_find(b->store, report->message_id, &id, err);
	return rc == RC_OK ? outbox_get(b->store, id, message, err) : rc;
}

/* MESSAGE came back: what follows from it. */
static enum rc
came_back(const struct bouncing *b, const struct outbox_message *message,
    const char *status, int64_t now_ms, struct bouncing_tally *tally,
    struct error *err)
{
	char why[BOUNCE_WHY], alert[BOUNCE_ALERT];
	bool done = false;
	enum rc rc = bounces_take_back(
	    b->store, message->id, bounce_why(status, why), now_ms, &done, err);

	if (rc != RC_OK)
		return rc;
	if (!done) {
		tally->others++;
		return RC_OK;
	}
	tally->bounced++;
	log_warn("message %lld: %s", (long long)message->id.v, why);
	return alert_add(b->store, message->meeting, now_ms,
	    bounce_alert(status, message->kind == OUTBOX_PARCEL, alert), err);
}

/* What REPORT says.  *KEEP: a person must find the mail. */
static enum rc
tell(const struct bouncing *b, const struct bounce *report,
    struct mailbox *place, struct bouncing_tally *tally, bool *keep,
    struct error *err)
{
	int64_t now_ms = clock_wall_ms();
	struct outbox_message message = {0};
	struct bounces_report row = {
	    .failed = report->dsn.action == DSN_FAILED,
	    .status = report->dsn.status,
	};
	bool news = false;
	enum rc rc;

	*keep = true;
	if (report->dsn.action == DSN_NONE) {
		tally->others++;
		return RC_OK;
	}
	rc = find(b, report, &message, err);
	if (rc == RC_NOTFOUND) {
		tally->unmatched++;
		place->unmatched++;
		return alert_once(
		    b->store, (struct meeting_id){0}, now_ms, look_there, err);
	}
	*keep = false;
	if (rc != RC_OK)
		return rc;
	if (report->dsn.action == DSN_ARRIVED) {
		tally->others++;
		return RC_OK;
	}
	row.message = message.id;
	memcpy(row.digest, report->digest, sizeof(row.digest));
	if ((rc = bounces_add(b->store, &row, now_ms, &news, err)) != RC_OK)
		return rc;
	if (!news)
		tally->others++;
	else if (row.failed)
		return came_back(b, &message, row.status, now_ms, tally, err);
	else
		tally->delayed++;
	return RC_OK;
}

/* Is PLACE before mail UID still?  Another program may read the same mailbox. */
static bool
is_before(const struct mailbox *place, uint32_t validity, uint32_t uid)
{
	return place->validity != validity || place->next <= uid;
}

/* The transaction of mail UID.  SOURCE NULL: it cannot be had. */
static enum rc
conclude(const struct bouncing *b, uint32_t validity, uint32_t uid,
    const struct buf *source, struct bouncing_tally *tally, bool *keep,
    struct error *err)
{
	const char *name = imap_name(b->imap);
	struct bouncing_tally so_far = *tally;
	struct mailbox place = {0};
	struct bounce report;
	enum rc rc;

	*keep = false;
	if (source != NULL)
		bounce_read(source->data, source->len, &report);
	if ((rc = store_begin(b->store, err)) != RC_OK ||
	    (rc = mailbox_get(b->store, name, &place, err)) != RC_OK ||
	    !is_before(&place, validity, uid))
		goto done;
	place.validity = validity;
	place.next = (int64_t)uid + 1;
	if (source != NULL) {
		rc = tell(b, &report, &place, &so_far, keep, err);
	} else {
		so_far.unmatched++;
		place.unmatched++;
		rc = alert_once(b->store, (struct meeting_id){0},
		    clock_wall_ms(), unreadable, err);
	}
	if (rc == RC_OK &&
	    (rc = mailbox_put(b->store, name, &place, err)) == RC_OK &&
	    (rc = store_commit(b->store, err)) == RC_OK)
		*tally = so_far;
done:
	store_rollback(b->store);
	return rc;
}

/* *THERE: mail UID is, though it could not be fetched. */
static enum imap_result
is_there(struct imap *imap, uint32_t uid, bool *there, char cause[IMAP_CAUSE])
{
	uint32_t uids[IMAP_WINDOW];
	enum imap_result result;
	size_t count = 0;

	result = imap_list(imap, uid, uids, &count, cause);
	*there = count > 0 && uids[0] == uid;
	return result;
}

/* Mail UID, from the server to the store. */
static enum rc
take(const struct bouncing *b, uint32_t validity, uint32_t uid,
    enum imap_result *result, struct bouncing_tally *tally, struct error *err)
{
	char ignored[IMAP_CAUSE];
	struct buf source = {0};
	bool there = true, keep = false;
	enum rc rc = RC_OK;

	*result = imap_fetch(b->imap, uid, BOUNCE_SIZE, &source, tally->cause);
	if (*result == IMAP_GONE)
		*result = is_there(b->imap, uid, &there, tally->cause);
	else if (*result != IMAP_DONE)
		goto done;
	else if ((rc = buf_check(&source, err)) != RC_OK)
		goto done;
	if (*result == IMAP_DONE && there)
		rc = conclude(b, validity, uid,
		    source.len == 0 ? NULL : &source, tally, &keep, err);
	if (keep)
		(void)imap_unsee(b->imap, uid, ignored);
done:
	buf_clear(&source);
	return rc;
}

/* Everything from PLACE on, below END. */
static enum rc
read_all(const struct bouncing *b, const struct mailbox *place,
    uint32_t validity, uint32_t end, struct progress *progress,
    const atomic_bool *stop, enum imap_result *result,
    struct bouncing_tally *tally, struct error *err)
{
	uint32_t uids[IMAP_WINDOW];
	uint64_t begin =
	    place->validity == validity ? (uint64_t)place->next : 1;
	size_t count = 0;
	enum rc rc = RC_OK;

	*result = IMAP_DONE;
	for (uint64_t at = begin; at < end; at += IMAP_WINDOW) {
		*result = imap_list(
		    b->imap, (uint32_t)at, uids, &count, tally->cause);
		for (size_t i = 0;
		     rc == RC_OK && *result == IMAP_DONE && i < count; i++) {
			if (stop != NULL && atomic_load(stop))
				*result = IMAP_STOPPED;
			else
				rc = take(
				    b, validity, uids[i], result, tally, err);
			progress_at(progress, (int64_t)(uids[i] - begin));
		}
		if (rc != RC_OK || *result != IMAP_DONE)
			break;
	}
	return rc;
}

/* The server numbers from an earlier place again, as one that was restored from
 * a backup: everything is read once more. */
static enum rc
start_over(const struct bouncing *b, struct mailbox *place, uint32_t end,
    struct error *err)
{
	const char *name = imap_name(b->imap);
	enum rc rc;

	if ((rc = store_begin(b->store, err)) != RC_OK)
		return rc;
	if ((rc = mailbox_get(b->store, name, place, err)) == RC_OK &&
	    place->next > end) {
		place->next = 1;
		if ((rc = mailbox_put(b->store, name, place, err)) == RC_OK)
			rc = store_commit(b->store, err);
	}
	store_rollback(b->store);
	return rc;
}

/* The end of a pass: it was read to END (0: it was not), or for CAUSE cannot be.
 * Nothing is written while nothing has changed. */
static enum rc
settle(const struct bouncing *b, uint32_t validity, uint32_t end,
    const char *cause, struct error *err)
{
	const char *name = imap_name(b->imap);
	char alert[2 * IMAP_CAUSE + MAILBOX_FAULT];
	struct mailbox place = {0};
	bool news, further;
	enum rc rc;

	if ((rc = mailbox_get(b->store, name, &place, err)) != RC_OK)
		return rc;
	news = strcmp(place.fault, cause) != 0;
	further = end > 1 && is_before(&place, validity, end - 1);
	if (!news && !further)
		return RC_OK;
	if ((rc = store_begin(b->store, err)) != RC_OK ||
	    (rc = mailbox_get(b->store, name, &place, err)) != RC_OK)
		goto done;
	/* No mail below the number of the next can come any more. */
	if (further && is_before(&place, validity, end - 1)) {
		place.validity = validity;
		place.next = end;
	}
	if (news && *cause == '\0') {
		log_info("the mailbox of bounces can be read again");
	} else if (news) {
		log_warn("%s", cause);
		(void)snprintf(alert, sizeof(alert),
		    "%s Mails that come back are not noticed until that is "
		    "put right: look at [bounce] in marac.conf.",
		    cause);
		rc = alert_add(b->store, (struct meeting_id){0},
		    clock_wall_ms(), alert, err);
	}
	(void)snprintf(place.fault, sizeof(place.fault), "%s", cause);
	if (rc == RC_OK &&
	    (rc = mailbox_put(b->store, name, &place, err)) == RC_OK)
		rc = store_commit(b->store, err);
done:
	store_rollback(b->store);
	return rc;
}

enum rc
bouncing_pass(const struct bouncing *b, bool bar, const atomic_bool *stop,
    struct bouncing_tally *tally, struct error *err)
{
	const char *name = imap_name(b->imap);
	struct progress progress = {0};
	struct mailbox place = {0};
	uint32_t validity = 0, end = 0;
	enum imap_result result;
	int64_t first;
	enum rc rc;

	if ((rc = mailbox_get(b->store, name, &place, err)) != RC_OK)
		return rc;
	result = imap_look(b->imap, &validity, &end, tally->cause);
	if (result == IMAP_DONE && place.validity == validity &&
	    place.next > end)
		rc = start_over(b, &place, end, err);
	if (result == IMAP_DONE && rc == RC_OK) {
		first = place.validity == validity ? place.next : 1;
		progress_begin(
		    &progress, "Reading", bar ? (int64_t)end - first : 0);
		rc = read_all(b, &place, validity, end, &progress, stop,
		    &result, tally, err);
		progress_end(&progress);
	}
	imap_leave(b->imap);
	if (result == IMAP_DONE || result == IMAP_STOPPED)
		tally->cause[0] = '\0';
	if (rc == RC_OK && result != IMAP_STOPPED)
		rc = settle(b, validity, result == IMAP_DONE ? end : 0,
		    tally->cause, err);
	return rc;
}

enum rc
bouncing_verb(struct cmd_call *call, struct error *err)
{
	struct bouncing_tally tally = {0};
	struct bouncing b = {0};
	struct box_key column = {{0}};
	struct desk desk = {0};
	enum rc rc;

	bounce_init();
	if ((rc = desk_open(&desk, call, err)) != RC_OK ||
	    (rc = imap_open(&b.imap, desk.conf, NULL, err)) != RC_OK)
		goto done;
	if (b.imap == NULL) {
		rc = error_set(err, RC_INVALID,
		    "no mailbox of bounces is set: write its address into "
		    "[bounce] of marac.conf");
		goto done;
	}
	if ((rc = keystore_get(desk.keys, KEYSTORE_COLUMN, 1, column.v,
		 sizeof(column.v), err)) != RC_OK) {
		(void)error_prefix(err, "the key of sealed columns");
		goto done;
	}
	b.store = desk.store;
	b.bounces = conf_text(desk.conf, "mail.bounces");
	verp_key(&column, &b.key);
	if ((rc = bouncing_pass(&b, true, NULL, &tally, err)) != RC_OK)
		goto done;
	(void)printf("%d bounced, %d delayed, %d unmatched, %d other mails\n",
	    tally.bounced, tally.delayed, tally.unmatched, tally.others);
	if (tally.cause[0] != '\0')
		rc = error_set(err, RC_IO, "%s", tally.cause);
done:
	box_wipe(&column, sizeof(column));
	box_wipe(&b.key, sizeof(b.key));
	imap_close(b.imap);
	desk_close(&desk);
	return rc;
}
