/*
 * devices -- which microphones there are, and which of them a meeting is
 * recorded with.
 *
 * Each one's level is measured by opening it for half a second, one after the
 * other, in a capture process of its own that is killed then: whatever a
 * device does, it costs DEVICES_WAIT_MS at most and what it said stands in its
 * place.
 */
#ifndef RECORDER_DEVICES_H
#define RECORDER_DEVICES_H

#include "base/cmd.h"
#include "base/error.h"
#include "recorder/inputs.h"

enum { DEVICES_WAIT_MS = 2000 };

/* `devices`: a line each, with its level or why it cannot be opened. */
enum rc devices_verb(struct cmd_call *call, struct error *err);

/* What --device, --call and --standby ask for; nothing: the default.  PLAN
 * borrows from CALL.  RC_INVALID too many. */
enum rc devices_wanted(
    const struct cmd_call *call, struct inputs_plan *plan, struct error *err);

#endif
