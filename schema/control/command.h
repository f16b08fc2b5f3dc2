/*
 * command -- what the recorder is told, and what it says; CONTROL.md.
 *
 * A Unix stream socket (mode 0600); one JSON object a line each way.  Every
 * request carries an idempotency key: the same key again gets the same answer
 * and does nothing.  Parsing is bounded: 4,096 bytes a line, known fields
 * only, words at most 1,000 characters.
 */
#ifndef CONTROL_COMMAND_H
#define CONTROL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum {
	COMMAND_LINE = 4096,        /* bytes of a request */
	COMMAND_REPLY_LINE = 16384, /* bytes of a reply */
	COMMAND_WORDS = 1000,       /* characters */
	COMMAND_KEY = 64
};

enum command_verb {
	COMMAND_STATUS = 1,
	COMMAND_ANNOUNCE, /* the notice was read aloud */
	COMMAND_JOIN,     /* person */
	COMMAND_LEAVE,    /* person */
	COMMAND_START,
	COMMAND_NEXT, /* item: 0 the next on the agenda, else that one */
	COMMAND_MARK, /* mark, words, owner, due */
	COMMAND_UNDO, /* seq */
	COMMAND_OFF_RECORD,
	COMMAND_BREAK,
	COMMAND_CLOSED,
	COMMAND_OPEN,
	COMMAND_RESUME,
	COMMAND_LATE, /* seconds */
	COMMAND_END
};

struct command {
	enum command_verb verb;
	char key[COMMAND_KEY + 1];
	int person;
	int item;
	int seconds;
	uint32_t seq;
	char mark[16];                     /* action, decision, risk, note */
	char words[COMMAND_WORDS * 4 + 1]; /* UTF-8 */
	char owner[256];                   /* agency, for an action */
	char due[16];                      /* YYYY-MM-DD */
};

const char *command_verb_name(enum command_verb verb); /* "off-record" */
bool command_mark_known(const char *mark);

/* RC_INVALID names the field. */
enum rc command_parse(
    const char *line, size_t len, struct command *out, struct error *err);
/* What command_parse checks once the fields are read: for a program that fills
 * a struct command by hand.  RC_INVALID names the field. */
enum rc command_check(const struct command *command, struct error *err);
enum rc command_print(
    const struct command *command, struct buf *line, struct error *err);

/* The sealed event record of a mark: {"words", "owner", "due"} as JSON text. */
enum rc command_event(
    const struct command *command, struct buf *text, struct error *err);

/* What comes back. */
enum command_state {
	COMMAND_READY = 1,
	COMMAND_RECORDING,
	COMMAND_IS_OFF_RECORD,
	COMMAND_ON_BREAK,
	COMMAND_ENDED
};

const char *command_state_name(enum command_state state);

struct command_reply {
	enum rc rc;      /* RC_OK, or why not */
	char text[1024]; /* the reason, or what was done, in words */
	enum command_state state;
	int item;        /* now */
	bool closed;     /* a closed session is going on */
	int64_t sample;  /* now, since the meeting began */
	int64_t written; /* samples that survive a power cut */
	int64_t wall_ms;
	uint32_t seq; /* of the journal entry made */
	char device[256];
	char alarm[256];      /* "" or what is wrong, in words */
	int level_cb;         /* level now, tenths of dBFS, -1200 none */
	int64_t free_seconds; /* space for so much more */
	int present[64];      /* refs of people in the room */
	size_t npresent;
};

enum rc command_reply_parse(
    const char *line, size_t len, struct command_reply *out, struct error *err);
enum rc command_reply_print(
    const struct command_reply *reply, struct buf *line, struct error *err);

#endif
