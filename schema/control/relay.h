/*
 * relay -- a console's end of the control socket.  One connection asks for
 * the status five times a second, another carries commands, so that a command
 * that waits for the disk hides nothing.  Whatever happens to the recorder,
 * it goes on trying.
 *
 * A command keeps its idempotency key: it is sent again when the recorder was
 * busy or went away, for RELAY_AGAIN_S; then nobody knows whether it was done,
 * and that is said.  Later it would be done at the wrong time.
 */
#ifndef CONTROL_RELAY_H
#define CONTROL_RELAY_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "control/command.h"

struct dialog;

enum relay_contact {
	RELAY_FINE,
	RELAY_SLOW, /* connected, and no answer for seconds */
	RELAY_GONE  /* nothing listens */
};

enum { RELAY_POLL = 2, RELAY_QUEUE = 8, RELAY_AGAIN_S = 3 };

struct relay {
	char path[1024];
	struct dialog *asks, *tells;
	bool asked;          /* a status is on its way */
	int64_t asked_ns;    /* when */
	int64_t answered_ns; /* the last status; 0 never */
	int64_t tried_ns;    /* to connect */
	int64_t began_ns;
	struct relay_wait {
		struct command command;
		int64_t since_ns;
		int64_t again_ns; /* not before that */
		bool sent;
	} queue[RELAY_QUEUE];
	size_t count;
};

enum relay_event {
	RELAY_NOTHING,
	RELAY_STATUS,  /* REPLY is a new status */
	RELAY_ANSWERED /* REPLY is what became of COMMAND */
};

/* RC_INVALID: PATH is too long. */
enum rc relay_open(struct relay *r, const char *path, struct error *err);
void relay_close(struct relay *r); /* wipes */

size_t relay_poll(const struct relay *r, struct pollfd p[RELAY_POLL]);

/* Do what can be done without waiting.  Call it until nothing is left. */
enum relay_event relay_turn(struct relay *r, int64_t now_ns,
    struct command *command, struct command_reply *reply);

/* Send C, which gets a key if it has none.  RC_BUSY: too many wait;
 * RC_INVALID: what command_check says. */
enum rc relay_tell(
    struct relay *r, struct command *c, int64_t now_ns, struct error *err);

bool relay_connected(const struct relay *r);

/* How it stands with the recorder, and for how many seconds it has been silent
 * (since relay_turn was called first, if it never answered). */
enum relay_contact
relay_contact(const struct relay *r, int64_t now_ns, int *silent_s);

#endif
