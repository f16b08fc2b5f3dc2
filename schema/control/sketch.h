/*
 * sketch -- what a console makes of a status and the meeting's papers: names
 * for numbers, words for levels and happenings, which item is next.  Pure, and
 * the same for the terminal and the browser.
 */
#ifndef CONTROL_SKETCH_H
#define CONTROL_SKETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/command.h"
#include "recording/papers.h"

enum { SKETCH_CLOCK = 24, SKETCH_HAPPENING = 256 };

/* The item's label, the person's name; "" when the papers are not there
 * (NULL) or do not know it. */
const char *sketch_item_label(const struct papers *papers, int number);
const char *sketch_person_name(const struct papers *papers, int ref);

bool sketch_is_heard(const struct command_reply *r, int number);
bool sketch_is_present(const struct command_reply *r, int ref);

/* A spare shows once it is used. */
bool
sketch_is_shown(const struct command_reply *r, const struct papers_item *item);

/* The item that "next" would begin: behind the present one the first that was
 * not heard, else from the beginning; 0: none is left. */
int sketch_next(const struct command_reply *r, const struct papers *papers);

/* "decision, item 2", "Erin Example joined": what H was. */
void sketch_happening(const struct command_happening *h,
    const struct papers *papers, char *out, size_t room);

/* "0:12:03" of SAMPLE into OUT[SKETCH_CLOCK]; returns OUT.  Before the start:
 * "before". */
const char *sketch_clock(int64_t sample, char *out);

/* "good level", "no sound at all" ... */
const char *sketch_level(const struct command_reply *r);

/* Of WIDTH cells those that a level of CB tenths of dB fills: -60 dB is
 * none. */
int sketch_cells(int cb, int width);

#endif
