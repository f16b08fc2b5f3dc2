#include "share/pressing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <microhttpd.h>

#include "share/reply.h"
#include "share/viewing.h"

enum { KEY = 32, NUMBER = 12, SAID = 1200, NAME = 120 };

bool
pressing_may(struct request *r)
{
	char form[TOKEN_FORM];

	if (request_is_ours(r, true) && viewing_form(r, form) &&
	    token_holds(r, form))
		return true;
	reply_problem(r, MHD_HTTP_FORBIDDEN);
	return false;
}

static long
number(const struct request *r, const char *name)
{
	char text[NUMBER];
	char *end;
	long n;

	if (!request_field(r, name, text, sizeof(text)))
		return 0;
	n = strtol(text, &end, 10);
	return *end == '\0' && n > 0 && n <= UINT32_MAX ? n : 0;
}

/* The page's key and what the form is, of which a page may have many. */
static bool
make_key(const struct request *r, struct command *c, const char *which, long n)
{
	char key[KEY + 1];

	if (!request_field(r, "key", key, sizeof(key)) ||
	    strspn(key, "0123456789abcdef") != KEY)
		return false;
	(void)snprintf(c->key, sizeof(c->key), "%s-%s-%ld", key, which, n);
	return true;
}

/* 303 to the page, which shows TEXT. */
static void
say(struct request *r, bool refused, const char *text)
{
	char where[40];

	(void)snprintf(where, sizeof(where), "/?said=%" PRIu64,
	    liaison_keep(r->liaison, refused, text));
	reply_go(r, where);
}

/* Tell the recorder C; what came of it as a sentence into SAID_TEXT.  True: it
 * was done. */
static bool
tell(struct request *r, const struct command *c, struct command_reply *reply,
    char *said, size_t room)
{
	struct error err = {0};
	enum rc rc = liaison_tell(r->liaison, c, reply, &err);

	showing_sentence(rc == RC_OK ? reply->text : err.text, said, room);
	return rc == RC_OK && reply->rc == RC_OK;
}

/* ------------------------------------------------------------- what to say */

static void
add(char *said, size_t room, const char *text)
{
	size_t len = strlen(said);

	(void)snprintf(
	    said + len, room - len, "%s%s", len > 0 ? " " : "", text);
}

/* More than the recorder says, where people need it. */
static void
explain(const struct command *c, const struct command_reply *reply, char *said,
    size_t room)
{
	if (c->verb == COMMAND_NEXT && reply->state == COMMAND_RECORDING)
		(void)snprintf(said, room,
		    "Case %d has begun. Is anyone leaving or joining? Change "
		    "the list of who is in the room.",
		    c->item);
	else if (c->verb == COMMAND_NEXT)
		(void)snprintf(said, room,
		    "Case %d is on. Nothing is recorded before you resume.",
		    c->item);
	else if (c->verb == COMMAND_END)
		(void)snprintf(said, room, "The meeting has ended.");
	else if (c->verb == COMMAND_MARK)
		(void)snprintf(
		    said, room, "Marked: %s in case %d.", c->mark, reply->item);
	else if (c->verb == COMMAND_LATE)
		(void)snprintf(said, room,
		    "Case %d begins %d seconds earlier. That changes the "
		    "copies of it and of the case before, for the %zu people "
		    "in the room.",
		    reply->item, c->seconds, reply->npresent);
}

/* Why it cannot start (rule 16), and where that is put right. */
static void
refuse_start(
    struct request *r, const struct command_reply *reply, const char *said)
{
	struct viewing_extra extra = {.said = said, .refused = true};

	if (reply->rc == RC_DENIED && !reply->announced) {
		extra.said = "Recording cannot start before the notice was "
			     "read aloud.";
		extra.fix = "notice";
		extra.fix_words = "Read the notice aloud, and say so";
	} else if (reply->rc == RC_DENIED && reply->npresent == 0) {
		extra.said = "Recording cannot start before it is known who is "
			     "in the room.";
		extra.fix = "room";
		extra.fix_words = "Tick who is in the room, and save";
	}
	viewing_again(r, MHD_HTTP_CONFLICT, &extra);
}

