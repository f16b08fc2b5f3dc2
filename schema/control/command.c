#include "control/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/text.h"

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
    {COMMAND_JOIN, "join", HAS_PERSON},
    {COMMAND_LEAVE, "leave", HAS_PERSON},
    {COMMAND_START, "start", 0},
    {COMMAND_NEXT, "next", HAS_ITEM},
    {COMMAND_MARK, "mark", HAS_MARK},
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

static const struct {
	enum command_state state;
	const char *name;
} states[] = {
    {COMMAND_READY, "ready"},
    {COMMAND_RECORDING, "recording"},
    {COMMAND_IS_OFF_RECORD, "off-record"},
    {COMMAND_ON_BREAK, "break"},
    {COMMAND_ENDED, "ended"},
};

enum { STATES = sizeof(states) / sizeof(states[0]) };

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
	for (size_t i = 0; i < STATES; i++) {
		if (states[i].state == state)
			return states[i].name;
	}
	return "?";
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

/* Text of at most SIZE - 1 bytes without control characters. */
static enum rc
take_text(
    json_t *value, const char *name, char *out, size_t size, struct error *err)
{
	const char *text = json_string_value(value);
	size_t len;

	if (text == NULL)
		return error_set(err, RC_INVALID, "\"%s\" is not text", name);
	len = json_string_length(value);
	if (len >= size)
		return error_set(err, RC_INVALID,
		    "\"%s\" is longer than %zu bytes", name, size - 1);
	if (!text_valid(text, len))
		return error_set(
		    err, RC_INVALID, "\"%s\" holds a control character", name);
	memcpy(out, text, len);
	out[len] = '\0';
	return RC_OK;
}

static enum rc
take_number(json_t *value, const char *name, long long low, long long high,
    long long *out, struct error *err)
{
	if (!json_is_integer(value))
		return error_set(
		    err, RC_INVALID, "\"%s\" is not a whole number", name);
	*out = json_integer_value(value);
	if (*out < low || *out > high)
		return error_set(err, RC_INVALID,
		    "\"%s\" is not between %lld and %lld", name, low, high);
	return RC_OK;
}

