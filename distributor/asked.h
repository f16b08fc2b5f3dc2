/*
 * asked -- what a chair or coordinator asked for at the pages (store/errand.h),
 * done in their name, by the same code as the verbs.
 *
 * share may write none of it, so it asks by a job.  Whether the session stands,
 * whether the account is a chair's or coordinator's, and whether it may know of
 * the case is asked here again, in the transaction that writes; with it goes
 * the job's own mark that it is kept, so that a job that is done twice decides
 * once.  What follows the commit (the children's files, the copies that may go
 * now) may be done twice; when it fails the errand is in force all the same, and
 * an alert says what is missing.
 */
#ifndef DISTRIBUTOR_ASKED_H
#define DISTRIBUTOR_ASKED_H

#include "base/error.h"
#include "distributor/desk.h"
#include "store/jobs.h"

/* RESULT is the number of what was made, or "".
 * RC_NOTFOUND the case is not there, or not theirs to know of
 * RC_DENIED   not signed in any more, another role, or what a rule says
 * and what the verbs answer */
enum rc asked_do(struct desk *desk, const struct jobs_job *job,
    char result[JOBS_RESULT], struct error *err);

/* Remove what was made to be heard before a decision and is older than
 * LISTENING_KEPT_MS, with its key; and what a kill left (objects_orphans): one
 * between the commit of an errand and what follows it loses which rendition
 * nobody plays any more.  `serve` does it as it starts and each minute. */
enum rc asked_sweep(struct desk *desk, struct error *err);

#endif
