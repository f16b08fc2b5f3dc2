/*
 * tagging -- where the meeting stands.  Pure: it is told the journal's entries
 * one by one, live or again after a restart; allowing.h says what may be done
 * now.
 *
 *	ready -start-> recording -off-record|break-> ... -resume-> recording
 *	recording, off the record, on a break -end-> ended
 *
 * The state is what the entries say that were not taken back.  An UNDONE entry
 * (supersedes: which one) takes back
 *
 *	a mark        it is none
 *	join, leave   the person was not, or was all along, in the room
 *	closed        there was no closed session
 *	opened        the closed session goes on
 *	item          the item before it goes on, as if nobody had pressed
 *	edge          the item begins where it was pressed, or moved to before
 *	statement, announced
 *
 * and nothing else; what takes back is not itself taken back.  That is how
 * distributor/timeline.h and store/presence.h read a journal too.
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

struct tagging_entry {
	struct journal_entry e;
	bool undone;
};

struct tagging {
	const struct papers *papers;
	enum command_state state;
	bool announced;
	bool stated; /* the confidentiality statement was read */
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
	struct tagging_entry *log; /* all but segments begun and sealed */
	size_t nlog;
};

/* Borrows PAPERS.  RC_NOMEM. */
enum rc
tagging_open(struct tagging *t, const struct papers *papers, struct error *err);
void tagging_clear(struct tagging *t);

/* This entry is in the journal.  RC_NOMEM; RC_INVALID: it speaks of an item
 * or a person that the papers do not have. */
enum rc tagging_apply(
    struct tagging *t, const struct journal_entry *e, struct error *err);

/* The entry SEQ, or NULL. */
const struct tagging_entry *tagging_find(const struct tagging *t, uint32_t seq);

/* The last thing that somebody did and that was not taken back, or NULL. */
const struct tagging_entry *tagging_last(const struct tagging *t);

/* Action, decision, risk or note. */
bool tagging_is_mark(enum journal_kind kind);

/* The place in the papers of an item's number, of a person's ref; or -1. */
int tagging_item_at(const struct tagging *t, int number);
int tagging_person_at(const struct tagging *t, int ref);

size_t tagging_count_present(const struct tagging *t);

/* "recording", "off the record": for a sentence. */
const char *tagging_state_words(const struct tagging *t);

/* Everything of REPLY that follows from the journal at SAMPLE: the meeting, its
 * state, item, people, how long each item was on, what happened lately, how
 * many marks. */
void tagging_describe(
    const struct tagging *t, int64_t sample, struct command_reply *reply);

#endif
