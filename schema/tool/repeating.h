/*
 * repeating -- `marac-store repeats`: which cases are repeats of which
 * (store/repeats).
 */
#ifndef TOOL_REPEATING_H
#define TOOL_REPEATING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc repeating_verb(struct cmd_call *call, struct error *err);

#endif
