#include "store/outbox.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/audit.h"
#include "store/briefed.h"
#include "store/copies.h"
#include "store/list.h"
#include "store/sealed.h"
#include "store/stmt.h"

enum { WHICH_TEXT = 40 };

static const char body_column[] = "message.body";

static const struct {
	const char *name;
	enum outbox_kind kind;
	const char *sent; /* in the audit */
} kinds[] = {
    {"parcel", OUTBOX_PARCEL, NULL}, /* copy by copy instead */
    {"reminder", OUTBOX_REMINDER, "reminder.sent"},
    {"escalation", OUTBOX_ESCALATION, "escalation.sent"},
};

static const struct {
	const char *name;
	enum outbox_state state;
} states[] = {
    {"queued", OUTBOX_QUEUED},
    {"sending", OUTBOX_SENDING},
    {"accepted", OUTBOX_ACCEPTED},
    {"bounced", OUTBOX_BOUNCED},
    {"failed", OUTBOX_FAILED},
    {"held", OUTBOX_HELD},
};

const char *
outbox_state_name(enum outbox_state state)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (states[i].state == state)
			return states[i].name;
	return "";
}

static enum outbox_state
state_of(const char *name)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(states[i].name, name) == 0)
			return states[i].state;
	return OUTBOX_HELD;
}

/* Its CHECK lets no other name in. */
static enum outbox_kind
kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return kinds[i].kind;
	return OUTBOX_PARCEL;
}

int64_t
outbox_backoff_ms(int n, uint32_t random)
{
	int64_t ms =
	    n >= 8 ? CLOCK_HOUR_MS : (int64_t)60 * n * n * CLOCK_SECOND_MS;

	if (ms > CLOCK_HOUR_MS)
		ms = CLOCK_HOUR_MS;
	return ms - ms / 5 * (random % 1000) / 1000;
}

static const char add_sql[] =
    "INSERT INTO message (kind, parcel_id, meeting_id, person_id, route_id, "
    "message_id, body_sealed, state, next_at, made_at) VALUES ($kind, $parcel, "
    "$meeting, $person, $route, $message, $body, 'held', $now, $now)";

enum rc
outbox_add(struct store *store, const struct outbox_new *message,
    int64_t now_ms, struct message_id *id, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, add_sql, err);
	stmt_bind_text(&s, "$kind", kinds[message->kind - 1].name);
	stmt_bind_ref(&s, "$parcel", message->parcel.v);
	stmt_bind_ref(&s, "$meeting", message->meeting.v);
	stmt_bind_int(&s, "$person", message->person.v);
	stmt_bind_int(&s, "$route", message->route.v);
	stmt_bind_text(&s, "$message", message->message_id);
	stmt_bind_blob(&s, "$body", "", 0);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_insert(&s, rc, &id->v, err);
}

static const char of_sql[] =
    "SELECT id FROM message WHERE parcel_id = $parcel AND kind = 'parcel'";

enum rc
outbox_of(struct store *store, struct parcel_id parcel, struct message_id *id,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, of_sql, err);

	id->v = 0;
	stmt_bind_int(&s, "$parcel", parcel.v);
	rc = stmt_value(&s, rc, &id->v, err);
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

static const char get_sql[] =
    "SELECT kind, parcel_id, meeting_id, person_id, route_id, message_id, "
    "state, cause, attempts, ambiguous, next_at, leased_until FROM message "
    "WHERE id = $id";

enum rc
outbox_get(struct store *store, struct message_id id,
    struct outbox_message *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->id = id;
		out->kind = kind_of(stmt_text(&s, 0));
		out->parcel.v = stmt_int(&s, 1);
		out->meeting.v = stmt_int(&s, 2);
		out->person.v = stmt_int(&s, 3);
		out->route.v = stmt_int(&s, 4);
		(void)snprintf(out->message_id, sizeof(out->message_id), "%s",
		    stmt_text(&s, 5));
		out->state = state_of(stmt_text(&s, 6));
		(void)snprintf(
		    out->cause, sizeof(out->cause), "%s", stmt_text(&s, 7));
		out->attempts = (int)stmt_int(&s, 8);
		out->ambiguous = (int)stmt_int(&s, 9);
		out->next_ms = stmt_int(&s, 10);
		out->leased_until_ms = stmt_int(&s, 11);
	} else if (rc == RC_NOTFOUND)
		rc = error_set(
		    err, rc, "there is no message %lld", (long long)id.v);
	return stmt_close(&s, rc);
}

static const char write_sql[] =
    "UPDATE message SET body_sealed = $body, route_id = $route "
    "WHERE id = $id AND attempts = 0";

enum rc
outbox_write(struct store *store, const struct box_key *column,
    struct message_id id, struct route_id route, const void *source, size_t len,
    struct error *err)
{
	struct buf sealed = {0};
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = sealed_make(column, body_column, id.v, source, len, &sealed,
		 err)) != RC_OK)
		goto done;
	rc = stmt_open(&s, store, write_sql, err);
	stmt_bind_blob(&s, "$body", sealed.data, sealed.len);
	stmt_bind_int(&s, "$route", route.v);
	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK &&
	    stmt_changed(store) != 1)
		rc = error_set(err, RC_CONFLICT,
		    "message %lld was tried already and cannot change",
		    (long long)id.v);
	rc = stmt_close(&s, rc);
