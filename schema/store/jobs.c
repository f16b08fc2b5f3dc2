#include "store/jobs.h"

#include <stdlib.h>

#include "store/stmt.h"

void
jobs_clear(struct jobs_job *job)
{
	free(job->kind);
	free(job->args);
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

static const char next_sql[] =
    "SELECT id, kind, args FROM job WHERE state IN ('waiting', 'running') "
    "ORDER BY id LIMIT 1";

static const char run_sql[] = "UPDATE job SET state = 'running' WHERE id = $id";

enum rc
jobs_take(struct store *store, struct jobs_job *job, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, next_sql, err);

	if (rc == RC_OK && (rc = stmt_row(&s, err)) == RC_OK &&
	    (rc = stmt_copy(&s, 1, &job->kind, err)) == RC_OK &&
	    (rc = stmt_copy(&s, 2, &job->args, err)) == RC_OK)
		job->id = stmt_int(&s, 0);
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

static const char end_sql[] =
    "UPDATE job SET state = $state, result = $result, done_at = $now "
    "WHERE id = $id";

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
