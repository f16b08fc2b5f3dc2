/*
 * exchange -- one command to the recorder and its reply, over its socket.
 */
#ifndef CONTROL_EXCHANGE_H
#define CONTROL_EXCHANGE_H

#include "base/error.h"
#include "control/command.h"

/* Send COMMAND to the socket at PATH and wait up to TIMEOUT_MS.
 * RC_NOTFOUND nothing listens there; RC_BUSY no answer in time; RC_INVALID an
 * answer that is none, or a PATH too long for a socket. */
enum rc exchange_ask(const char *path, const struct command *command,
    struct command_reply *reply, int timeout_ms, struct error *err);

#endif
