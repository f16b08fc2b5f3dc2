/*
 * holding -- `hold` and `release-hold`: a named person stops copies, and lets
 * them go again.
 *
 * What is held is not made and not sent, and what was sent answers like a copy
 * that never existed, each within 60 s: everybody asks the rules, and the rules
 * know of it.  The clock runs on, and `due` and `escalate` name the hold
 * (rule 19).
 */
#ifndef DISTRIBUTOR_HOLDING_H
#define DISTRIBUTOR_HOLDING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc holding_hold(struct cmd_call *call, struct error *err);
enum rc holding_release(struct cmd_call *call, struct error *err);

#endif
