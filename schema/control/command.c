#include "control/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "control/wire.h"

/* The fields a request may have besides verb and key. */
enum {
	HAS_PERSON = 1,
	HAS_ITEM = 2,
	HAS_MARK = 4,
	HAS_SEQ = 8,
	HAS_SECONDS = 16
};

static const struct {
	enum command_verb verb;
	const char *name;
	unsigned fields;
} verbs[] = {
    {COMMAND_STATUS, "status", 0},
    {COMMAND_ANNOUNCE, "announce", 0},
    {COMMAND_STATEMENT, "statement", 0},
    {COMMAND_JOIN, "join", HAS_PERSON},
    {COMMAND_LEAVE, "leave", HAS_PERSON},
    {COMMAND_START, "start", 0},
    {COMMAND_NEXT, "next", HAS_ITEM},
    {COMMAND_MARK, "mark", HAS_MARK},
    {COMMAND_DESCRIBE, "describe", HAS_SEQ | HAS_MARK},
    {COMMAND_UNDO, "undo", HAS_SEQ},
    {COMMAND_OFF_RECORD, "off-record", 0},
    {COMMAND_BREAK, "break", 0},
    {COMMAND_CLOSED, "closed", 0},
    {COMMAND_OPEN, "open", 0},
    {COMMAND_RESUME, "resume", 0},
    {COMMAND_LATE, "late", HAS_SECONDS},
    {COMMAND_END, "end", 0},
};

enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

static const char *const marks[] = {"action", "decision", "risk", "note"};

const char *
command_verb_name(enum command_verb verb)
{
	for (size_t i = 0; i < VERBS; i++) {
		if (verbs[i].verb == verb)
			return verbs[i].name;
	}
	return "?";
}

const char *
command_state_name(enum command_state state)
{
	switch (state) {
	case COMMAND_READY:
		return "ready";
	case COMMAND_RECORDING:
		return "recording";
	case COMMAND_IS_OFF_RECORD:
		return "off-record";
	case COMMAND_ON_BREAK:
		return "break";
	case COMMAND_ENDED:
		return "ended";
	}
	return "?";
}

enum rc
command_make_key(struct command *c, struct error *err)
{
	unsigned char random[16];
	struct buf hex = {0};
	enum rc rc;

	if (getentropy(random, sizeof(random)) != 0)
		return error_sys(err, RC_IO, "make a key");
	buf_hex(&hex, random, sizeof(random));
	if ((rc = buf_check(&hex, err)) == RC_OK)
		(void)snprintf(c->key, sizeof(c->key), "%s", buf_str(&hex));
	buf_clear(&hex);
	return rc;
}

bool
command_mark_known(const char *mark)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (strcmp(marks[i], mark) == 0)
			return true;
	}
	return false;
}

static enum rc
take_field(struct command *c, unsigned fields, const char *name, json_t *value,
    struct error *err)
{
	long long n = 0;
	enum rc rc = RC_OK;

	if (strcmp(name, "verb") == 0)
		return RC_OK;
	if (strcmp(name, "key") == 0) {
		rc = wire_text(value, name, c->key, sizeof(c->key), err);
	} else if (strcmp(name, "person") == 0 && (fields & HAS_PERSON)) {
		rc = wire_number(value, name, 1, 65535, &n, err);
		c->person = (int)n;
	} else if (strcmp(name, "item") == 0 && (fields & HAS_ITEM)) {
		rc = wire_number(value, name, 0, 65535, &n, err);
		c->item = (int)n;
	} else if (strcmp(name, "seq") == 0 && (fields & HAS_SEQ)) {
		rc = wire_number(value, name, 1, UINT32_MAX, &n, err);
		c->seq = (uint32_t)n;
	} else if (strcmp(name, "seconds") == 0 && (fields & HAS_SECONDS)) {
		rc = wire_number(value, name, 1, 86400, &n, err);
		c->seconds = (int)n;
	} else if (strcmp(name, "mark") == 0 && (fields & HAS_MARK)) {
		rc = wire_text(value, name, c->mark, sizeof(c->mark), err);
	} else if (strcmp(name, "words") == 0 && (fields & HAS_MARK)) {
		rc = wire_text(value, name, c->words, sizeof(c->words), err);
	} else if (strcmp(name, "owner") == 0 && (fields & HAS_MARK)) {
		rc = wire_text(value, name, c->owner, sizeof(c->owner), err);
	} else if (strcmp(name, "due") == 0 && (fields & HAS_MARK)) {
		rc = wire_text(value, name, c->due, sizeof(c->due), err);
	} else {
		rc = error_set(err, RC_INVALID, "%s takes no such field",
		    command_verb_name(c->verb));
	}
	return rc;
}

static size_t
characters(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (((unsigned char)*text & 0xC0) != 0x80)
			n++;
	}
	return n;
}

