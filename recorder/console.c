#include "recorder/console.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/stop.h"
#include "recorder/folder.h"
#include "recorder/home.h"
#include "control/relay.h"
#include "recorder/screen.h"
#include "recorder/steering.h"
#include "recorder/view.h"
#include "recording/papers.h"

enum { TURN_MS = 100 };

struct console {
	const char *home;
	struct relay relay;
	struct steering steering;
	struct command_reply status;
	bool known; /* STATUS is something */
	struct papers papers;
	char papers_of[sizeof(((struct command_reply *)0)->meeting)];
	struct view view;
};

/* The names that go with the numbers; without them the numbers must do. */
static void
find_papers(struct console *c)
{
	const char *id = c->status.meeting;

	if (strcmp(c->papers_of, id) == 0)
		return;
	papers_clear(&c->papers);
	memcpy(c->papers_of, id, sizeof(c->papers_of));
	(void)papers_of_meeting(c->home, id, &c->papers, NULL);
}

static void
take_status(struct console *c, const struct command_reply *reply)
{
	bool was_alarmed = c->known && c->status.alarm[0] != '\0';

	c->status = *reply;
	c->known = true;
	find_papers(c);
	/* said once; it stays on the screen until it is over */
	if (reply->alarm[0] != '\0' && !was_alarmed)
		screen_beep();
	if (reply->alarm[0] == '\0' && was_alarmed)
		steering_say(&c->steering, false, "The alarm is over.");
}

static void
hear(struct console *c, int64_t now_ns)
{
	struct command command;
	struct command_reply reply;
	enum relay_event event;

	while ((event = relay_turn(&c->relay, now_ns, &command, &reply)) !=
	    RELAY_NOTHING) {
		if (event == RELAY_ANSWERED)
			steering_told(&c->steering, &reply);
		/* an answer says how it stands, too; none of its own does not */
		if (reply.state != 0)
			take_status(c, &reply);
	}
	explicit_bzero(&command, sizeof(command));
}

static void
obey(struct console *c, int64_t now_ns)
{
	struct steering_key key;
	struct command command = {0};
	struct error err = {0};

	while (screen_key(&key)) {
		if (steering_key(&c->steering, &key,
			c->known ? &c->status : NULL, &c->papers, &command) &&
		    relay_tell(&c->relay, &command, now_ns, &err) != RC_OK)
			steering_say(&c->steering, true, err.text);
		explicit_bzero(&command, sizeof(command));
	}
}

static void
show(struct console *c, int64_t now_ns)
{
	struct view_input in = {
	    .page = c->steering.page,
	    .part = c->steering.part,
	    .reply = c->known ? &c->status : NULL,
	    .papers = c->papers.nitems > 0 ? &c->papers : NULL,
	    .message = c->steering.message,
	    .refused = c->steering.refused,
	    .ask = c->steering.ask,
	    .typed = c->steering.typed,
	};

	in.contact = relay_contact(&c->relay, now_ns, &in.silent_s);
	screen_size(&in.rows, &in.columns);
	view_make(&in, &c->view);
	screen_show(&c->view);
}

static void
loop(struct console *c)
{
	struct pollfd p[RELAY_POLL + 1];

	while (!stop_asked() && !c->steering.quit) {
		size_t n = relay_poll(&c->relay, p);
		int64_t now = clock_boot_ns();

		p[n] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
		hear(c, now);
		obey(c, now);
		hear(c, now);
		show(c, now);
		if (poll(p, (nfds_t)n + 1, TURN_MS) < 0 && errno != EINTR)
			break;
		/* the terminal is gone */
		if ((p[n].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
			break;
	}
}

enum rc
console_verb(struct cmd_call *call, struct error *err)
{
	struct console *c = calloc(1, sizeof(*c));
	char path[FOLDER_PATH];
	enum rc rc;

	if (c == NULL)
		return error_nomem(err);
	c->home = home_of(call);
	if ((rc = folder_join(path, c->home, "control.sock", err)) == RC_OK &&
	    (rc = relay_open(&c->relay, path, err)) == RC_OK &&
	    (rc = screen_open(err)) == RC_OK) {
		stop_watch(true);
		loop(c);
		screen_close();
	}
	relay_close(&c->relay);
	papers_clear(&c->papers);
	explicit_bzero(c, sizeof(*c));
	free(c);
	return rc;
}
