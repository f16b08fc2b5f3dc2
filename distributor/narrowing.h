/*
 * narrowing -- what a coordinator asks for at the page of a child's file: who of
 * those that hold it may open it, until when that is looked at again, and no
 * longer (store/restriction.h).
 *
 * By the same code as `marac-store restriction`, in the name of the account.
 * Whether the session stands, whether the file is theirs to restrict, and whether
 * the restriction is the one that they were shown is asked in the transaction
 * that writes.
 */
#ifndef DISTRIBUTOR_NARROWING_H
#define DISTRIBUTOR_NARROWING_H

#include "base/error.h"
#include "distributor/desk.h"
#include "store/errand.h"
#include "store/jobs.h"

/* E is of errand_files.
 * RC_DENIED   not signed in any more
 * RC_NOTFOUND no such child, or not theirs to restrict
 * RC_CONFLICT it is restricted already, or another restriction stands than was
 *             shown, or none
 * RC_INVALID  what was typed */
enum rc narrowing_do(struct desk *desk, const struct jobs_job *job,
    const struct errand *e, struct error *err);

#endif