/* The words that were not kept stay where they were typed. */
static void
refuse_words(struct request *r, const struct command *c, const char *said)
{
	struct showing_draft draft = {
	    .seq = c->seq,
	    .mark = c->mark,
	    .words = c->words,
	    .owner = c->owner,
	    .due = c->due,
	    .wrong = said,
	    .action = strcmp(c->mark, "action") == 0,
	};
	struct viewing_extra extra = {
	    .said = "The words are not kept yet.",
	    .refused = true,
	    .fix = "words",
	    .fix_words = "Put the words right",
	    .draft = &draft,
	};

	viewing_again(r, MHD_HTTP_BAD_REQUEST, &extra);
}

/* ----------------------------------------------------------------- commands */

static enum command_verb
verb_named(const char *name)
{
	for (int v = COMMAND_STATUS + 1; v <= COMMAND_END; v++) {
		if (strcmp(command_verb_name((enum command_verb)v), name) == 0)
			return (enum command_verb)v;
	}
	return COMMAND_STATUS;
}

/* Fill C from the form.  False: no form of ours. */
static bool
read_form(const struct request *r, struct command *c)
{
	const char *verb = command_verb_name(c->verb);

	switch (c->verb) {
	case COMMAND_NEXT:
		c->item = (int)number(r, "item");
		return c->item > 0 && c->item <= 65535 &&
		    make_key(r, c, verb, c->item);
	case COMMAND_LATE:
		c->seconds = (int)number(r, "seconds");
		return c->seconds > 0 && make_key(r, c, verb, c->seconds);
	case COMMAND_MARK:
		return request_field(r, "mark", c->mark, sizeof(c->mark)) &&
		    command_mark_known(c->mark) && make_key(r, c, c->mark, 0);
	case COMMAND_DESCRIBE:
		c->seq = (uint32_t)number(r, "seq");
		(void)request_field(r, "mark", c->mark, sizeof(c->mark));
		(void)request_field(r, "words", c->words, sizeof(c->words));
		(void)request_field(r, "owner", c->owner, sizeof(c->owner));
		(void)request_field(r, "due", c->due, sizeof(c->due));
		return c->seq != 0 && command_mark_known(c->mark) &&
		    make_key(r, c, verb, c->seq);
	case COMMAND_UNDO:
		c->seq = (uint32_t)number(r, "seq");
		return make_key(r, c, verb, c->seq);
	case COMMAND_STATUS:
	case COMMAND_JOIN:
	case COMMAND_LEAVE:
		return false;
	default:
		return make_key(r, c, verb, 0);
	}
}

/* Is the case that the form was about still on? */
static bool
still_on(struct request *r, const struct command *c)
{
	struct liaison_now now;

	if (c->verb != COMMAND_LATE)
		return true;
	liaison_know(r->liaison, &now);
	return number(r, "item") == now.status.item;
}

/* What a person would say of words that cannot be kept so. */
static const char *
fault_of(const struct command *c)
{
	if (c->words[0] == '\0')
		return "Type the words.";
	if (strcmp(c->mark, "action") == 0 &&
	    (c->owner[0] == '\0' || c->due[0] == '\0'))
		return "An action needs the agency that owns it, and the day "
		       "it is due.";
	return NULL;
}

