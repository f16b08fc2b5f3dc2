/*
 * consoling -- the verb `console`: the meeting in a browser on the recorder's
 * machine.
 *
 * Without store and without keys: it is a client of the recorder's control
 * socket, like the console on a terminal, and reads names from the papers that
 * the recorder keeps.  It listens on loopback and nowhere else.  It can be
 * closed, lost or opened twice, and nothing happens to the recording.
 */
#ifndef SHARE_CONSOLING_H
#define SHARE_CONSOLING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc consoling_verb(struct cmd_call *call, struct error *err);

#endif
