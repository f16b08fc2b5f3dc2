/*
 * ledger -- the journal in the keeper's hands: what happened is written at
 * once, brought to the disk by the syncer, and told to tagging.
 *
 * An entry that was written survives a killed process, one that is safe a
 * power cut.  A command is answered when its entries are safe (ledger_stands).
 * What happens whatever the disk says, and cannot be written, is kept in mind
 * and written when it can be.  After a failure the syncer begins the journal file
 * anew with what it holds: a file whose sync failed takes nothing more.
 */
#ifndef RECORDER_LEDGER_H
#define RECORDER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "recorder/disk.h"
#include "recorder/folder.h"
#include "recorder/syncer.h"
#include "recorder/tagging.h"
#include "recording/journal.h"

/* While any is pending nothing new begins: only what is open can end. */
enum { LEDGER_PENDING = 256 };

struct ledger { /* = {0}, then the pointers; borrows them all */
	struct folder *folder;
	struct tagging *tagging;
	struct syncer *syncer;
	struct disk *disk;

	int64_t low;        /* no later entry may lie before this sample */
	uint64_t written;   /* entries, by this process */
	uint64_t safe;      /* of them on the disk */
	uint64_t under_way; /* of them will be when the sync ends; 0: none */
	bool broken;        /* the file takes nothing more */
	bool renewing;      /* and the syncer has it */
	bool refused;       /* or it could not be begun anew */
	struct journal_entry pending[LEDGER_PENDING];
	size_t npending;
};

/* An entry of KIND at SAMPLE, in the item that is on, now. */
struct journal_entry
ledger_entry(const struct ledger *l, enum journal_kind kind, int64_t sample);

/* Write E, and let tagging take notice.  RC_NOSPACE, RC_IO: nothing
 * happened. */
enum rc
ledger_note(struct ledger *l, struct journal_entry *e, struct error *err);

/* The same for what has happened whatever the disk says. */
void ledger_note_surely(struct ledger *l, struct journal_entry *e);

/* Take notice of what the journal held when it was opened. */
enum rc ledger_replay(
    struct ledger *l, const struct journal_entry *e, struct error *err);

/* Write what is pending, have synced what is written. */
void ledger_turn(struct ledger *l, int64_t now_ns);

/* The result of a piece of work of one of these kinds. */
enum { LEDGER_SYNCED = 1, LEDGER_RENEWED };
void ledger_result(struct ledger *l, const struct syncer_result *result);

/* Entries of this process, with those that are pending. */
uint64_t ledger_entries(const struct ledger *l);

/* How it stands with the first COUNT of them. */
enum ledger_standing { LEDGER_WAITS, LEDGER_SAFE, LEDGER_REFUSED };
enum ledger_standing ledger_stands(const struct ledger *l, uint64_t count);

/* Nothing is left to be done. */
bool ledger_settled(const struct ledger *l);

#endif
