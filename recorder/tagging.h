/*
 * tagging -- where the meeting stands and what may be done now.  Pure: it is
 * told the journal's entries one by one, live or again after a restart, and
 * answers a command with the entries that it would add.
 *
 *	ready -start-> recording -off-record|break-> ... -resume-> recording
 *	recording, off the record, on a break -end-> ended
 *
 * start needs the announcement and somebody in the room (rule 16).  A closed
 * session is part of the record.  "late" moves the boundary into the present
 * item back from where it was pressed, not across an off-record stretch, a
 * break, a closed session's ends, a gap, or the boundary before.
 */
#ifndef RECORDER_TAGGING_H
#define RECORDER_TAGGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "control/command.h"
#include "recording/journal.h"
#include "recording/papers.h"

struct tagging_mark {
	uint32_t seq;
	bool undone;
};

struct tagging {
	const struct papers *papers;
	enum command_state state;
	bool announced;
	bool closed;
	int item;            /* agenda number, 0 before the start */
	uint32_t item_seq;   /* its ITEM entry */
	int64_t item_sample; /* where it was pressed */
	int64_t edge;        /* where it begins now */
	int64_t low;         /* where it could begin at the earliest */
	int64_t wall;        /* the last thing no boundary may cross */
	int64_t off_wall_ms; /* when recording was interrupted by command */
	bool *present;       /* one a person of the papers */
	bool *heard;         /* one an item */
	struct tagging_mark *marks;
	size_t nmarks;
};

/* Borrows PAPERS.  RC_NOMEM. */
enum rc
tagging_open(struct tagging *t, const struct papers *papers, struct error *err);
void tagging_clear(struct tagging *t);

/* This entry is in the journal.  RC_NOMEM; RC_INVALID: it speaks of an item
 * or a person that the papers do not have. */
enum rc tagging_apply(
    struct tagging *t, const struct journal_entry *e, struct error *err);

enum { TAGGING_ENTRIES = 2 };

struct tagging_plan {
	struct journal_entry entries[TAGGING_ENTRIES];
	size_t count;
	char text[256]; /* what was done, for the person */
};

/* What COMMAND would write at SAMPLE of the meeting's clock and WALL_MS.
 * RC_CONFLICT not in this state; RC_DENIED rule 16; RC_INVALID; RC_NOTFOUND
 * no such item, person or mark.  The text says what to do instead. */
enum rc tagging_decide(const struct tagging *t, const struct command *command,
    int64_t sample, int64_t wall_ms, struct tagging_plan *plan,
    struct error *err);

size_t tagging_count_present(const struct tagging *t);

/* "item 3" or "item 3, closed session", for a status line. */
const char *tagging_state_words(const struct tagging *t);

#endif
