/*
 * jobs -- what share asks the distributor to do.
 *
 * A job is taken in one transaction and done outside it.  One that was running
 * when its worker died is taken again: every kind of job may be done twice.
 * There is one worker.
 */
#ifndef STORE_JOBS_H
#define STORE_JOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "store/store.h"

enum { JOBS_RESULT = 256 };

struct jobs_job {
	int64_t id;
	char *kind;
	char *args;
};
void jobs_clear(struct jobs_job *job);

/* Ask.  Inside the caller's transaction or alone. */
enum rc jobs_add(struct store *store, const char *kind, const char *args,
    int64_t now_ms, int64_t *id, struct error *err);

/* The oldest that is not done, now running.  JOB must be = {0}.  RC_NOTFOUND
 * (ERR untouched): none. */
enum rc jobs_take(struct store *store, struct jobs_job *job, struct error *err);

enum rc jobs_end(struct store *store, int64_t id, bool done, const char *result,
    int64_t now_ms, struct error *err);

#endif
