/*
 * texting -- `text MEETING CASE [FILE]`: the words that stand beside copies of
 * a case; with FILE, its transcript (WebVTT) or its minutes (plain text).
 *
 * A transcript's times are those of the case's recording as the children's file
 * plays it: that is what whoever types it hears.  They are kept as times of the
 * meeting, so a boundary that moves takes no word along.  A new text is an edit:
 * it voids releases and decisions of the case (rule 12).
 */
#ifndef DISTRIBUTOR_TEXTING_H
#define DISTRIBUTOR_TEXTING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc texting_verb(struct cmd_call *call, struct error *err);

#endif
