/*
 * view -- what the console shows, as text at places.  Pure: the terminal is
 * screen's.
 *
 * From the top: the state in big plain words; the alarm, as long as it lasts;
 * the item and how long it goes on; the level; what is safe.  Then the agenda
 * beside who is in the room (before the start: what is to be done first), the
 * last things that happened, and at the bottom what was answered last and the
 * keys.  A small terminal drops from the list what matters least.  State is a
 * word and a style, so nothing needs colour.
 */
#ifndef RECORDER_VIEW_H
#define RECORDER_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "control/command.h"
#include "control/relay.h"
#include "recording/papers.h"

enum {
	VIEW_MOST_ROWS = 100,
	VIEW_MOST_COLUMNS = 200,
	VIEW_TEXT = VIEW_MOST_COLUMNS * 4 + 1,
	VIEW_PIECES = 320
};

enum view_style {
	VIEW_PLAIN,
	VIEW_BOLD,
	VIEW_DIM,
	VIEW_GOOD,  /* the banner while it records */
	VIEW_CALM,  /* the banner while nothing is to be written */
	VIEW_ALARM, /* something is wrong */
	VIEW_STYLES
};

enum view_page { VIEW_MAIN, VIEW_HELP, VIEW_PEOPLE };

struct view_input {
	int rows, columns;
	enum view_page page;
	int part; /* of a page that is longer than the screen */
	enum relay_contact contact;
	int silent_s;                      /* since the last answer */
	const struct command_reply *reply; /* the last status, or NULL */
	const struct papers *papers;       /* or NULL: numbers must do */
	const char *message;               /* what was answered, or "" */
	bool refused;                      /* it was a refusal */
	const char *ask;                   /* a question, or "" */
	const char *typed;                 /* what was typed so far */
};

struct view_piece {
	int row, column;
	enum view_style style;
	char text[VIEW_TEXT]; /* as wide as it is shown */
};

struct view {
	struct view_piece v[VIEW_PIECES];
	size_t count;
	int cursor_row, cursor_column; /* -1: none */
};

void view_make(const struct view_input *in, struct view *out);

/* A level meter of WIDTH cells from -60 dBFS on, into OUT[WIDTH + 1]; the peak
 * is a bar of its own. */
void view_bar(int level_cb, int peak_cb, int width, char *out);

#endif
