#include "store/jobs.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/stmt.h"

void
jobs_clear(struct jobs_job *job)
{
	free(job->kind);
	free(job->args);
	free(job->words);
	free(job->result);
	*job = (struct jobs_job){0};
}

static const char add_sql[] =
    "INSERT INTO job (kind, args, asked_at) VALUES ($kind, $args, $now)";

enum rc
jobs_add(struct store *store, const char *kind, const char *args,
    int64_t now_ms, int64_t *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, add_sql, err);

	stmt_bind_text(&s, "$kind", kind);
	stmt_bind_text(&s, "$args", args);
	stmt_bind_int(&s, "$now", now_ms);
	return stmt_insert(&s, rc, id, err);
}

static const char waiting_sql[] =
    "SELECT id FROM job WHERE state = 'waiting' AND kind = $kind"
    " AND args = $args LIMIT 1";

enum rc
jobs_want(struct store *store, const char *kind, const char *args,
    int64_t now_ms, struct error *err)
{
	int64_t id = 0;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, waiting_sql, err);

	stmt_bind_text(&s, "$kind", kind);
	stmt_bind_text(&s, "$args", args);
	rc = stmt_value(&s, rc, &id, err);
	return rc == RC_NOTFOUND ? jobs_add(store, kind, args, now_ms, &id, err)
				 : rc;
}

static const char ask_sql[] =
    "INSERT INTO job (kind, args, words, once, account_id, session_hash,"
    " asked_at) VALUES ($kind, $args, $words, $once, $account, $session, $now)"
    " ON CONFLICT (once) DO NOTHING";

static const char asked_sql[] =
    "SELECT id FROM job WHERE once = $once AND account_id = $account";

enum rc
jobs_ask(struct store *store, const struct jobs_ask *ask, int64_t now_ms,
    int64_t *id, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, ask_sql, err);

	stmt_bind_text(&s, "$kind", ask->kind);
	stmt_bind_text(&s, "$args", ask->args);
	stmt_bind_text(&s, "$words", ask->words);
	stmt_bind_text(&s, "$once", ask->once);
	stmt_bind_int(&s, "$account", ask->account.v);
	stmt_bind_blob(
	    &s, "$session", ask->session->v, sizeof(ask->session->v));
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_finish(&s, rc, err)) != RC_OK)
		return rc;
	rc = stmt_open(&s, store, asked_sql, err);
	stmt_bind_text(&s, "$once", ask->once);
	stmt_bind_int(&s, "$account", ask->account.v);
	rc = stmt_value(&s, rc, id, err);
	return rc == RC_NOTFOUND
	    ? error_set(err, RC_CONFLICT, "this form is somebody else's")
	    : rc;
}

static enum rc
take(struct stmt *s, struct jobs_job *job, struct error *err)
{
	size_t len;
	const void *session = stmt_blob(s, 7, &len);
	const char *state = stmt_text(s, 6);
	enum rc rc;

	job->id = stmt_int(s, 0);
	job->account.v = stmt_int(s, 4);
	job->kept = stmt_int(s, 5) != 0;
	job->done = strcmp(state, "done") == 0;
	job->over = job->done || strcmp(state, "failed") == 0;
	if (len == sizeof(job->session.v))
		memcpy(job->session.v, session, len);
	if ((rc = stmt_copy(s, 1, &job->kind, err)) != RC_OK ||
	    (rc = stmt_copy(s, 2, &job->args, err)) != RC_OK ||
	    (rc = stmt_copy(s, 3, &job->words, err)) != RC_OK)
		return rc;
	return stmt_copy(s, 8, &job->result, err);
}

static const char get_sql[] =
    "SELECT id, kind, args, words, account_id, kept, state, session_hash,"
    " result FROM job WHERE id = $id AND account_id = $account";

enum rc
jobs_get(struct store *store, int64_t id, struct account_id account,
    struct jobs_job *job, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, get_sql, err);

	stmt_bind_int(&s, "$id", id);
	stmt_bind_int(&s, "$account", account.v);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = take(&s, job, err);
	return stmt_close(&s, rc);
}

static const char next_sql[] =
    "SELECT id, kind, args, words, account_id, kept, state, session_hash,"
    " result FROM job WHERE state IN ('waiting', 'running')"
    " ORDER BY state, kind = 'copies', id LIMIT 1"; /* running, waiting */

static const char run_sql[] = "UPDATE job SET state = 'running' WHERE id = $id";

enum rc
jobs_take(struct store *store, struct jobs_job *job, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, next_sql, err);

	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK)
		rc = take(&s, job, err);
	if ((rc = stmt_close(&s, rc)) != RC_OK)
		goto done;
	rc = stmt_open(&s, store, run_sql, err);
	stmt_bind_int(&s, "$id", job->id);
	rc = stmt_finish(&s, rc, err);
done:
	if (rc != RC_OK)
		jobs_clear(job);
	return rc;
}

static const char session_sql[] =
    "SELECT 1 FROM session WHERE id_hash = $session"
    " AND account_id = $account AND ends_at > $now";

enum rc
jobs_session(struct store *store, const struct jobs_job *job, int64_t now_ms,
    struct error *err)
{
	bool stands = false;
	struct stmt s;
	enum rc rc = stmt_open(&s, store, session_sql, err);

	stmt_bind_blob(&s, "$session", job->session.v, sizeof(job->session.v));
	stmt_bind_int(&s, "$account", job->account.v);
	stmt_bind_int(&s, "$now", now_ms);
	if ((rc = stmt_any(&s, rc, &stands, err)) == RC_OK && !stands)
		rc = error_set(
		    err, RC_DENIED, "whoever asked is not signed in any more");
	return rc;
}

static const char keep_sql[] =
    "UPDATE job SET kept = 1, result = $result, words = '',"
    " session_hash = NULL WHERE id = $id";

enum rc
jobs_keep(
    struct store *store, int64_t id, const char *result, struct error *err)
{
	struct stmt s;
	enum rc rc;

	assert(store_in_transaction(store));
	rc = stmt_open(&s, store, keep_sql, err);
	stmt_bind_text(&s, "$result", result);
	stmt_bind_int(&s, "$id", id);
	return stmt_finish(&s, rc, err);
}

static const char last_sql[] =
    "SELECT state, result FROM job WHERE kind = $kind AND args = $args "
    "ORDER BY id DESC LIMIT 1";

enum rc
jobs_last(struct store *store, const char *kind, const char *args,
    char state[JOBS_STATE], char result[JOBS_RESULT], struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, last_sql, err);

	stmt_bind_text(&s, "$kind", kind);
	stmt_bind_text(&s, "$args", args);
	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK) {
		(void)snprintf(state, JOBS_STATE, "%s", stmt_text(&s, 0));
		(void)snprintf(result, JOBS_RESULT, "%s", stmt_text(&s, 1));
	}
	return stmt_close(&s, rc);
}

static const char end_sql[] =
    "UPDATE job SET state = $state, result = $result, done_at = $now,"
    " words = '', session_hash = NULL WHERE id = $id";

enum rc
jobs_end(struct store *store, int64_t id, bool done, const char *result,
    int64_t now_ms, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, end_sql, err);

	stmt_bind_text(&s, "$state", done ? "done" : "failed");
	stmt_bind_text(&s, "$result", result);
	stmt_bind_int(&s, "$now", now_ms);
	stmt_bind_int(&s, "$id", id);
	return stmt_finish(&s, rc, err);
}
