/*
 * preparing -- what a meeting's chair or coordinator asks for at the pages
 * before it: the meeting itself, its agenda, who comes, and the papers for the
 * recorder.
 *
 * By the same code as `marac-store import` and `papers` (prepare/), in the name
 * of the account.  Whether the session stands, whether the meeting is theirs
 * and not yet recorded is asked in the transaction that writes.
 */
#ifndef DISTRIBUTOR_PREPARING_H
#define DISTRIBUTOR_PREPARING_H

#include "base/error.h"
#include "distributor/desk.h"
#include "store/errand.h"
#include "store/jobs.h"

/* RESULT is the meeting's id.
 * RC_DENIED   not signed in any more, or another role
 * RC_NOTFOUND it is not theirs, or it has begun
 * RC_INVALID  what was typed; RC_CONFLICT: it may not be changed any more */
enum rc preparing_do(struct desk *desk, const struct jobs_job *job,
    const struct errand *e, char result[JOBS_RESULT], struct error *err);

#endif
