/*
 * steering -- what the console's keys mean: a key becomes a command, a
 * question, or part of an answer to one.  Pure.
 *
 * A key says what its screen showed: "c" closes or opens by the state that was
 * seen, so two consoles never undo each other by chance.  What cannot easily be
 * taken back asks first.
 */
#ifndef RECORDER_STEERING_H
#define RECORDER_STEERING_H

#include <limits.h>
#include <stdbool.h>

#include "control/command.h"
#include "recorder/view.h"
#include "recording/papers.h"

struct steering_key {
	enum steering_kind {
		STEERING_NOTHING,
		STEERING_TEXT,
		STEERING_ENTER,
		STEERING_ESCAPE,
		STEERING_BACK,
		STEERING_OTHER
	} kind;
	char text[MB_LEN_MAX + 1]; /* one character, UTF-8 */
};

struct steering { /* = {0} */
	enum view_page page;
	int part;
	enum steering_question {
		STEERING_NONE,
		STEERING_END,
		STEERING_UNDO,
		STEERING_UNDO_SEQ,
		STEERING_LATE,
		STEERING_ITEM,
		STEERING_JOIN,
		STEERING_GONE,
		STEERING_NOTE,
		STEERING_ACTION,
		STEERING_OWNER,
		STEERING_DUE
	} question;
	char ask[256];                     /* in words, "" none */
	char typed[COMMAND_WORDS * 4 + 1]; /* so far */
	struct command draft;
	char message[1200]; /* what was answered last */
	bool refused;
	bool quit;
};

void steering_clear(struct steering *s); /* wipes */

/* KEY was pressed while R (NULL: nothing is known) was on the screen.  True:
 * C is to be sent; it has no key yet. */
bool steering_key(struct steering *s, const struct steering_key *key,
    const struct command_reply *r, const struct papers *papers,
    struct command *c);

/* The recorder answered R; or the text of what became of a command. */
void steering_told(struct steering *s, const struct command_reply *r);
void steering_say(struct steering *s, bool refused, const char *text);

#endif
