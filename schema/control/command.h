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
	COMMAND_KEY = 64,
	COMMAND_PRESENT = 64, /* people a reply names */
	COMMAND_HEARD = 128,  /* items a reply names */
	COMMAND_RECENT = 8,   /* happenings a reply tells */
	COMMAND_MICROPHONES = 6
};

enum command_verb {
	COMMAND_STATUS = 1,
	COMMAND_ANNOUNCE,  /* the notice was read aloud */
	COMMAND_STATEMENT, /* the confidentiality statement was read */
	COMMAND_JOIN,      /* person */
	COMMAND_LEAVE,     /* person */
	COMMAND_START,
	COMMAND_NEXT,     /* item: 0 the next on the agenda, else that one */
	COMMAND_MARK,     /* mark, words, owner, due */
	COMMAND_DESCRIBE, /* seq, mark, words, owner, due: of a mark before */
	COMMAND_UNDO,     /* seq, or 0: the last thing done */
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

/* A fresh idempotency key into C.  RC_IO. */
enum rc command_make_key(struct command *c, struct error *err);

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

struct command_happening {
	uint32_t seq;
	char kind[16]; /* "decision", as the journal calls it */
	int item;
	int person;
	int64_t sample;
	uint32_t supersedes;
	bool undone;
};

struct command_microphone {
	char name[64];
	char kind[8]; /* "device", "call", "standby" */
	bool missing; /* nothing comes from it */
	int level_cb; /* of the last half second, as below */
	int peak_cb;
};

struct command_reply {
	enum rc rc;      /* RC_OK, or why not */
	char text[1024]; /* the reason, or what was done, in words */
	enum command_state state;
	char meeting[40]; /* its public id: HOME/meetings/ID */
	bool announced;
	bool statement;
	int item;           /* now */
	int64_t item_since; /* the sample it began at */
	bool closed;        /* a closed session is going on */
	int64_t sample;     /* now, since the meeting began */
	int64_t written;    /* samples that survive a power cut */
	int64_t wall_ms;
	uint32_t seq; /* of the journal entry made */
	char device[256];
	char alarm[256];      /* "" or what is wrong, in words */
	bool deaf;            /* what is wrong is a microphone */
	int level_cb;         /* level now, tenths of dBFS, -1200 none */
	int64_t free_seconds; /* space for so much more */
	int peak_cb;          /* loudest sample of the last half second */
	char notice[256];     /* "" or what is worth knowing and no alarm */
	int marks;            /* actions, decisions, risks, notes */
	uint32_t undo;        /* the entry "undo" would take back, 0 none */
	int64_t version; /* another one: something but clocks and level is */
	int present[COMMAND_PRESENT]; /* refs of people in the room */
	size_t npresent;
	int heard[COMMAND_HEARD]; /* numbers of items that were on */
	size_t nheard;
	int spent[COMMAND_HEARD]; /* seconds that each of them was on */
	size_t nspent;
	struct command_microphone microphones[COMMAND_MICROPHONES];
	size_t nmicrophones;
	struct command_happening recent[COMMAND_RECENT]; /* oldest first */
	size_t nrecent;
};

/* A number that is another one when anything of the reply is, but rc, text, seq,
 * clocks, levels and disk space; for its field "version". */
int64_t command_reply_version(const struct command_reply *reply);

enum rc command_reply_parse(
    const char *line, size_t len, struct command_reply *out, struct error *err);
enum rc command_reply_print(
    const struct command_reply *reply, struct buf *line, struct error *err);

#endif
