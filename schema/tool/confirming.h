/*
 * confirming -- `marac-store confirm-safety`: an IDVA or a social worker says
 * that a family copy of the case may go (rule 5).
 */
#ifndef TOOL_CONFIRMING_H
#define TOOL_CONFIRMING_H

#include "base/cmd.h"

enum rc confirming_verb(struct cmd_call *call, struct error *err);

#endif
