/*
 * syncer -- a thread that waits for the disk in the keeper's place.
 *
 * A sync takes seconds on a disk that other work is filling.  Who waits for it
 * takes no sound meanwhile, and a kill then loses all that came in since.  So
 * the keeper writes, which is quick, and hands over what has to wait.  The
 * pieces of work are done one at a time, in the order in which they were
 * given, and each has one result, which the keeper fetches.
 */
#ifndef RECORDER_SYNCER_H
#define RECORDER_SYNCER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct syncer;

/* Runs in the syncer's thread. */
typedef enum rc syncer_work(void *what, struct error *err);

/* RC_NOMEM; RC_IO no thread. */
enum rc syncer_open(struct syncer **out, struct error *err);

/* Waits for the work that was given; fetch the results before.  NULL-safe. */
void syncer_close(struct syncer *s);

/* KIND and WHAT come back with the result.  There is room for SYNCER_ROOM
 * pieces without a fetched result; giving one more is a bug (assert). */
enum { SYNCER_ROOM = 64 };
void syncer_give(struct syncer *s, int kind, syncer_work *work, void *what);

size_t syncer_pieces(const struct syncer *s); /* whose result is not fetched */

struct syncer_result {
	int kind;
	void *what;
	struct error err; /* its rc: how it went */
};

/* The next result; false: none yet.  WAIT for it unless nothing was given. */
bool syncer_next(struct syncer *s, bool wait, struct syncer_result *out);

int syncer_fd(const struct syncer *s); /* readable while results wait */

#endif