static enum rc
check_mark(const struct command *c, struct error *err)
{
	int64_t ms;

	if (!command_mark_known(c->mark))
		return error_set(err, RC_INVALID,
		    "\"mark\" is action, decision, risk or note");
	if (characters(c->words) > COMMAND_WORDS)
		return error_set(err, RC_INVALID,
		    "\"words\" has more than %d characters", COMMAND_WORDS);
	if (c->owner[0] == '\0' && c->due[0] == '\0' &&
	    (c->words[0] == '\0' || strcmp(c->mark, "action") != 0))
		return RC_OK;
	if (strcmp(c->mark, "action") != 0)
		return error_set(err, RC_INVALID,
		    "\"owner\" and \"due\" belong to an action");
	if (c->words[0] == '\0' || c->owner[0] == '\0' || c->due[0] == '\0')
		return error_set(err, RC_INVALID,
		    "an action needs its words, its owner agency and the day "
		    "it is due");
	if (strlen(c->due) != 10 || clock_parse(c->due, &ms, NULL) != RC_OK)
		return error_set(
		    err, RC_INVALID, "\"due\" is not a day (YYYY-MM-DD)");
	return RC_OK;
}

enum rc
command_check(const struct command *c, struct error *err)
{
	if (c->verb != COMMAND_STATUS && c->key[0] == '\0')
		return error_set(err, RC_INVALID, "\"key\" is missing");
	for (const char *p = c->key; *p != '\0'; p++) {
		if (*p <= ' ' || *p > '~')
			return error_set(
			    err, RC_INVALID, "\"key\" is not printable ASCII");
	}
	switch (c->verb) {
	case COMMAND_JOIN:
	case COMMAND_LEAVE:
		if (c->person == 0)
			return error_set(
			    err, RC_INVALID, "\"person\" is missing");
		break;
	case COMMAND_LATE:
		if (c->seconds == 0)
			return error_set(
			    err, RC_INVALID, "\"seconds\" is missing");
		break;
	case COMMAND_DESCRIBE:
		if (c->seq == 0)
			return error_set(err, RC_INVALID, "\"seq\" is missing");
		if (c->words[0] == '\0')
			return error_set(
			    err, RC_INVALID, "\"words\" is missing");
		return check_mark(c, err);
	case COMMAND_MARK:
		return check_mark(c, err);
	default:
		break;
	}
	return RC_OK;
}

enum rc
command_parse(
    const char *line, size_t len, struct command *out, struct error *err)
{
	json_t *object = NULL, *value;
	const char *name, *verb;
	unsigned fields = 0;
	enum rc rc;

	memset(out, 0, sizeof(*out));
	if ((rc = wire_load(line, len, COMMAND_LINE, &object, err)) != RC_OK)
		return rc;
	verb = json_string_value(json_object_get(object, "verb"));
	for (size_t i = 0; verb != NULL && i < VERBS; i++) {
		if (strcmp(verbs[i].name, verb) == 0) {
			out->verb = verbs[i].verb;
			fields = verbs[i].fields;
		}
	}
	if (out->verb == 0)
		rc = error_set(err, RC_INVALID, "\"verb\" is not one I know");
	json_object_foreach(object, name, value)
	{
		if (rc == RC_OK)
			rc = take_field(out, fields, name, value, err);
	}
	if (rc == RC_OK)
		rc = command_check(out, err);
	json_decref(object);
	return rc;
}

enum rc
command_print(
    const struct command *command, struct buf *line, struct error *err)
{
	json_t *o = json_object();
	bool failed = o == NULL;

	wire_put_text(o, "verb", command_verb_name(command->verb), &failed);
	if (command->key[0] != '\0')
		wire_put_text(o, "key", command->key, &failed);
	if (command->person != 0)
		wire_put_number(o, "person", command->person, &failed);
	if (command->item != 0)
		wire_put_number(o, "item", command->item, &failed);
	if (command->seconds != 0)
		wire_put_number(o, "seconds", command->seconds, &failed);
	if (command->seq != 0)
		wire_put_number(o, "seq", command->seq, &failed);
	if (command->mark[0] != '\0')
		wire_put_text(o, "mark", command->mark, &failed);
	if (command->words[0] != '\0')
		wire_put_text(o, "words", command->words, &failed);
	if (command->owner[0] != '\0')
		wire_put_text(o, "owner", command->owner, &failed);
	if (command->due[0] != '\0')
		wire_put_text(o, "due", command->due, &failed);
	return wire_line(o, failed, line, err);
}

enum rc
command_event(
    const struct command *command, struct buf *text, struct error *err)
{
	json_t *o = json_object();
	bool failed = o == NULL;

	wire_put_text(o, "words", command->words, &failed);
	wire_put_text(o, "owner", command->owner, &failed);
	wire_put_text(o, "due", command->due, &failed);
	return wire_line(o, failed, text, err);
}