done:
	buf_clear(&sealed);
	return rc;
}

static const char read_sql[] = "SELECT body_sealed FROM message WHERE id = $id";

enum rc
outbox_read(struct store *store, const struct box_key *column,
    struct message_id id, struct buf *out, struct error *err)
{
	return sealed_get(store, read_sql, column, body_column, id.v, out, err);
}

static const char due_sql[] =
    "SELECT m.id FROM message m WHERE (m.state = 'queued' AND "
    "m.next_at <= $now OR m.state = 'held' AND (m.next_at <= $now "
    "OR $held = 1)) AND m.ambiguous <= $repeats "
    "ORDER BY coalesce((SELECT min(d.due_at) FROM copy c JOIN delivery d "
    "ON d.copy_id = c.id WHERE c.parcel_id = m.parcel_id), "
    "(SELECT min(w.due_at) FROM debrief w WHERE w.parcel_id = m.parcel_id), "
    "0), m.id";

enum rc
outbox_due(struct store *store, int64_t now_ms, bool held,
    struct message_id **out, size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, due_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$held", held);
	stmt_bind_int(&s, "$repeats", OUTBOX_REPEATS);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char open_sql[] =
    "SELECT m.id FROM message m LEFT JOIN parcel p ON p.id = m.parcel_id "
    "WHERE m.state IN ('queued', 'held', 'sending', 'bounced', 'failed') "
    "AND (p.id IS NULL AND m.state IN ('queued', 'held', 'sending') "
    "OR p.void_at IS NULL AND p.expires_at > $now) "
    "ORDER BY coalesce((SELECT min(d.due_at) FROM copy c JOIN delivery d "
    "ON d.copy_id = c.id WHERE c.parcel_id = m.parcel_id), "
    "(SELECT min(w.due_at) FROM debrief w WHERE w.parcel_id = m.parcel_id), "
    "0), m.id";

enum rc
outbox_open(struct store *store, int64_t now_ms, struct message_id **out,
    size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, open_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

static const char lost_sql[] = "SELECT id FROM message WHERE state = 'sending' "
			       "AND leased_until <= $now ORDER BY id";

enum rc
outbox_lost(struct store *store, int64_t now_ms, struct message_id **out,
    size_t *count, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, lost_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	*out = list_ids(&s, &rc, count, err);
	return rc;
}

/* Queued waits an hour at most, and a lease its ten minutes; twice that, so
 * that a clock which is put right by seconds changes nothing.  Held waits for a
 * time of day, or for ever (a year). */
static const char ahead_sql[] =
    "SELECT 1 FROM message WHERE (state = 'queued' "
    "AND next_at > $now + 2 * $again) OR (state = 'sending' "
    "AND leased_until > $now + 2 * $lease) OR (state = 'held' "
    "AND next_at > $now + $held AND next_at < $now + $never) LIMIT 1";

static const char rewind_sql[] =
    "UPDATE message SET next_at = CASE state WHEN 'queued' THEN $now + $again "
    "WHEN 'held' THEN $now ELSE next_at END, leased_until = CASE state "
    "WHEN 'sending' THEN $now + $lease ELSE leased_until END "
    "WHERE (state = 'queued' AND next_at > $now + 2 * $again) "
    "OR (state = 'sending' AND leased_until > $now + 2 * $lease) "
    "OR (state = 'held' AND next_at > $now + $held "
    "AND next_at < $now + $never)";

static void
bind_ahead(struct stmt *s, int64_t now_ms)
{
	stmt_bind_int(s, "$now", now_ms);
	stmt_bind_int(s, "$again", OUTBOX_AGAIN_MS);
	stmt_bind_int(s, "$lease", OUTBOX_LEASE_MS);
	stmt_bind_int(s, "$held", 3 * (int64_t)CLOCK_DAY_MS);
	stmt_bind_int(s, "$never", 300 * (int64_t)CLOCK_DAY_MS);
}

enum rc
outbox_ahead(struct store *store, int64_t now_ms, bool *any, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, ahead_sql, err);

	bind_ahead(&s, now_ms);
	return stmt_any(&s, rc, any, err);
}

enum rc
outbox_rewind(struct store *store, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, rewind_sql, err);
	bind_ahead(&s, now_ms);
	return stmt_finish(&s, rc, err);
}

static const char wake_sql[] =
    "UPDATE message SET next_at = $now WHERE person_id = $person "
    "AND state = 'held' AND next_at > $now";

enum rc
outbox_wake(struct store *store, struct person_id person, int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, wake_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$person", person.v);
	return stmt_finish(&s, rc, err);
}

static const char step_sql[] =
    "UPDATE message SET state = $state, cause = $cause, next_at = $next, "
    "leased_until = 0, ambiguous = ambiguous + $ambiguous WHERE id = $id";

