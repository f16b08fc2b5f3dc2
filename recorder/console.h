/*
 * console -- `marac-recorder console`: the meeting on a terminal.  A client of
 * the control socket like any other; it can be closed, lost or opened twice,
 * and nothing happens to the recording.  Names are read from the meeting's
 * papers and are shown, never logged.
 */
#ifndef RECORDER_CONSOLE_H
#define RECORDER_CONSOLE_H

#include "base/cmd.h"
#include "base/error.h"

enum rc console_verb(struct cmd_call *call, struct error *err);

#endif
