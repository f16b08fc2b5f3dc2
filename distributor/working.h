/*
 * working -- the jobs that share asks for by a row in `job`.
 *
 *	copies    args: a meeting's reference; like the verb of that name
 *	and what asked.h does, when it is in an account's name
 *
 * Of one of those that failed the result begins with error_name and a colon.
 * A job of another kind fails with words that say so.
 */
#ifndef DISTRIBUTOR_WORKING_H
#define DISTRIBUTOR_WORKING_H

#include <signal.h>

#include "base/error.h"
#include "distributor/desk.h"

/* Do what is waiting, in order, until *STOP.  A job that fails is no error
 * here; its row says why. */
enum rc working_jobs(
    struct desk *desk, const volatile sig_atomic_t *stop, struct error *err);

#endif
