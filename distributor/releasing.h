/*
 * releasing -- the verbs by which people decide: `release`, `decide` and
 * `approve`.  Chairs and coordinators only, by their login.
 */
#ifndef DISTRIBUTOR_RELEASING_H
#define DISTRIBUTOR_RELEASING_H

#include <stddef.h>

#include "base/cmd.h"
#include "base/error.h"
#include "distributor/deciding.h"
#include "rules/facts.h"

enum rc releasing_release(struct cmd_call *call, struct error *err);
enum rc releasing_decide(struct cmd_call *call, struct error *err);
enum rc releasing_approve(struct cmd_call *call, struct error *err);

/* What they do, for whoever else asks (asked.h): inside the caller's
 * transaction, about what A holds. */

/* Release A's case, or, when that is {0}, those of its meeting that A's account
 * may decide about (impartial.h); with it goes what the profile proposes. */
enum rc releasing_cases(
    struct deciding *a, size_t *released, size_t *proposed, struct error *err);
/* RC_CONFLICT: A's person is not family in its case. */
enum rc releasing_propose(struct deciding *a, enum verdict verdict,
    const char *reason, struct error *err);
enum rc
releasing_second(struct deciding *a, enum verdict *verdict, struct error *err);

#endif
