/*
 * shown -- what somebody was shown of a case before they release it, as a
 * number: it is another one as soon as anything of it is (rule 12).
 *
 * It covers everything that rules/entitle looks at, of everybody who is or could
 * be concerned, but the time of day: where the case was discussed, what is left
 * out and for whom, who decided what, holds, conflicts, and whether it is
 * released.  A form carries it, and whoever does what the form asks for asks for
 * it again in the transaction that writes.
 */
#ifndef STORE_SHOWN_H
#define STORE_SHOWN_H

#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

/* 1 to 2^59, so that it has no more digits than a form takes.
 * RC_NOTFOUND: CASE is not on the agenda of MEETING. */
enum rc shown_case(struct store *store, struct meeting_id meeting,
    struct case_id case_id, int64_t now_ms, int64_t *out, struct error *err);

/* RC_CONFLICT: SHOWN is not what is there now. */
enum rc shown_still(struct store *store, struct meeting_id meeting,
    struct case_id case_id, int64_t now_ms, int64_t shown, struct error *err);

#endif
