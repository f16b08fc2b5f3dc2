/*
 * auditing -- `marac-store audit ...`: the audit as a signed CSV file on standard
 * output, and whether such a file is whole; and `backed-up`, by which the backup
 * says that it has come through.
 */
#ifndef TOOL_AUDITING_H
#define TOOL_AUDITING_H

#include "base/cmd.h"

enum rc auditing_export(struct cmd_call *call, struct error *err);
/* With --key it needs no store. */
enum rc auditing_verify(struct cmd_call *call, struct error *err);
enum rc auditing_backed_up(struct cmd_call *call, struct error *err);

#endif
