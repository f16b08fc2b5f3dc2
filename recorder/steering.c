#include "recorder/steering.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/sketch.h"

enum { LATE_SECONDS = 15 };

void
steering_clear(struct steering *s)
{
	explicit_bzero(s, sizeof(*s));
}

void
steering_say(struct steering *s, bool refused, const char *text)
{
	s->refused = refused;
	(void)snprintf(s->message, sizeof(s->message), "%s%s",
	    refused ? "Not done: " : "", text);
}

void
steering_told(struct steering *s, const struct command_reply *r)
{
	steering_say(s, r->rc != RC_OK, r->text);
	if (r->rc == RC_OK && s->message[0] >= 'a' && s->message[0] <= 'z')
		s->message[0] = (char)(s->message[0] - 'a' + 'A');
}

static void
forget(struct steering *s)
{
	s->question = STEERING_NONE;
	s->ask[0] = '\0';
	explicit_bzero(s->typed, sizeof(s->typed));
	explicit_bzero(&s->draft, sizeof(s->draft));
}

static void __attribute__((format(printf, 3, 4)))
ask(struct steering *s, enum steering_question question, const char *fmt, ...)
{
	va_list ap;

	s->question = question;
	va_start(ap, fmt);
	(void)vsnprintf(s->ask, sizeof(s->ask), fmt, ap);
	va_end(ap);
	explicit_bzero(s->typed, sizeof(s->typed));
}

/* ------------------------------------------------------------------ answers */

static bool
number(struct steering *s, long most, long *out)
{
	char *end;
	long n = strtol(s->typed, &end, 10);

	if (end == s->typed || *end != '\0' || n < 1 || n > most) {
		steering_say(s, true, "that is no number to be used here");
		return false;
	}
	*out = n;
	return true;
}

/* Enter was pressed behind what was typed. */
static bool
answered(struct steering *s, struct command *c)
{
	bool send = false;
	long n = 0;

	*c = s->draft;
	switch (s->question) {
	case STEERING_LATE:
		if (s->typed[0] == '\0')
			(void)snprintf(
			    s->typed, sizeof(s->typed), "%d", LATE_SECONDS);
		send = number(s, 86400, &n);
		*c = (struct command){.verb = COMMAND_LATE, .seconds = (int)n};
		break;
	case STEERING_ITEM:
		send = number(s, 65535, &n);
		*c = (struct command){.verb = COMMAND_NEXT, .item = (int)n};
		break;
	case STEERING_JOIN:
	case STEERING_GONE:
		send = number(s, 65535, &n);
		*c = (struct command){.verb = s->question == STEERING_JOIN
			? COMMAND_JOIN
			: COMMAND_LEAVE,
		    .person = (int)n};
		break;
	case STEERING_UNDO_SEQ:
		send = number(s, UINT32_MAX, &n);
		*c = (struct command){.verb = COMMAND_UNDO, .seq = (uint32_t)n};
		break;
	case STEERING_NOTE:
	case STEERING_ACTION:
		(void)snprintf(
		    s->draft.words, sizeof(s->draft.words), "%s", s->typed);
		if (s->question == STEERING_ACTION && s->typed[0] != '\0') {
			ask(s, STEERING_OWNER, "Which agency owns it:");
			return false;
		}
		*c = s->draft;
		send = true;
		break;
	case STEERING_OWNER:
		(void)snprintf(
		    s->draft.owner, sizeof(s->draft.owner), "%.255s", s->typed);
		ask(s, STEERING_DUE, "Due by (YYYY-MM-DD):");
		return false;
	case STEERING_DUE:
		(void)snprintf(
		    s->draft.due, sizeof(s->draft.due), "%.10s", s->typed);
		*c = s->draft;
		send = true;
		break;
	case STEERING_NONE:
	case STEERING_END:
	case STEERING_UNDO:
		break;
	}
	forget(s);
	return send;
}

/* A question that takes one key. */
static bool
confirmed(struct steering *s, const struct steering_key *key, struct command *c)
{
	bool yes = key->kind == STEERING_TEXT &&
	    (strcmp(key->text, "y") == 0 || strcmp(key->text, "Y") == 0);

	*c = s->draft;
	forget(s);
	if (!yes)
		steering_say(s, false, "Nothing was done.");
	return yes;
}

static void
type(struct steering *s, const struct steering_key *key)
{
	size_t len = strlen(s->typed), more = strlen(key->text);

	if (key->kind == STEERING_BACK && len > 0) {
		do {
			len--;
		} while (len > 0 && (s->typed[len] & 0xC0) == 0x80);
		s->typed[len] = '\0';
	} else if (key->kind == STEERING_TEXT &&
	    len + more < sizeof(s->typed)) {
		memcpy(s->typed + len, key->text, more + 1);
	}
}

/* --------------------------------------------------------------------- keys */

