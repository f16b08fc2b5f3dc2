/*
 * agencies -- `agency-contact`: who an agency's actions go to when nobody is
 * named.
 */
#ifndef TOOL_AGENCIES_H
#define TOOL_AGENCIES_H

#include "base/cmd.h"
#include "base/error.h"

enum rc agencies_contact(struct cmd_call *call, struct error *err);

#endif
