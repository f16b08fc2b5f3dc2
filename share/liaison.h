/*
 * liaison -- the console's thread beside the recorder: it asks for the status
 * five times a second over the control socket, carries commands, and goes on
 * trying whatever happens to the recorder (control/relay.h).
 *
 * Whoever shows something takes a copy of what is known; whoever presses
 * something waits here, not in the recorder.  Streams (stream.h) are woken
 * when something new is known; one that is not read holds up nobody.
 */
#ifndef SHARE_LIAISON_H
#define SHARE_LIAISON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "control/command.h"
#include "control/relay.h"
#include "recording/papers.h"

struct liaison;
struct stream;

struct liaison_now {
	uint64_t tick; /* another one: something is new */
	enum relay_contact contact;
	int silent_s;
	int minutes; /* planned for a case, 0 none */
	bool known;  /* STATUS is something, now or before it was lost */
	struct command_reply status;
	const struct papers *papers; /* of STATUS's meeting, or NULL; lives as
					long as the liaison */
};

/* What became of a command, kept to be shown on the page that follows. */
struct liaison_answer {
	bool refused;
	char text[1200];
};

enum { LIAISON_WAIT_MS = 15 * 1000 };

/* HOME is the recorder's folder, borrowed; MINUTES are planned for a case.  That no recorder runs is no
 * failure.  RC_INVALID its path is too long; RC_IO; RC_NOMEM. */
enum rc liaison_open(
    struct liaison **out, const char *home, int minutes, struct error *err);
void liaison_close(struct liaison *l); /* NULL-safe; after the server */

const char *liaison_home(const struct liaison *l);
void liaison_know(struct liaison *l, struct liaison_now *now);

/* Carry C, which has its key, and wait for the answer.  RC_BUSY: none came in
 * time, or too much waits; RC_INVALID: what command_check says.  After RC_OK
 * REPLY's own rc says how it went. */
enum rc liaison_tell(struct liaison *l, const struct command *c,
    struct command_reply *reply, struct error *err);

/* Keep an answer; its number.  The last 32 are kept. */
uint64_t liaison_keep(struct liaison *l, bool refused, const char *text);
bool
liaison_kept(struct liaison *l, uint64_t number, struct liaison_answer *out);

/* The streams that are woken: add one (false: there are too many), look for
 * news, remove it.  stream.h only. */
bool liaison_join(struct liaison *l, struct stream *s);
void liaison_leave(struct liaison *l, struct stream *s);

/* No stream goes on: before the server stops.  NULL-safe. */
void liaison_end_streams(struct liaison *l);

/* What is new since *SEEN?  1: yes, in NOW; 0: no, and S will be woken
 * (it was suspended under the lock); -1: it is over. */
int liaison_news(struct liaison *l, struct stream *s, uint64_t *seen,
    struct liaison_now *now);

#endif
