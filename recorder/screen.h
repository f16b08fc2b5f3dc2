/*
 * screen -- the terminal: shows a view, hands over keys.  ncurses is nowhere
 * else.  Colour is left out when the terminal has none or NO_COLOR is set.
 */
#ifndef RECORDER_SCREEN_H
#define RECORDER_SCREEN_H

#include <stdbool.h>

#include "base/error.h"
#include "recorder/steering.h"
#include "recorder/view.h"

/* RC_INVALID: no terminal, or one that cannot be drawn on. */
enum rc screen_open(struct error *err);
void screen_close(void); /* as it was before; harmless when not open */

void screen_size(int *rows, int *columns);
void screen_show(const struct view *view);
void screen_beep(void);

/* The next key that was pressed; false: none.  Never waits. */
bool screen_key(struct steering_key *key);

#endif
