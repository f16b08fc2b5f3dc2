/*
 * finding -- which of the machine's microphones is meant.  Pure.
 *
 * The whole name of a sound card's microphone ends in the card's number
 * (" (hw:1,0)"), and plugged in again the card may have another.  So one that
 * was open before is the one with its whole name; else the only one whose name
 * is that but for the number; else, as at first, what was asked for: the one
 * with that whole name, or the only one whose name holds it.
 */
#ifndef RECORDER_FINDING_H
#define RECORDER_FINDING_H

#include <stddef.h>

#include "base/buf.h"

/* The place in NAMES[COUNT] (NULL: no microphone) of what was ASKED for ("":
 * that at the place USUAL, which is -1 when the machine has no default) and was
 * open as BEFORE ("": not yet).  -1 with a sentence in WHY. */
ptrdiff_t finding_one(const char *const *names, size_t count, ptrdiff_t usual,
    const char *asked, const char *before, struct buf *why);

#endif
