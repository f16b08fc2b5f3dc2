/*
 * board -- the lists of the console: agenda, people, what happened last, what
 * is to be done before the start; and its help.
 */
#ifndef RECORDER_BOARD_H
#define RECORDER_BOARD_H

#include <stdbool.h>

#include "recorder/brush.h"

/* ROWS rows from ROW on: before the start what is to be done, then the agenda;
 * beside it who is in the room, if it is WIDE enough. */
void board_middle(struct brush *b, int row, int rows, bool wide);

/* The last things that happened, the latest at the bottom. */
void board_recent(struct brush *b, int row, int rows);

/* Pages of their own; the part that the input asks for. */
void board_people(struct brush *b);
void board_help(struct brush *b);

#endif
