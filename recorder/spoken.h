/*
 * spoken -- `marac-recorder announce`: the notice of recording.  With --play
 * the sound file that speaks it is played through the default output first,
 * and what is logged is its end.  A notice that could not be played was not
 * read: nothing is logged then.
 */
#ifndef RECORDER_SPOKEN_H
#define RECORDER_SPOKEN_H

#include "base/cmd.h"
#include "base/error.h"

enum { SPOKEN_MOST_S = 600 };

enum rc spoken_announce(struct cmd_call *call, struct error *err);

#endif
