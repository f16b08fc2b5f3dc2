#include "store/bounces.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/audit.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/outbox.h"
#include "store/paperwork.h"
#include "store/stmt.h"

enum { WHICH_TEXT = 40 };

static const char us[] = "program:distributor";

static const char find_sql[] =
    "SELECT id FROM message WHERE message_id = $message";

enum rc
bounces_find(struct store *store, const char *message_id, struct message_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_text(&s, "$message", message_id);
	return stmt_value(&s, rc, &id->v, err);
}

static const char add_sql[] =
    "INSERT INTO bounce (message_id, digest, kind, status, read_at) "
    "VALUES ($message, $digest, $kind, $status, $now) "
    "ON CONFLICT (message_id, digest) DO NOTHING";

enum rc
bounces_add(struct store *store, const struct bounces_report *report,
    int64_t now_ms, bool *news, struct error *err)
{
	const char *kind = report->failed ? "failed" : "delayed";
	char which[WHICH_TEXT];
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	*news = false;
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_int(&s, "$message", report->message.v);
	stmt_bind_blob(&s, "$digest", report->digest, sizeof(report->digest));
	stmt_bind_text(&s, "$kind", kind);
	stmt_bind_text(&s, "$status", report->status);
	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK)
		*news = stmt_changed(store) == 1;
	if ((rc = stmt_close(&s, rc)) != RC_OK || !*news)
		return rc;
	(void)snprintf(
	    which, sizeof(which), "message:%lld", (long long)report->message.v);
	return audit_add(store, us,
	    report->failed ? "message.bounced" : "message.delayed", which,
	    report->status, err);
}

static const char state_sql[] =
    "UPDATE message SET state = 'bounced', cause = $cause, leased_until = 0, "
    "next_at = $now WHERE id = $id AND state NOT IN ('bounced', 'failed')";

static const char unmet_sql[] = "UPDATE delivery SET met_at = NULL "
				"WHERE copy_id = $copy AND channel = 'email'";

static enum rc
take_back(struct store *store, struct copy_id copy, const char *cause,
    int64_t now_ms, struct error *err)
{
	struct copies_row row = {0};
	char which[WHICH_TEXT];
	struct stmt s;
	enum rc rc = stmt_open(&s, store, unmet_sql, err);

	stmt_bind_int(&s, "$copy", copy.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK ||
	    (rc = copies_get(store, copy, &row, err)) != RC_OK ||
	    (rc = copies_note(store, NOTE_COPY_BOUNCED, &row,
		 "came back undelivered", cause, now_ms, err)) != RC_OK)
		return rc;
	(void)snprintf(which, sizeof(which), "copy:%lld", (long long)copy.v);
	return audit_add(store, us, "copy.bounced", which, cause, err);
}

enum rc
bounces_take_back(struct store *store, struct message_id id, const char *cause,
    int64_t now_ms, bool *done, struct error *err)
{
	struct outbox_message message = {0};
	struct paperwork paper = {0};
	struct copy_id *copies = NULL;
	size_t count = 0;
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	*done = false;
	if ((rc = outbox_get(store, id, &message, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, state_sql, err);
	stmt_bind_text(&s, "$cause", cause);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK)
		*done = stmt_changed(store) == 1;
	if ((rc = stmt_close(&s, rc)) != RC_OK || !*done)
		return rc;
	if (message.kind != OUTBOX_PARCEL)
		return RC_OK; /* no clock hangs on it */
	/* Nor on a mail that a letter took the place of. */
	if ((rc = paperwork_of(store, message.parcel, &paper, err)) !=
	    RC_NOTFOUND)
		return rc;
	rc = copies_of_parcel(store, message.parcel, &copies, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = take_back(store, copies[i], cause, now_ms, err);
	free(copies);
	return rc == RC_OK
	    ? briefed_unmeet(store, message.parcel, cause, now_ms, err)
	    : rc;
}