static enum rc
step(struct store *store, struct message_id id, enum outbox_state state,
    int64_t next_ms, const char *cause, int ambiguous, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, step_sql, err);
	stmt_bind_text(&s, "$state", outbox_state_name(state));
	stmt_bind_text(&s, "$cause", cause);
	stmt_bind_int(&s, "$next", next_ms);
	stmt_bind_int(&s, "$ambiguous", ambiguous);
	stmt_bind_int(&s, "$id", id.v);
	return stmt_finish(&s, rc, err);
}

enum rc
outbox_queue(struct store *store, struct message_id id, int64_t next_ms,
    const char *cause, struct error *err)
{
	return step(store, id, OUTBOX_QUEUED, next_ms, cause, 0, err);
}

enum rc
outbox_hold(struct store *store, struct message_id id, int64_t next_ms,
    const char *cause, struct error *err)
{
	return step(store, id, OUTBOX_HELD, next_ms, cause, 0, err);
}

enum rc
outbox_fail(struct store *store, struct message_id id, int64_t now_ms,
    const char *cause, struct error *err)
{
	return step(store, id, OUTBOX_FAILED, now_ms, cause, 0, err);
}

static const char sending_sql[] =
    "UPDATE message SET state = 'sending', attempts = attempts + 1, "
    "leased_until = $until, cause = '' WHERE id = $id "
    "AND state IN ('queued', 'held')";

enum rc
outbox_sending(struct store *store, struct message_id id, int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, sending_sql, err);
	stmt_bind_int(&s, "$until", now_ms + OUTBOX_LEASE_MS);
	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK &&
	    stmt_changed(store) != 1)
		rc = error_set(err, RC_CONFLICT,
		    "message %lld is not waiting to be sent", (long long)id.v);
	return stmt_close(&s, rc);
}

enum rc
outbox_ambiguous(struct store *store, struct message_id id, int64_t now_ms,
    const char *cause, bool *stuck, struct error *err)
{
	struct outbox_message message = {0};
	enum rc rc = outbox_get(store, id, &message, err);

	if (rc != RC_OK)
		return rc;
	*stuck = message.ambiguous >= OUTBOX_REPEATS;
	return step(store, id, *stuck ? OUTBOX_HELD : OUTBOX_QUEUED,
	    now_ms + OUTBOX_AGAIN_MS, cause, 1, err);
}

static const char again_sql[] =
    "UPDATE message SET state = 'queued', cause = '', next_at = $now, "
    "ambiguous = CASE WHEN ambiguous > $repeats THEN $repeats "
    "ELSE ambiguous END WHERE id = $id AND (state = 'failed' "
    "OR state = 'held' AND ambiguous > $repeats)";

enum rc
outbox_again(struct store *store, struct message_id id, int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, again_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$repeats", OUTBOX_REPEATS);
	stmt_bind_int(&s, "$id", id.v);
	if (rc == RC_OK && (rc = stmt_run(&s, err)) == RC_OK &&
	    stmt_changed(store) != 1)
		rc = error_set(err, RC_CONFLICT,
		    "message %lld does not wait to be sent again",
		    (long long)id.v);
	return stmt_close(&s, rc);
}

static const char accept_sql[] =
    "UPDATE message SET state = 'accepted', cause = '', leased_until = 0, "
    "accepted_at = $now WHERE id = $id";

static const char met_sql[] =
    "UPDATE delivery SET met_at = $now WHERE copy_id = $copy "
    "AND met_at IS NULL";

static enum rc
meet(
    struct store *store, struct copy_id copy, int64_t now_ms, struct error *err)
{
	struct copies_row row = {0};
	char which[WHICH_TEXT];
	struct stmt s;
	enum rc rc = stmt_open(&s, store, met_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$copy", copy.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK ||
	    (rc = copies_get(store, copy, &row, err)) != RC_OK ||
	    (rc = copies_note(store, NOTE_COPY_SENT, &row, "was sent", "",
		 now_ms, err)) != RC_OK)
		return rc;
	(void)snprintf(which, sizeof(which), "copy:%lld", (long long)copy.v);
	return audit_add(
	    store, "program:distributor", "copy.sent", which, "", err);
}

enum rc
outbox_accept(struct store *store, struct message_id id, int64_t now_ms,
    struct error *err)
{
	struct outbox_message message = {0};
	struct copy_id *copies = NULL;
	char which[WHICH_TEXT];
	size_t count = 0;
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	if ((rc = outbox_get(store, id, &message, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, accept_sql, err);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id.v);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	if (message.kind != OUTBOX_PARCEL) {
		(void)snprintf(
		    which, sizeof(which), "message:%lld", (long long)id.v);
		return audit_add(store, "program:distributor",
		    kinds[message.kind - 1].sent, which, "", err);
	}
	rc = copies_of_parcel(store, message.parcel, &copies, &count, err);
	for (size_t i = 0; rc == RC_OK && i < count; i++)
		rc = meet(store, copies[i], now_ms, err);
	free(copies);
	return rc == RC_OK ? briefed_meet(store, message.parcel, now_ms, err)
			   : rc;
}
