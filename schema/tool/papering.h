/*
 * papering -- `marac-store papers MEETING --out FILE`: what the recorder is
 * given (prepare/paperset.h), as a file, for recording machines to fetch, or
 * both.
 */
#ifndef TOOL_PAPERING_H
#define TOOL_PAPERING_H

#include "base/cmd.h"

enum rc papering_verb(struct cmd_call *call, struct error *err);

#endif
