/*
 * rewinding -- one store for a million weeks: a transaction of the code under
 * test is a savepoint inside of one that never ends, and what a week has written
 * is wound back at its end, page by page, with every statement still prepared.
 *
 * A savepoint is a transaction in all that the weeks look at: it is whole or it
 * was none, and nobody else is inside at the same time (assert).
 */
#ifndef UNIT_REWINDING_H
#define UNIT_REWINDING_H

#include <assert.h>

#include "unit/weekly.h"

enum rc __wrap_store_snapshot(struct store *, struct error *);
void __real_store_rollback(struct store *);
void __wrap_store_rollback(struct store *);
bool __real_store_in_transaction(const struct store *);
bool __wrap_store_in_transaction(const struct store *);

enum rewinding_step {
	REWINDING_BEGIN,
	REWINDING_COMMIT,
	REWINDING_BACK,
	REWINDING_WEEK,
	REWINDING_STEPS
};

static struct {
	sqlite3_stmt *steps[REWINDING_STEPS];
	bool on;   /* from rewinding_start to rewinding_stop */
	bool open; /* a transaction is */
} rewinding;

static inline void
rewinding_do(enum rewinding_step step)
{
	if (sqlite3_step(rewinding.steps[step]) != SQLITE_DONE)
		fail_msg("rewinding: %s",
		    sqlite3_errmsg(store_handle(weekly_desk.store)));
	(void)sqlite3_reset(rewinding.steps[step]);
}

static inline enum rc
rewinding_begin(struct store *store, struct error *err)
{
	(void)store;
	(void)err;
	assert(!rewinding.open);
	rewinding_do(REWINDING_BEGIN);
	rewinding.open = true;
	return RC_OK;
}

static inline enum rc
rewinding_commit(struct store *store, struct error *err)
{
	(void)store;
	(void)err;
	assert(rewinding.open);
	rewinding_do(REWINDING_COMMIT);
	rewinding.open = false;
	return RC_OK;
}

enum rc
__wrap_store_snapshot(struct store *store, struct error *err)
{
	return rewinding_begin(store, err);
}

void
__wrap_store_rollback(struct store *store)
{
	if (!rewinding.on) {
		__real_store_rollback(store);
	} else if (rewinding.open) {
		rewinding_do(REWINDING_BACK);
		(void)rewinding_commit(store, NULL);
	}
}

bool
__wrap_store_in_transaction(const struct store *store)
{
	return rewinding.on ? rewinding.open
			    : __real_store_in_transaction(store);
}

/* What is in the store now is what every week begins with. */
static inline void
rewinding_start(void)
{
	static const char *const sql[] = {[REWINDING_BEGIN] = "SAVEPOINT one",
	    [REWINDING_COMMIT] = "RELEASE one",
	    [REWINDING_BACK] = "ROLLBACK TO one",
	    [REWINDING_WEEK] = "ROLLBACK TO week"};

	rows_run(weekly_desk.store, "SAVEPOINT week");
	for (int i = 0; i < REWINDING_STEPS; i++)
		assert_int_equal(
		    sqlite3_prepare_v3(store_handle(weekly_desk.store), sql[i],
			-1, SQLITE_PREPARE_PERSISTENT, &rewinding.steps[i],
			NULL),
		    SQLITE_OK);
	rewinding.on = true;
	weekly_store_begin = rewinding_begin;
	weekly_store_commit = rewinding_commit;
}

static inline void
rewinding_week(void)
{
	__wrap_store_rollback(weekly_desk.store);
	rewinding_do(REWINDING_WEEK);
}

static inline void
rewinding_stop(void)
{
	rewinding_week();
	for (int i = 0; i < REWINDING_STEPS; i++)
		(void)sqlite3_finalize(rewinding.steps[i]);
	rows_run(weekly_desk.store, "RELEASE week");
	weekly_store_begin = __real_store_begin;
	weekly_store_commit = __real_store_commit;
	rewinding.on = false;
}

#endif
