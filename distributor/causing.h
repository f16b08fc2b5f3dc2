/*
 * causing -- why something owed has not gone, asked anew: what a message says of
 * itself is from its last try, and nobody may have looked since.
 */
#ifndef DISTRIBUTOR_CAUSING_H
#define DISTRIBUTOR_CAUSING_H

#include <stdint.h>

#include "base/error.h"
#include "distributor/desk.h"
#include "distributor/owing.h"
#include "rules/escalate.h"

/* How long what could go may lie before that is a cause of its own. */
enum { CAUSING_UNSENT_MS = 15 * 60 * 1000 };

/* Of LINE, which is not over, at NOW_MS.  Only the store of DESK is asked.  A
 * hold is named before anything else (rule 19); then what only a person can put
 * right; then what a rule or the route says today; then what the mail server
 * said, and whether anybody tries at all. */
enum rc causing_of(struct desk *desk, const struct owing_line *line,
    int64_t now_ms, enum escalate_cause *cause, struct error *err);

/* Is LINE stopped until a person does something? */
bool causing_stopped(const struct owing_line *line);

#endif
