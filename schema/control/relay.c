#include "control/relay.h"

#include <stdio.h>
#include <string.h>

#include "control/dialog.h"

static const int64_t ms = 1000000, second = 1000000000;

enum { ASK_MS = 200, TRY_MS = 250, BUSY_MS = 100, SLOW_S = 2 };

enum rc
relay_open(struct relay *r, const char *path, struct error *err)
{
	*r = (struct relay){0};
	if (strlen(path) >= sizeof(r->path))
		return error_set(err, RC_INVALID, "%s: too long", path);
	(void)snprintf(r->path, sizeof(r->path), "%s", path);
	return RC_OK;
}

static void
disconnect(struct relay *r)
{
	dialog_close(r->asks);
	dialog_close(r->tells);
	r->asks = r->tells = NULL;
	r->asked = false;
	for (size_t i = 0; i < r->count; i++)
		r->queue[i].sent = false;
}

void
relay_close(struct relay *r)
{
	disconnect(r);
	explicit_bzero(r, sizeof(*r));
}

bool
relay_connected(const struct relay *r)
{
	return r->asks != NULL && r->tells != NULL;
}

size_t
relay_poll(const struct relay *r, struct pollfd p[RELAY_POLL])
{
	if (!relay_connected(r))
		return 0;
	p[0] = (struct pollfd){
	    .fd = dialog_fd(r->asks), .events = dialog_events(r->asks)};
	p[1] = (struct pollfd){
	    .fd = dialog_fd(r->tells), .events = dialog_events(r->tells)};
	return RELAY_POLL;
}

static void
try_to_connect(struct relay *r, int64_t now_ns)
{
	if (relay_connected(r) ||
	    (r->tried_ns != 0 && now_ns - r->tried_ns < TRY_MS * ms))
		return;
	r->tried_ns = now_ns;
	if (dialog_open(&r->asks, r->path, NULL) != RC_OK ||
	    dialog_open(&r->tells, r->path, NULL) != RC_OK)
		disconnect(r);
}

static void
ask(struct relay *r, int64_t now_ns)
{
	const struct command status = {.verb = COMMAND_STATUS};

	if (!relay_connected(r) || r->asked ||
	    (r->asked_ns != 0 && now_ns - r->asked_ns < ASK_MS * ms))
		return;
	r->asked_ns = now_ns;
	r->asked = true;
	if (dialog_say(r->asks, &status, NULL) != RC_OK)
		disconnect(r);
}

static void
drop_first(struct relay *r)
{
	r->count--;
	memmove(r->queue, r->queue + 1, r->count * sizeof(r->queue[0]));
	explicit_bzero(&r->queue[r->count], sizeof(r->queue[0]));
}

/* The first command cannot be sent again: say so as an answer. */
static enum relay_event
give_up(struct relay *r, struct command *command, struct command_reply *reply)
{
	*command = r->queue[0].command;
	*reply = (struct command_reply){.rc = RC_IO};
	(void)snprintf(reply->text, sizeof(reply->text),
	    "no answer to \"%s\": whether it was done, the list above says "
	    "once the recorder is back",
	    command_verb_name(command->verb));
	drop_first(r);
	return RELAY_ANSWERED;
}

static enum relay_event
tell(struct relay *r, int64_t now_ns, struct command *command,
    struct command_reply *reply)
{
	struct relay_wait *w = &r->queue[0];
	bool got = false;

	if (r->count == 0) {
		/* so that its end is noticed here, too */
		if (r->tells != NULL &&
		    dialog_turn(r->tells, reply, &got, NULL) != RC_OK)
			disconnect(r);
		return RELAY_NOTHING;
	}
	if (!w->sent && now_ns - w->since_ns > RELAY_AGAIN_S * second)
		return give_up(r, command, reply);
	if (r->tells == NULL || (!w->sent && now_ns < w->again_ns))
		return RELAY_NOTHING;
	if (!w->sent) {
		w->sent = true;
		if (dialog_say(r->tells, &w->command, NULL) != RC_OK) {
			disconnect(r);
			return RELAY_NOTHING;
		}
	}
	if (dialog_turn(r->tells, reply, &got, NULL) != RC_OK) {
		disconnect(r);
		return RELAY_NOTHING;
	}
	if (!got)
		return RELAY_NOTHING;
	if (reply->rc == RC_BUSY &&
	    now_ns - w->since_ns < RELAY_AGAIN_S * second) {
		w->sent = false;
		w->again_ns = now_ns + BUSY_MS * ms;
		return RELAY_NOTHING;
	}
	*command = w->command;
	drop_first(r);
	/* what it changed is to be seen at once */
	r->asked_ns = 0;
	return RELAY_ANSWERED;
}

enum relay_event
relay_turn(struct relay *r, int64_t now_ns, struct command *command,
    struct command_reply *reply)
{
	enum relay_event event;
	bool got = false;

	if (r->began_ns == 0)
		r->began_ns = now_ns;
	try_to_connect(r, now_ns);
	if ((event = tell(r, now_ns, command, reply)) != RELAY_NOTHING)
		return event;
	ask(r, now_ns);
	if (r->asks == NULL)
		return RELAY_NOTHING;
	if (dialog_turn(r->asks, reply, &got, NULL) != RC_OK) {
		disconnect(r);
		return RELAY_NOTHING;
	}
	if (!got)
		return RELAY_NOTHING;
	r->asked = false;
	r->answered_ns = now_ns;
	return RELAY_STATUS;
}

enum rc
relay_tell(
    struct relay *r, struct command *c, int64_t now_ns, struct error *err)
{
	enum rc rc;

	if (r->count == RELAY_QUEUE)
		return error_set(err, RC_BUSY,
		    "the recorder has not answered what was "
		    "told it before");
	if (c->key[0] == '\0' && (rc = command_make_key(c, err)) != RC_OK)
		return rc;
	if ((rc = command_check(c, err)) != RC_OK)
		return rc;
	r->queue[r->count++] =
	    (struct relay_wait){.command = *c, .since_ns = now_ns};
	return RC_OK;
}

enum relay_contact
relay_contact(const struct relay *r, int64_t now_ns, int *silent_s)
{
	int64_t since = r->answered_ns != 0 ? r->answered_ns : r->began_ns;

	*silent_s = since != 0 ? (int)((now_ns - since) / second) : 0;
	if (!relay_connected(r))
		return RELAY_GONE;
	return *silent_s >= SLOW_S ? RELAY_SLOW : RELAY_FINE;
}
