#include "store/sessions.h"

#include <stdio.h>

#include "store/stmt.h"

static const char add_sql[] =
    "INSERT INTO session (id_hash, csrf, account_id, parcel_id, made_at,"
    " seen_at, ends_at)"
    " VALUES ($id, $csrf, $account, $parcel, $now, $now, $ends)";

enum rc
sessions_add(struct store *store, const struct sessions_hash *id,
    struct account_id account, struct parcel_id parcel, int64_t now_ms,
    int64_t ends_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, add_sql, err);

	stmt_bind_blob(&s, "$id", id->v, sizeof(id->v));
	/* The form token is made from the cookie: nothing to compare it with. */
	stmt_bind_blob(&s, "$csrf", NULL, 0);
	stmt_bind_ref(&s, "$account", account.v);
	stmt_bind_ref(&s, "$parcel", parcel.v);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$ends", ends_ms);
	return stmt_finish(&s, rc, err);
}

static const char find_sql[] =
    "SELECT s.account_id, s.parcel_id, p.id, p.name, a.role, s.seen_at,"
    " s.ends_at, p.language FROM session s"
    " LEFT JOIN account a ON a.id = s.account_id"
    " LEFT JOIN parcel k ON k.id = s.parcel_id"
    " JOIN person p ON p.id = coalesce(a.person_id, k.person_id)"
    " WHERE s.id_hash = $id AND s.ends_at > $now"
    " AND s.seen_at > CASE WHEN s.account_id IS NULL THEN $recipient"
    "  ELSE $staff END"
    " AND a.disabled_at IS NULL";

enum rc
sessions_find(struct store *store, const struct sessions_hash *id,
    int64_t now_ms, int64_t staff_idle_ms, int64_t recipient_idle_ms,
    struct sessions_row *out, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, find_sql, err);

	stmt_bind_blob(&s, "$id", id->v, sizeof(id->v));
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$staff", now_ms - staff_idle_ms);
	stmt_bind_int(&s, "$recipient", now_ms - recipient_idle_ms);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		out->account.v = stmt_int(&s, 0);
		out->parcel.v = stmt_int(&s, 1);
		out->person.v = stmt_int(&s, 2);
		(void)snprintf(
		    out->name, sizeof(out->name), "%s", stmt_text(&s, 3));
		(void)snprintf(
		    out->role, sizeof(out->role), "%s", stmt_text(&s, 4));
		out->seen_ms = stmt_int(&s, 5);
		out->ends_ms = stmt_int(&s, 6);
		(void)snprintf(out->language, sizeof(out->language), "%s",
		    stmt_text(&s, 7));
	}
	return stmt_close(&s, rc);
}

static const char touch_sql[] =
    "UPDATE session SET seen_at = $now WHERE id_hash = $id";

enum rc
sessions_touch(struct store *store, const struct sessions_hash *id,
    int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, touch_sql, err);

	stmt_bind_blob(&s, "$id", id->v, sizeof(id->v));
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

static const char end_sql[] = "DELETE FROM session WHERE id_hash = $id";

enum rc
sessions_end(
    struct store *store, const struct sessions_hash *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, end_sql, err);

	stmt_bind_blob(&s, "$id", id->v, sizeof(id->v));
	return stmt_finish(&s, rc, err);
}

static const char sweep_sql[] = "DELETE FROM session WHERE ends_at <= $now";

enum rc
sessions_sweep(struct store *store, int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, sweep_sql, err);

	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

static const char open_file_sql[] =
    "INSERT INTO file_opening (session_hash, child_id, reason, at)"
    " VALUES ($id, $child, $reason, $now)"
    " ON CONFLICT (session_hash, child_id)"
    " DO UPDATE SET reason = excluded.reason, at = excluded.at";

enum rc
sessions_open_file(struct store *store, const struct sessions_hash *id,
    struct child_id child, const char *reason, int64_t now_ms,
    struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, open_file_sql, err);

	stmt_bind_blob(&s, "$id", id->v, sizeof(id->v));
	stmt_bind_int(&s, "$child", child.v);
	stmt_bind_text(&s, "$reason", reason);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_finish(&s, rc, err);
}

static const char is_open_sql[] =
    "SELECT 1 FROM file_opening"
    " WHERE session_hash = $id AND child_id = $child";

enum rc
sessions_file_is_open(struct store *store, const struct sessions_hash *id,
    struct child_id child, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, is_open_sql, err);

	stmt_bind_blob(&s, "$id", id->v, sizeof(id->v));
	stmt_bind_int(&s, "$child", child.v);
	if (rc == RC_OK)
		rc = stmt_row(&s, err);
	return stmt_close(&s, rc);
}
