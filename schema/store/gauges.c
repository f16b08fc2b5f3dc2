#include "store/gauges.h"

#include <stddef.h>
#include <string.h>

#include "store/stmt.h"

static const char messages_sql[] =
    "SELECT m.state, count(*), min(m.made_at) FROM message m"
    " LEFT JOIN parcel p ON p.id = m.parcel_id"
    " WHERE m.state IN ('queued', 'sending', 'held', 'failed', 'bounced')"
    " AND p.void_at IS NULL GROUP BY m.state";

static enum rc
messages(struct store *store, struct gauges *out, struct error *err)
{
	struct {
		const char *state;
		int64_t *count;
	} states[] = {
	    {"queued", &out->queued},
	    {"sending", &out->sending},
	    {"held", &out->held},
	    {"failed", &out->failed},
	    {"bounced", &out->bounced},
	};
	struct stmt s;
	enum rc rc = stmt_open(&s, store, messages_sql, err);

	while (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
			if (strcmp(stmt_text(&s, 0), states[i].state) == 0)
				*states[i].count = stmt_int(&s, 1);
		if (strcmp(stmt_text(&s, 0), "queued") == 0)
			out->oldest_queued_ms = stmt_int(&s, 2);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

static const char copies_sql[] =
    "SELECT count(*) FILTER (WHERE d.due_at <= $now), min(d.due_at)"
    " FROM delivery d JOIN copy c ON c.id = d.copy_id"
    " JOIN parcel p ON p.id = c.parcel_id"
    " WHERE d.met_at IS NULL AND d.due_at > 0 AND c.withdrawn_at IS NULL"
    " AND p.void_at IS NULL";

static const char debriefs_sql[] =
    "SELECT count(*) FILTER (WHERE due_at <= $now), min(due_at) FROM debrief"
    " WHERE due_at > 0 AND given_at IS NULL AND withdrawn_at IS NULL"
    " AND approved_by IS NOT NULL";

static enum rc
owed(struct store *store, const char *sql, int64_t now_ms, struct gauges *out,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		int64_t due = stmt_int(&s, 1);

		out->overdue += stmt_int(&s, 0);
		if (due != 0 &&
		    (out->oldest_due_ms == 0 || due < out->oldest_due_ms))
			out->oldest_due_ms = due;
	}
	return stmt_close(&s, rc);
}

static const char told_sql[] =
    "SELECT (SELECT count(*) FROM escalation WHERE told_at > $since),"
    " (SELECT count(*) FROM alert WHERE seen_at IS NULL)";

static const char jobs_sql[] =
    "SELECT count(*), min(asked_at) FROM job WHERE state = 'waiting'";

static const char sessions_sql[] =
    "SELECT count(account_id), count(parcel_id) FROM session"
    " WHERE ends_at > $now";

static const char meetings_sql[] =
    "SELECT max(ended_at - started_at), count(ended_at), min(ended_at)"
    " FROM meeting";

static const char listenings_sql[] =
    "SELECT count(*), min(made_at) FROM listening";

static const char keys_sql[] =
    "SELECT (SELECT count FROM audit_head WHERE one = 1), number, made_at,"
    " (SELECT count(*) FROM device)"
    " - (SELECT count(*) FROM device_ended),"
    " (SELECT count(*) FROM account_setup WHERE ends_at > $now)"
    " FROM link_key WHERE void_at IS NULL ORDER BY number DESC LIMIT 1";

/* The first row's columns into WHERE[], until a NULL; TIME is $now or $since,
 * or NULL. */
static enum rc
numbers(struct store *store, const char *sql, const char *time, int64_t ms,
    int64_t *const where[], struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sql, err);

	if (time != NULL)
		stmt_bind_int(&s, time, ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		for (int i = 0; where[i] != NULL; i++)
			*where[i] = stmt_int(&s, i);
	}
	return stmt_close(&s, rc == RC_NOTFOUND ? RC_OK : rc);
}

enum rc
gauges_read(
    struct store *store, int64_t now_ms, struct gauges *out, struct error *err)
{
	int64_t since = now_ms - GAUGES_WEEK_MS;
	enum rc rc = store_snapshot(store, err);

	memset(out, 0, sizeof(*out));
	if (rc == RC_OK && (rc = messages(store, out, err)) == RC_OK &&
	    (rc = owed(store, copies_sql, now_ms, out, err)) == RC_OK &&
	    (rc = owed(store, debriefs_sql, now_ms, out, err)) == RC_OK &&
	    (rc = numbers(store, told_sql, "$since", since,
		 (int64_t *[]){&out->escalations, &out->alerts, NULL}, err)) ==
		RC_OK &&
	    (rc = numbers(store, jobs_sql, NULL, 0,
		 (int64_t *[]){&out->jobs, &out->oldest_job_ms, NULL}, err)) ==
		RC_OK &&
	    (rc = numbers(store, sessions_sql, "$now", now_ms,
		 (int64_t *[]){
		     &out->sessions_staff, &out->sessions_recipient, NULL},
		 err)) == RC_OK &&
	    (rc = numbers(store, meetings_sql, NULL, 0,
		 (int64_t *[]){&out->longest_ms, &out->meetings,
		     &out->oldest_ended_ms, NULL},
		 err)) == RC_OK &&
	    (rc = numbers(store, listenings_sql, NULL, 0,
		 (int64_t *[]){
		     &out->listenings, &out->oldest_listening_ms, NULL},
		 err)) == RC_OK)
		rc = numbers(store, keys_sql, "$now", now_ms,
		    (int64_t *[]){&out->audit_events, &out->link_key,
			&out->link_key_ms, &out->devices, &out->settings_up,
			NULL},
		    err);
	store_rollback(store);
	return rc;
}