void
pressing_tell(struct request *r, struct store *store)
{
	struct command c = {.verb = verb_named(r->target.token)};
	struct command_reply reply = {0};
	char said[SAID];
	bool done;

	(void)store;
	if (c.verb == COMMAND_STATUS) {
		reply_not_found(r);
		return;
	}
	if (!read_form(r, &c)) {
		reply_problem(r, MHD_HTTP_BAD_REQUEST);
		return;
	}
	if (!still_on(r, &c)) {
		say(r, true, "Another case began meanwhile.");
	} else if (c.verb == COMMAND_DESCRIBE && fault_of(&c) != NULL) {
		refuse_words(r, &c, fault_of(&c));
	} else {
		done = tell(r, &c, &reply, said, sizeof(said));
		if (done)
			explain(&c, &reply, said, sizeof(said));
		if (!done && c.verb == COMMAND_DESCRIBE)
			refuse_words(r, &c, said);
		else if (!done && c.verb == COMMAND_START)
			refuse_start(r, &reply, said);
		else
			say(r, !done, said);
	}
	explicit_bzero(&c, sizeof(c));
	explicit_bzero(said, sizeof(said));
}

/* --------------------------------------------------------------------- room */

struct change {
	struct request *r;
	char said[SAID];
	bool refused;
	int changed;
};

/* Does the list LIST, "1,2,9", hold N? */
static bool
listed(const char *list, int n)
{
	while (*list != '\0') {
		char *end;
		long v = strtol(list, &end, 10);

		if (end == list)
			return false;
		if (v == n)
			return true;
		list = *end == ',' ? end + 1 : end;
	}
	return false;
}

static void
come_or_go(struct change *ch, int ref, bool join)
{
	struct command c = {
	    .verb = join ? COMMAND_JOIN : COMMAND_LEAVE, .person = ref};
	struct command_reply reply = {0};
	char said[SAID];

	if (!make_key(ch->r, &c, command_verb_name(c.verb), ref))
		return;
	ch->changed++;
	if (!tell(ch->r, &c, &reply, said, sizeof(said)) &&
	    reply.rc != RC_CONFLICT) /* somebody else said so: it is so */
		ch->refused = true;
	if (ch->changed <= 3 || ch->refused)
		add(ch->said, sizeof(ch->said), said);
}

void
pressing_room(struct request *r, struct store *store)
{
	struct change ch = {.r = r};
	struct liaison_now now;
	char was[1024], name[16], on[8], count[40];

	(void)store;
	liaison_know(r->liaison, &now);
	(void)request_field(r, "was", was, sizeof(was));
	for (size_t i = 0;
	     now.papers != NULL && i < now.papers->npeople && !ch.refused;
	     i++) {
		int ref = now.papers->people[i].ref;
		bool ticked;

		(void)snprintf(name, sizeof(name), "p%d", ref);
		ticked = request_field(r, name, on, sizeof(on));
		if (ticked != listed(was, ref))
			come_or_go(&ch, ref, ticked);
	}
	if (!ch.refused && ch.changed > 3) {
		(void)snprintf(
		    count, sizeof(count), "%d changes are kept.", ch.changed);
		(void)snprintf(ch.said, sizeof(ch.said), "%s", count);
	}
	say(r, ch.refused,
	    ch.changed > 0 ? ch.said : "Nobody came and nobody left.");
}

/* Somebody the papers do not know: a note, sealed with the recording, so that
 * they are not forgotten when it is decided who gets a copy. */
void
pressing_someone(struct request *r, struct store *store)
{
	struct command c = {.verb = COMMAND_MARK, .mark = "note"};
	struct command_reply reply = {0};
	char name[NAME * 4], agency[NAME * 4], said[SAID];

	(void)store;
	(void)request_field(r, "name", name, sizeof(name));
	(void)request_field(r, "agency", agency, sizeof(agency));
	if (!make_key(r, &c, "someone", 0)) {
		reply_problem(r, MHD_HTTP_BAD_REQUEST);
		return;
	}
	if (name[0] == '\0') {
		say(r, true, "Nothing was noted: there was no name.");
		return;
	}
	(void)snprintf(c.words, sizeof(c.words),
	    "Somebody who is not in the papers joined: %s%s%s", name,
	    agency[0] != '\0' ? ", " : "", agency);
	if (tell(r, &c, &reply, said, sizeof(said)))
		say(r, false,
		    "It is noted. Add them to the attendance before the "
		    "meeting is released.");
	else
		say(r, true, said);
	explicit_bzero(&c, sizeof(c));
}
