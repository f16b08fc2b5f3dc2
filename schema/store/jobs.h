/*
 * jobs -- what share asks the distributor to do.
 *
 * A job is taken in one transaction and done outside it.  One that was running
 * when its worker died is taken again: every kind of job may be done twice, or
 * says with jobs_keep, in the transaction of its rows, that these are there.
 * There is one worker.
 *
 * ARGS are ids.  A reason that somebody typed travels in WORDS, which may hold
 * names: it and the session are gone from the row when the job is kept or ends.
 */
#ifndef STORE_JOBS_H
#define STORE_JOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/sessions.h"
#include "store/store.h"

enum { JOBS_RESULT = 256, JOBS_STATE = 16 };

struct jobs_job {
	int64_t id;
	char *kind;
	char *args;
	char *words;
	char *result;              /* of one that is kept, or over */
	struct account_id account; /* in whose name; 0: the program's own */
	struct sessions_hash session;
	bool kept;
	bool over;
	bool done; /* over, and well */
};
void jobs_clear(struct jobs_job *job);

/* Ask.  Inside the caller's transaction or alone. */
enum rc jobs_add(struct store *store, const char *kind, const char *args,
    int64_t now_ms, int64_t *id, struct error *err);

/* The same, unless one waits already. */
enum rc jobs_want(struct store *store, const char *kind, const char *args,
    int64_t now_ms, struct error *err);

/* Ask in the name of ACCOUNT, signed in as SESSION.  ONCE is made with the form
 * that asks: what it asked for already is *ID, and nothing is added.
 * RC_CONFLICT: it is another account's. */
struct jobs_ask {
	const char *kind;
	const char *args;
	const char *words; /* may be "" */
	const char *once;  /* one of its kind in the world */
	struct account_id account;
	const struct sessions_hash *session;
};
enum rc jobs_ask(struct store *store, const struct jobs_ask *ask,
    int64_t now_ms, int64_t *id, struct error *err);

/* Job ID of ACCOUNT.  JOB must be = {0}.  RC_NOTFOUND: none, or another's. */
enum rc jobs_get(struct store *store, int64_t id, struct account_id account,
    struct jobs_job *job, struct error *err);

/* The oldest that is not done, now running; `copies`, which may take minutes,
 * behind those that somebody waits for.  JOB must be = {0}.  RC_NOTFOUND
 * (ERR untouched): none. */
enum rc jobs_take(struct store *store, struct jobs_job *job, struct error *err);

/* May ACCOUNT still act as who signed in as SESSION?  RC_DENIED: it ended. */
enum rc jobs_session(struct store *store, const struct jobs_job *job,
    int64_t now_ms, struct error *err);

/* Inside the transaction of its rows: they are there, and RESULT says which. */
enum rc jobs_keep(
    struct store *store, int64_t id, const char *result, struct error *err);
/* What became of the last one of this KIND and ARGS: *STATE is "waiting",
 * "running", "done" or "failed".  RC_NOTFOUND: none was asked for. */
enum rc jobs_last(struct store *store, const char *kind, const char *args,
    char state[JOBS_STATE], char result[JOBS_RESULT], struct error *err);

enum rc jobs_end(struct store *store, int64_t id, bool done, const char *result,
    int64_t now_ms, struct error *err);

#endif
