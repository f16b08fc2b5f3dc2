#include "recorder/asking.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/span.h"
#include "control/command.h"
#include "control/exchange.h"
#include "recorder/folder.h"
#include "recorder/home.h"

/* A full disk or a slow one may hold "end" up; nothing holds it longer. */
enum { TIMEOUT_MS = 20000, RETRIES = 20 };

static enum rc
send_to(const struct cmd_call *call, struct command *c,
    struct command_reply *reply, struct error *err)
{
	static const struct timespec pause = {.tv_nsec = 100 * 1000 * 1000};
	char path[FOLDER_PATH];
	enum rc rc;

	if ((rc = command_make_key(c, err)) != RC_OK ||
	    (rc = command_check(c, err)) != RC_OK ||
	    (rc = folder_join(path, home_of(call), "control.sock", err)) !=
		RC_OK)
		return rc;
	/* A mark just behind the button: its segment is about to open. */
	for (int i = 0; i < RETRIES; i++) {
		rc = exchange_ask(path, c, reply, TIMEOUT_MS, err);
		if (rc != RC_OK)
			return rc;
		if (reply->rc != RC_BUSY)
			break;
		(void)nanosleep(&pause, NULL);
	}
	return reply->rc == RC_OK
	    ? RC_OK
	    : error_set(err, reply->rc, "%s", reply->text);
}

static enum rc
tell(const struct cmd_call *call, struct command *c, struct error *err)
{
	struct command_reply reply = {0};
	enum rc rc = send_to(call, c, &reply, err);

	if (rc == RC_OK && reply.seq != 0)
		(void)printf("%s (entry %u)\n", reply.text, reply.seq);
	else if (rc == RC_OK)
		(void)printf("%s\n", reply.text);
	if (rc == RC_OK && reply.alarm[0] != '\0')
		(void)printf("ALARM: %s\n", reply.alarm);
	return rc;
}

static enum command_verb
verb_named(const char *name)
{
	for (int v = COMMAND_STATUS; v <= COMMAND_END; v++) {
		if (strcmp(command_verb_name((enum command_verb)v), name) == 0)
			return (enum command_verb)v;
	}
	return COMMAND_STATUS;
}

static enum rc
number(const char *text, const char *what, long long high, long long *out,
    struct error *err)
{
	char *end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || *out < 1 ||
	    *out > high)
		return error_set(err, RC_INVALID,
		    "\"%s\" is no %s: a number between 1 and %lld", text, what,
		    high);
	return RC_OK;
}

enum rc
asking_simple(struct cmd_call *call, struct error *err)
{
	struct command c = {.verb = verb_named(call->verb->name)};

	return tell(call, &c, err);
}

enum rc
asking_person(struct cmd_call *call, struct error *err)
{
	struct command c = {.verb = verb_named(call->verb->name)};
	long long n = 0;
	enum rc rc = number(call->argv[0], "person", 65535, &n, err);

	c.person = (int)n;
	return rc == RC_OK ? tell(call, &c, err) : rc;
}

enum rc
asking_next(struct cmd_call *call, struct error *err)
{
	struct command c = {.verb = COMMAND_NEXT};
	long long n = 0;
	enum rc rc = RC_OK;

	if (call->argc == 1)
		rc = number(call->argv[0], "item", 65535, &n, err);
	c.item = (int)n;
	return rc == RC_OK ? tell(call, &c, err) : rc;
}

enum rc
asking_undo(struct cmd_call *call, struct error *err)
{
	struct command c = {.verb = COMMAND_UNDO};
	long long n = 0;
	enum rc rc = RC_OK;

	if (call->argc == 1)
		rc = number(call->argv[0], "entry", UINT32_MAX, &n, err);
	c.seq = (uint32_t)n;
	return rc == RC_OK ? tell(call, &c, err) : rc;
}

enum rc
asking_late(struct cmd_call *call, struct error *err)
{
	struct command c = {.verb = COMMAND_LATE};
	long long n = 0;
	enum rc rc = number(call->argv[0], "time in seconds", 86400, &n, err);

	c.seconds = (int)n;
	return rc == RC_OK ? tell(call, &c, err) : rc;
}

static enum rc
copy(const char *what, const char *text, char *out, size_t room,
    struct error *err)
{
	if (text == NULL)
		return RC_OK;
	if (strlen(text) >= room)
		return error_set(err, RC_INVALID, "%s: longer than %zu bytes",
		    what, room - 1);
	memcpy(out, text, strlen(text) + 1);
	return RC_OK;
}

enum rc
asking_mark(struct cmd_call *call, struct error *err)
{
	struct command c = {.verb = COMMAND_MARK};
	enum rc rc;

	if ((rc = copy("the kind", call->argv[0], c.mark, sizeof(c.mark),
		 err)) == RC_OK &&
	    (rc = copy("--words", cmd_text(call, "words"), c.words,
		 sizeof(c.words), err)) == RC_OK &&
	    (rc = copy("--owner", cmd_text(call, "owner"), c.owner,
		 sizeof(c.owner), err)) == RC_OK &&
	    (rc = copy("--due", cmd_text(call, "due"), c.due, sizeof(c.due),
		 err)) == RC_OK)
		rc = tell(call, &c, err);
	explicit_bzero(&c, sizeof(c));
	return rc;
}

static void
print_clock(const char *what, int64_t samples)
{
	long long s = samples / SPAN_RATE;

	(void)printf(
	    "%-12s %lld:%02lld:%02lld\n", what, s / 3600, s / 60 % 60, s % 60);
}

static void
print_status(const struct command_reply *r)
{
	(void)printf("%-12s %s\n", "state", r->text);
	if (r->state == COMMAND_READY)
		(void)printf("%-12s %s\n", "notice",
		    r->announced ? "read aloud" : "not read yet");
	if (r->item != 0) {
		(void)printf("%-12s %d\n", "item", r->item);
		print_clock("in the item", r->sample - r->item_since);
	}
	print_clock("time", r->sample);
	print_clock("safe until", r->written);
	(void)printf("%-12s", "in the room");
	for (size_t i = 0; i < r->npresent; i++)
		(void)printf(" %d", r->present[i]);
	(void)printf("%s\n%-12s %s\n", r->npresent == 0 ? " nobody" : "",
	    "microphone", r->device);
	(void)printf("%-12s %.1f dBFS\n", "level", r->level_cb / 10.0);
	(void)printf("%-12s %d\n", "marks", r->marks);
	(void)printf("%-12s %lld h %lld min\n", "disk for",
	    (long long)(r->free_seconds / 3600),
	    (long long)(r->free_seconds / 60 % 60));
	if (r->notice[0] != '\0')
		(void)printf("%-12s %s\n", "note", r->notice);
	if (r->alarm[0] != '\0')
		(void)printf("%-12s %s\n", "ALARM", r->alarm);
}

enum rc
asking_status(struct cmd_call *call, struct error *err)
{
	struct command c = {.verb = COMMAND_STATUS};
	struct command_reply reply = {0};
	struct buf line = {0};
	enum rc rc = send_to(call, &c, &reply, err);

	if (rc == RC_OK && cmd_flag(call, "json")) {
		if ((rc = command_reply_print(&reply, &line, err)) == RC_OK)
			(void)fputs(buf_str(&line), stdout);
	} else if (rc == RC_OK) {
		print_status(&reply);
	}
	buf_clear(&line);
	return rc;
}
