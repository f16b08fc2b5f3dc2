/*
 * note -- a line in a child's file (rule 23: no copy without note, no note
 * without copy).  Inside the caller's transaction.
 */
#ifndef STORE_NOTE_H
#define STORE_NOTE_H

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

enum note_kind {
	NOTE_RECORDING = 1, /* a recording was attached */
	NOTE_COPY_MADE,
	NOTE_COPY_SENT,   /* accepted by the recipient's relay */
	NOTE_COPY_OPENED, /* its page was shown to whoever it is for */
	NOTE_COPY_COLLECTED,
	NOTE_COPY_WITHDRAWN,
	NOTE_COPY_BOUNCED,
	NOTE_COPY_POSTED,   /* a letter */
	NOTE_COPY_HANDED,   /* in person */
	NOTE_COPY_RETURNED, /* the letter came back */
	NOTE_DECISION,      /* sent or withheld, with reason */
	NOTE_DEBRIEF_MADE,
	NOTE_DEBRIEF_GIVEN, /* as a copy is sent */
	NOTE_DEBRIEF_OPENED,
	NOTE_DEBRIEF_ACKNOWLEDGED,
	NOTE_DEBRIEF_BOUNCED,
	NOTE_DEBRIEF_WITHDRAWN,
	NOTE_ACTION /* what became of it, or that its owner has it */
};

/* What file_note.kind holds, and a page shows: "copy sent". */
const char *note_kind_name(enum note_kind kind);

/* For every child of CASE at once (none: no note).  A note about a copy has
 * its COPY, another {0}: else RC_INVALID.  Asserts a transaction. */
enum rc note_add(struct store *store, enum note_kind kind,
    struct case_id case_id, struct meeting_id meeting, struct copy_id copy,
    int64_t at_ms, const char *text, struct error *err);

/* The same about a debrief, which it must have: else RC_INVALID. */
enum rc note_add_debrief(struct store *store, enum note_kind kind,
    struct case_id case_id, struct meeting_id meeting,
    struct debrief_id debrief, int64_t at_ms, const char *text,
    struct error *err);

#endif
