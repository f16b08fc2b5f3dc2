/*
 * running -- `marac-recorder run`: the daemon.  One loop over the microphone,
 * the control socket and its clients; ends after "end", or when told to by a
 * signal (then the meeting goes on at the next run).
 */
#ifndef RECORDER_RUNNING_H
#define RECORDER_RUNNING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc running_verb(struct cmd_call *call, struct error *err);

#endif
