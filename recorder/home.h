/*
 * home -- the recorder's own folder, and the signing key in it.
 */
#ifndef RECORDER_HOME_H
#define RECORDER_HOME_H

#include "base/cmd.h"
#include "base/error.h"

const char *home_of(const struct cmd_call *call); /* --home or the default */

/* Make it, mode 0700, if it is not there.  RC_IO. */
enum rc home_make(const char *home, struct error *err);

/* Whoever records, or tests, has HOME for itself: a lock that goes with the
 * process, and with *FD.  RC_CONFLICT a recorder has it; RC_IO. */
enum rc home_lock(const char *home, int *fd, struct error *err);

/* `device-key`: print the public half, making the key at first. */
enum rc home_device_key(struct cmd_call *call, struct error *err);

#endif
