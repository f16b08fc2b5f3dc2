/*
 * rehearsal -- `marac-recorder test`: the bench test of the morning.
 *
 * Ten seconds are recorded as a meeting would be, into memory only: locked
 * there as far as the system allows, left out of every core file, wiped
 * afterwards.  They are judged
 * (soundcheck.h) and played back, for a person to judge.  Besides: is there
 * room on the disk, is the key readable, are the papers.  A line each, "ok" or
 * what to do.
 */
#ifndef RECORDER_REHEARSAL_H
#define RECORDER_REHEARSAL_H

#include "base/cmd.h"
#include "base/error.h"

/* RC_CONFLICT a recorder is running on this home; RC_INVALID something is to
 * be done. */
enum rc rehearsal_verb(struct cmd_call *call, struct error *err);

#endif
