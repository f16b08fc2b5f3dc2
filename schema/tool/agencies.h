/*
 * agencies -- `marac-store agency ...`: where an agency takes archives for its
 * people (store/dropfolder.h), and who its actions go to when nobody is named.
 */
#ifndef TOOL_AGENCIES_H
#define TOOL_AGENCIES_H

#include "base/cmd.h"
#include "base/error.h"

/* AGENCY URL, or AGENCY none. */
enum rc agencies_drop(struct cmd_call *call, struct error *err);

/* AGENCY PERSON. */
enum rc agencies_contact(struct cmd_call *call, struct error *err);

#endif