static enum rc
load(
    const char *line, size_t len, size_t limit, json_t **out, struct error *err)
{
	json_error_t fault;

	if (len > limit)
		return error_set(
		    err, RC_INVALID, "a line of more than %zu bytes", limit);
	*out = json_loadb(line, len, JSON_REJECT_DUPLICATES, &fault);
	if (*out == NULL)
		return error_set(err, RC_INVALID, "not JSON, column %d: %s",
		    fault.column, fault.text);
	if (!json_is_object(*out)) {
		json_decref(*out);
		*out = NULL;
		return error_set(err, RC_INVALID, "not a JSON object");
	}
	return RC_OK;
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
		rc = take_text(value, name, c->key, sizeof(c->key), err);
	} else if (strcmp(name, "person") == 0 && (fields & HAS_PERSON)) {
		rc = take_number(value, name, 1, 65535, &n, err);
		c->person = (int)n;
	} else if (strcmp(name, "item") == 0 && (fields & HAS_ITEM)) {
		rc = take_number(value, name, 0, 65535, &n, err);
		c->item = (int)n;
	} else if (strcmp(name, "seq") == 0 && (fields & HAS_SEQ)) {
		rc = take_number(value, name, 1, UINT32_MAX, &n, err);
		c->seq = (uint32_t)n;
	} else if (strcmp(name, "seconds") == 0 && (fields & HAS_SECONDS)) {
		rc = take_number(value, name, 1, 86400, &n, err);
		c->seconds = (int)n;
	} else if (strcmp(name, "mark") == 0 && (fields & HAS_MARK)) {
		rc = take_text(value, name, c->mark, sizeof(c->mark), err);
	} else if (strcmp(name, "words") == 0 && (fields & HAS_MARK)) {
		rc = take_text(value, name, c->words, sizeof(c->words), err);
	} else if (strcmp(name, "owner") == 0 && (fields & HAS_MARK)) {
		rc = take_text(value, name, c->owner, sizeof(c->owner), err);
	} else if (strcmp(name, "due") == 0 && (fields & HAS_MARK)) {
		rc = take_text(value, name, c->due, sizeof(c->due), err);
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
	case COMMAND_UNDO:
		if (c->seq == 0)
			return error_set(err, RC_INVALID, "\"seq\" is missing");
		break;
	case COMMAND_LATE:
		if (c->seconds == 0)
			return error_set(
			    err, RC_INVALID, "\"seconds\" is missing");
		break;
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
	if ((rc = load(line, len, COMMAND_LINE, &object, err)) != RC_OK)
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

static void
put_text(json_t *object, const char *name, const char *text, bool *failed)
{
	if (json_object_set_new(object, name, json_string(text)) != 0)
		*failed = true;
}

static void
put_number(json_t *object, const char *name, long long n, bool *failed)
{
	if (json_object_set_new(object, name, json_integer(n)) != 0)
		*failed = true;
}

/* OBJECT as one line behind LINE; frees OBJECT. */
static enum rc
print_line(json_t *object, bool failed, struct buf *line, struct error *err)
{
	char *text = failed ? NULL : json_dumps(object, JSON_COMPACT);

	json_decref(object);
	if (text == NULL)
		return error_nomem(err);
	buf_text(line, text);
	buf_text(line, "\n");
	free(text);
	return buf_check(line, err);
}

enum rc
command_print(
    const struct command *command, struct buf *line, struct error *err)
{
	json_t *o = json_object();
	bool failed = o == NULL;

	put_text(o, "verb", command_verb_name(command->verb), &failed);
	if (command->key[0] != '\0')
		put_text(o, "key", command->key, &failed);
	if (command->person != 0)
		put_number(o, "person", command->person, &failed);
	if (command->item != 0)
		put_number(o, "item", command->item, &failed);
	if (command->seconds != 0)
		put_number(o, "seconds", command->seconds, &failed);
	if (command->seq != 0)
		put_number(o, "seq", command->seq, &failed);
	if (command->mark[0] != '\0')
		put_text(o, "mark", command->mark, &failed);
	if (command->words[0] != '\0')
		put_text(o, "words", command->words, &failed);
	if (command->owner[0] != '\0')
		put_text(o, "owner", command->owner, &failed);
	if (command->due[0] != '\0')
		put_text(o, "due", command->due, &failed);
	return print_line(o, failed, line, err);
}

enum rc
command_event(
    const struct command *command, struct buf *text, struct error *err)
{
	json_t *o = json_object();
	bool failed = o == NULL;

	put_text(o, "words", command->words, &failed);
	put_text(o, "owner", command->owner, &failed);
	put_text(o, "due", command->due, &failed);
	return print_line(o, failed, text, err);
}

static enum rc
take_present(json_t *value, struct command_reply *out, struct error *err)
{
	size_t max = sizeof(out->present) / sizeof(out->present[0]);
	enum rc rc = RC_OK;
	long long n = 0;

	if (!json_is_array(value) || json_array_size(value) > max)
		return error_set(err, RC_INVALID,
		    "\"present\" is not a list of at most %zu", max);
	for (size_t i = 0; rc == RC_OK && i < json_array_size(value); i++) {
		rc = take_number(
		    json_array_get(value, i), "present", 1, 65535, &n, err);
		out->present[out->npresent++] = (int)n;
	}
	return rc;
}

static enum rc
take_reply_field(
    struct command_reply *r, const char *name, json_t *value, struct error *err)
{
	const char *text = json_string_value(value);
	long long n = 0;
	enum rc rc = RC_OK;

	if (strcmp(name, "rc") == 0) {
		for (int i = RC_OK; i <= RC_NOMEM; i++) {
			if (text != NULL &&
			    strcmp(error_name((enum rc)i), text) == 0) {
				r->rc = (enum rc)i;
				return RC_OK;
			}
		}
		return error_set(err, RC_INVALID, "\"rc\" is unknown");
	}
	if (strcmp(name, "state") == 0) {
		for (size_t i = 0; i < STATES; i++) {
			if (text != NULL && strcmp(states[i].name, text) == 0)
				r->state = states[i].state;
		}
		return r->state != 0
		    ? RC_OK
		    : error_set(err, RC_INVALID, "\"state\" is unknown");
	}
	if (strcmp(name, "text") == 0)
		return take_text(value, name, r->text, sizeof(r->text), err);
	if (strcmp(name, "device") == 0)
		return take_text(
		    value, name, r->device, sizeof(r->device), err);
	if (strcmp(name, "alarm") == 0)
		return take_text(value, name, r->alarm, sizeof(r->alarm), err);
	if (strcmp(name, "present") == 0)
		return take_present(value, r, err);
	if (strcmp(name, "closed") == 0) {
		r->closed = json_is_true(value);
		return RC_OK;
	}
	if ((rc = take_number(value, name, INT64_MIN, INT64_MAX, &n, err)) !=
	    RC_OK)
		return rc;
	if (strcmp(name, "item") == 0)
		r->item = (int)n;
	else if (strcmp(name, "sample") == 0)
		r->sample = n;
	else if (strcmp(name, "written") == 0)
		r->written = n;
	else if (strcmp(name, "wall_ms") == 0)
		r->wall_ms = n;
	else if (strcmp(name, "seq") == 0)
		r->seq = (uint32_t)n;
	else if (strcmp(name, "level_cb") == 0)
		r->level_cb = (int)n;
	else if (strcmp(name, "free_seconds") == 0)
		r->free_seconds = n;
	else
		return error_set(err, RC_INVALID, "a reply with \"%s\"", name);
	return RC_OK;
}

enum rc
command_reply_parse(
    const char *line, size_t len, struct command_reply *out, struct error *err)
{
	json_t *object = NULL, *value;
	const char *name;
	enum rc rc;

	memset(out, 0, sizeof(*out));
	if ((rc = load(line, len, COMMAND_REPLY_LINE, &object, err)) != RC_OK)
		return rc;
	json_object_foreach(object, name, value)
	{
		if (rc == RC_OK)
			rc = take_reply_field(out, name, value, err);
	}
	if (rc == RC_OK && json_object_get(object, "rc") == NULL)
		rc = error_set(err, RC_INVALID, "a reply without \"rc\"");
	json_decref(object);
	return rc;
}

enum rc
command_reply_print(
    const struct command_reply *reply, struct buf *line, struct error *err)
{
	json_t *o = json_object(), *present = json_array();
	bool failed = o == NULL || present == NULL;

	put_text(o, "rc", error_name(reply->rc), &failed);
	put_text(o, "text", reply->text, &failed);
	put_text(o, "state", command_state_name(reply->state), &failed);
	put_number(o, "item", reply->item, &failed);
	if (json_object_set_new(o, "closed", json_boolean(reply->closed)) != 0)
		failed = true;
	put_number(o, "sample", reply->sample, &failed);
	put_number(o, "written", reply->written, &failed);
	put_number(o, "wall_ms", reply->wall_ms, &failed);
	put_number(o, "seq", reply->seq, &failed);
	put_text(o, "device", reply->device, &failed);
	put_text(o, "alarm", reply->alarm, &failed);
	put_number(o, "level_cb", reply->level_cb, &failed);
	put_number(o, "free_seconds", reply->free_seconds, &failed);
	for (size_t i = 0; i < reply->npresent; i++) {
		if (json_array_append_new(
			present, json_integer(reply->present[i])) != 0)
			failed = true;
	}
	if (json_object_set_new(o, "present", present) != 0)
		failed = true;
	return print_line(o, failed, line, err);
}
