/*
 * pledging -- the verbs of the statement of confidentiality: set a version, list
 * them, print one.  A version that was set is never changed.
 */
#ifndef TOOL_PLEDGING_H
#define TOOL_PLEDGING_H

#include "base/cmd.h"
#include "base/error.h"

/* RC_DENIED: --by is neither an administrator nor a coordinator. */
enum rc pledging_set(struct cmd_call *call, struct error *err);
enum rc pledging_list(struct cmd_call *call, struct error *err);
enum rc pledging_show(struct cmd_call *call, struct error *err);

#endif
