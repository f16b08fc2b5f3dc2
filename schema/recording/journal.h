/*
 * journal -- what happened in the meeting and when, in numbers only.
 *
 * Append-only; one 64-byte entry a happening, each with its sequence number
 * and a SHA-256 chained over the one before (truncated to 16 bytes); it
 * is on the disk before the command that caused it is answered.  No name and no word: the
 * recorder cannot read what it has sealed, and neither can this.  Marks are
 * never edited, only superseded.  FORMAT.md spells the bytes out.
 */
#ifndef RECORDING_JOURNAL_H
#define RECORDING_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum journal_kind {
	JOURNAL_ANNOUNCED = 1, /* the notice was read aloud */
	JOURNAL_STATEMENT,     /* confidentiality statement read */
	JOURNAL_JOIN,          /* person ref joined */
	JOURNAL_LEAVE,
	JOURNAL_STARTED,    /* recording began; sample 0 */
	JOURNAL_ITEM,       /* item began here; item = its number */
	JOURNAL_OFF_RECORD, /* nothing is written from here */
	JOURNAL_BREAK,
	JOURNAL_RESUMED, /* value: wall ms that were not recorded */
	JOURNAL_CLOSED,  /* closed session begins */
	JOURNAL_OPENED,  /* closed session ends */
	JOURNAL_ACTION,  /* marks; words are sealed event records */
	JOURNAL_DECISION,
	JOURNAL_RISK,
	JOURNAL_NOTE,
	JOURNAL_EDGE,           /* "late": the boundary into ITEM is at SAMPLE;
				   supersedes = its ITEM entry */
	JOURNAL_UNDONE,         /* supersedes = the mark */
	JOURNAL_SEGMENT_BEGUN,  /* value: file number */
	JOURNAL_SEGMENT_SEALED, /* value: file number; sample: its end */
	JOURNAL_GAP,            /* audio was lost; value: ms, note: why */
	JOURNAL_ENDED
};

struct journal_entry {
	uint32_t seq; /* 1, 2, ... */
	enum journal_kind kind;
	uint16_t item;   /* agenda item number, 0: none */
	uint16_t person; /* person ref of the papers, 0: none */
	int64_t sample;  /* since the meeting began; -1: before it */
	int64_t wall_ms;
	int64_t value;
	uint32_t supersedes; /* seq, 0: none */
	uint16_t note;       /* enum journal_gap for GAP */
	uint64_t key; /* idempotency: hash of the command's key, 0 none */
};

enum journal_gap {
	JOURNAL_GAP_RESTART = 1, /* the recorder was killed and came back */
	JOURNAL_GAP_DEVICE,      /* stalled or lost */
	JOURNAL_GAP_OVERFLOW,
	JOURNAL_GAP_DISK
};

struct journal;

/* Open PATH to append, creating it, with room on the disk for some hundred
 * entries more, now and later.  A torn last entry is cut off (it was
 * never acknowledged).  RC_DAMAGED: the chain breaks earlier; names the seq. */
enum rc journal_open(struct journal **out, const char *path, struct error *err);
void journal_close(struct journal *j);

/* Append; sets E's seq.  After RC_OK it survives a killed process.  A write
 * that failed leaves the entry unsaid: it may be tried again. */
enum rc
journal_append(struct journal *j, struct journal_entry *e, struct error *err);

/* Wait until what was appended before this call is on the disk: after RC_OK it
 * survives a power cut.  One other thread may wait here while this one appends;
 * it must be over before journal_close.  A failure is final for this file:
 * every later call is RC_IO. */
enum rc journal_sync(struct journal *j, struct error *err);

/* All entries of a journal, malloc'd; the caller frees *OUT.  Read-only.
 * TORN (may be NULL) gets the bytes behind the last whole entry. */
enum rc journal_read(const char *path, struct journal_entry **out,
    size_t *count, size_t *torn, struct error *err);

const char *journal_kind_name(enum journal_kind kind); /* "off-record" */

#endif
