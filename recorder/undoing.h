/*
 * undoing -- may this be taken back?  The part of allowing.h about "undo".
 */
#ifndef RECORDER_UNDOING_H
#define RECORDER_UNDOING_H

#include <stdint.h>

#include "base/error.h"
#include "recorder/allowing.h"
#include "recorder/tagging.h"

/* Fill PLAN, whose one entry is an UNDONE one already, to take back the entry
 * SEQ, or with 0 the last one.  RC_NOTFOUND, RC_CONFLICT, RC_DENIED. */
enum rc undoing_decide(const struct tagging *t, uint32_t seq,
    struct allowing_plan *plan, struct error *err);

#endif
