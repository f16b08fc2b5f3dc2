/*
 * importing -- `marac-recorder import FILE`: the meeting folder of a meeting
 * that was recorded elsewhere, from its sound file and a sheet of marks.
 *
 * The sheet's lines are decided by the same state machine as live commands,
 * so what could not have been recorded cannot be imported (rule 16: the
 * announcement and somebody in the room come before the first item).  The
 * meeting's clock is the sound file's.  The first item line starts the
 * recording; what was said before it, off the record and on a break is not
 * read into any file.
 *
 * Stretches are encoded in parallel, the longest first, each by a thread with a
 * reader of its own.  The folder appears when it is whole (placing); an import
 * that is interrupted or fails leaves nothing, and what one that was killed
 * leaves is hidden, sealed, and removed by the next.
 */
#ifndef RECORDER_IMPORTING_H
#define RECORDER_IMPORTING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc importing_verb(struct cmd_call *call, struct error *err);

#endif
