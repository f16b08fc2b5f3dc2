/*
 * allowing -- what may be done now, and the journal entries it would add.
 * Pure, over the state that tagging.h keeps.
 *
 * start needs the announcement and somebody in the room (rule 16).  A closed
 * session is part of the record.  "late" moves the boundary into the present
 * item back from where it was pressed, not across an off-record stretch, a
 * break, a closed session's ends, a gap, or the boundary before.
 *
 * "describe" gives words to a mark made before: while it records, and not once
 * the next item, an off-record stretch, a break or a closed session came
 * between.  It adds no entry: the words are sealed where the mark is.
 *
 * "undo" with a number takes back that entry, without one the last thing that
 * was done.  What it cannot take back it refuses with what to do instead; and
 * it passes over nothing, so that no older thing is taken back by surprise:
 *
 *	a mark, join, leave, the end of a closed session, the statement: at any
 *	time
 *	the beginning of the present item (not the meeting's first) or of the
 *	present closed session: within ALLOWING_REGRET_S of being pressed,
 *	because somebody else hears what was said since
 *	the boundary's move by "late": while its item is on
 *	the announcement: before the start
 *	off the record, a break, start, resume, end: never
 */
#ifndef RECORDER_ALLOWING_H
#define RECORDER_ALLOWING_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "control/command.h"
#include "recorder/tagging.h"
#include "recording/journal.h"

enum {
	ALLOWING_ENTRIES = 2,
	ALLOWING_REGRET_S = 120,
	ALLOWING_NAME = 161 /* room for a name in what was done */
};

struct allowing_plan {
	struct journal_entry entries[ALLOWING_ENTRIES];
	size_t count;
	char text[256]; /* what was done, for the person */
};

/* What COMMAND would write at SAMPLE of the meeting's clock and WALL_MS.
 * RC_CONFLICT not in this state; RC_DENIED rule 16; RC_INVALID; RC_NOTFOUND
 * no such item, person or entry.  The text says what to do instead. */
enum rc allowing_make(const struct tagging *t, const struct command *command,
    int64_t sample, int64_t wall_ms, struct allowing_plan *plan,
    struct error *err);

#endif
