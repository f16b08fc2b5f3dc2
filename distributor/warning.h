/*
 * warning -- the mail that tells a coordinator at once that a child's file was
 * opened in an emergency (store/emergency.h).
 *
 * It names nobody and no case: mail travels (rule 7).  The pages say whose file,
 * by whom and why, to those who may know.
 */
#ifndef DISTRIBUTOR_WARNING_H
#define DISTRIBUTOR_WARNING_H

#include "base/error.h"
#include "distributor/desk.h"
#include "store/jobs.h"

/* Do JOB, "emergency": a mail to each of emergency_people, in one transaction
 * with the job's being kept; a job that is kept already is done.  RESULT says how
 * many; one that cannot be written keeps no other.  The alert is there whatever becomes of this. */
enum rc warning_send(struct desk *desk, const struct jobs_job *job,
    char result[JOBS_RESULT], struct error *err);

#endif
