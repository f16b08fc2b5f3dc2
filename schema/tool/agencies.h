/*
 * agencies -- `marac-store agency ...`: where an agency takes archives for its
 * people (store/dropfolder.h).
 */
#ifndef TOOL_AGENCIES_H
#define TOOL_AGENCIES_H

#include "base/cmd.h"

/* AGENCY URL, or AGENCY none. */
enum rc agencies_drop(struct cmd_call *call, struct error *err);

#endif
