/*
 * dialog -- a connection to the recorder that never waits: commands go out as
 * the socket takes them, replies come in the order of the commands.
 */
#ifndef CONTROL_DIALOG_H
#define CONTROL_DIALOG_H

#include <stdbool.h>

#include "base/error.h"
#include "control/command.h"

struct dialog;

/* Connect to the socket at PATH.  RC_NOTFOUND nothing listens there; RC_BUSY
 * too many wait to be let in; RC_INVALID the path is too long; RC_IO. */
enum rc dialog_open(struct dialog **out, const char *path, struct error *err);
void dialog_close(struct dialog *d); /* NULL-safe; wipes */

/* To poll, for these events. */
int dialog_fd(const struct dialog *d);
short dialog_events(const struct dialog *d);

/* Send C behind those already sent.  RC_BUSY: so much waits to be sent that
 * nobody can be listening.  RC_IO. */
enum rc
dialog_say(struct dialog *d, const struct command *c, struct error *err);

/* Move what can be moved.  The next reply goes into REPLY; *GOT false: none
 * yet.  RC_NOTFOUND the other side is gone; RC_INVALID an answer that is none;
 * RC_IO. */
enum rc dialog_turn(struct dialog *d, struct command_reply *reply, bool *got,
    struct error *err);

#endif
