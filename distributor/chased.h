/*
 * chased -- what a chair or coordinator asks for on the page "Deadlines", done
 * as the verbs of the distributor do it, inside the caller's transaction.
 */
#ifndef DISTRIBUTOR_CHASED_H
#define DISTRIBUTOR_CHASED_H

#include "base/error.h"
#include "distributor/deciding.h"
#include "store/errand.h"

/* Copy E.number again; or, when that is 0, what A's person was to be told in
 * words.  RC_NOTFOUND: it is not of A's case; else as the verbs. */
enum rc chased_resend(struct deciding *a, const struct errand *e,
    const char *reason, struct error *err);

/* Debrief NUMBER is taken back.  RC_NOTFOUND: it is not of A's case. */
enum rc chased_stop_debrief(
    struct deciding *a, int64_t number, const char *reason, struct error *err);

/* The letter to A's person is in the post. */
enum rc chased_posted(struct deciding *a, struct error *err);

#endif