static bool
mark(struct command *c, const char *kind)
{
	*c = (struct command){.verb = COMMAND_MARK};
	(void)snprintf(c->mark, sizeof(c->mark), "%s", kind);
	return true;
}

static void
ask_words(struct steering *s, enum steering_question question, const char *kind,
    const char *words)
{
	ask(s, question, "%s", words);
	(void)mark(&s->draft, kind);
}

/* A mark goes at once; the others change what people will hear. */
static bool
undo(struct steering *s, const struct command_reply *r,
    const struct papers *papers, struct command *c)
{
	char what[160] = "the last thing", clock[24] = "";

	*c = (struct command){.verb = COMMAND_UNDO, .seq = r->undo};
	if (r->undo == 0)
		return true; /* the recorder says why not */
	for (size_t i = 0; i < r->nrecent; i++) {
		const struct command_happening *h = &r->recent[i];

		if (h->seq != r->undo)
			continue;
		if (command_mark_known(h->kind))
			return true;
		sketch_happening(h, papers, what, sizeof(what));
		(void)sketch_clock(h->sample, clock);
	}
	ask(s, STEERING_UNDO, "Take back: %s (%s)?  y or n", what, clock);
	s->draft = *c;
	return false;
}

static bool
start(struct steering *s, const struct command_reply *r, struct command *c)
{
	*c = (struct command){
	    .verb = r->state == COMMAND_READY ? COMMAND_START : COMMAND_RESUME};
	if (r->state != COMMAND_RECORDING)
		return true;
	steering_say(s, false, "It is recording.");
	return false;
}

static bool
simple(struct command *c, enum command_verb verb)
{
	*c = (struct command){.verb = verb};
	return true;
}

/* A key that is no answer. */
static bool
pressed(struct steering *s, char key, const struct command_reply *r,
    const struct papers *papers, struct command *c)
{
	switch (key) {
	case 'a':
		return mark(c, "action");
	case 'd':
		return mark(c, "decision");
	case 'r':
		return mark(c, "risk");
	case 'n':
		ask_words(s, STEERING_NOTE, "note", "Note:");
		return false;
	case 'w':
		ask_words(s, STEERING_ACTION, "action", "Action:");
		return false;
	case 'N':
		return simple(c, COMMAND_NEXT);
	case 't':
		ask(s, STEERING_ITEM, "To which item (its number):");
		return false;
	case 'c':
		return simple(c, r->closed ? COMMAND_OPEN : COMMAND_CLOSED);
	case 'o':
		return simple(c, COMMAND_OFF_RECORD);
	case 'b':
		return simple(c, COMMAND_BREAK);
	case 's':
		return start(s, r, c);
	case 'l':
		ask(s, STEERING_LATE,
		    "This item began how many seconds before it was pressed "
		    "(Enter: %d):",
		    LATE_SECONDS);
		return false;
	case 'u':
		return undo(s, r, papers, c);
	case 'U':
		ask(s, STEERING_UNDO_SEQ, "Take back which entry (number):");
		return false;
	case 'j':
		ask(s, STEERING_JOIN, "Who joins (number; p shows them):");
		return false;
	case 'g':
		ask(s, STEERING_GONE, "Who is gone (number; p shows them):");
		return false;
	case 'A':
		return simple(c, COMMAND_ANNOUNCE);
	case 'S':
		return simple(c, COMMAND_STATEMENT);
	case 'e':
		ask(s, STEERING_END, "End the meeting and seal it?  y or n");
		s->draft = (struct command){.verb = COMMAND_END};
		return false;
	default:
		steering_say(s, false, "That key does nothing; ? is help.");
		return false;
	}
}

bool
steering_key(struct steering *s, const struct steering_key *key,
    const struct command_reply *r, const struct papers *papers,
    struct command *c)
{
	if (key->kind == STEERING_NOTHING)
		return false;
	if (s->page != VIEW_MAIN) {
		if (key->kind == STEERING_TEXT && key->text[0] == ' ')
			s->part++;
		else
			s->page = VIEW_MAIN;
		return false;
	}
	if (s->question == STEERING_END || s->question == STEERING_UNDO)
		return confirmed(s, key, c);
	if (s->question != STEERING_NONE) {
		if (key->kind == STEERING_ENTER)
			return answered(s, c);
		if (key->kind == STEERING_ESCAPE)
			forget(s);
		else
			type(s, key);
		return false;
	}
	if (key->kind != STEERING_TEXT)
		return false;
	if (strcmp(key->text, "q") == 0) {
		s->quit = true;
	} else if (strcmp(key->text, "?") == 0 || strcmp(key->text, "p") == 0) {
		s->page = key->text[0] == 'p' ? VIEW_PEOPLE : VIEW_HELP;
		s->part = 0;
	} else if (r == NULL) {
		steering_say(s, true, "there is no recorder to tell it to");
	} else {
		return pressed(s, key->text[1] == '\0' ? key->text[0] : '\0', r,
		    papers, c);
	}
	return false;
}
