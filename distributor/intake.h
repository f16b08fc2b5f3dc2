/*
 * intake -- read a finished meeting's folder and believe nothing of it
 * unverified.
 *
 *   papers.json   agenda, attendees
 *   journal       chained; it must have an end
 *   0001.seg ...  one for each "segment begun" of the journal
 *
 * A segment whose journal says "sealed" must be complete and carry the
 * signature of a trusted device; one that a crash cut short counts with its
 * valid prefix, and an alert says so; so does one of which not even the header
 * got to the disk.
 */
#ifndef DISTRIBUTOR_INTAKE_H
#define DISTRIBUTOR_INTAKE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "distributor/desk.h"
#include "recording/journal.h"
#include "recording/papers.h"
#include "recording/segment.h"
#include "store/recordings.h"

struct intake_words { /* of a mark, unsealed */
	uint32_t seq;
	char *words;
	char *owner; /* agency; "" */
	char *due;   /* YYYY-MM-DD; "" */
};

struct intake {
	struct papers papers;
	struct meeting_id meeting;
	struct journal_entry *entries;
	size_t nentries;
	unsigned char journal_hash[BOX_HASH];
	const struct journal_entry *started; /* into entries; never NULL */
	const struct journal_entry *ended;
	const struct journal_entry *announced; /* or NULL */

	struct recordings_item *agenda; /* of the store */
	size_t nagenda;
	struct recordings_segment *segments;
	size_t nsegments;
	int64_t device; /* whose signature it carries */
	struct intake_words *words;
	size_t nwords;
	struct buf alerts; /* a line each */
};

void intake_clear(struct intake *in);

/* Papers and journal of FOLDER.  IN must be = {0}.
 * RC_NOTFOUND  no such folder, file or meeting
 * RC_CONFLICT  the meeting has not ended
 * RC_DAMAGED   the journal's chain is broken
 * RC_INVALID   the papers are not those of this meeting's agenda, or the
 *              journal is longer than a meeting can make it */
enum rc intake_open(struct intake *in, struct desk *desk, const char *folder,
    struct error *err);

/* Verify and unseal the segments of FOLDER; call behind intake_open.
 * RC_DENIED   an unknown device, or a segment that is not sealed to its item
 * RC_DAMAGED  a segment does not verify, is missing, or was cut short after
 *             it was sealed */
enum rc intake_segments(struct intake *in, struct desk *desk,
    const char *folder, struct error *err);

/* The agenda row of the papers' item NUMBER, or NULL. */
const struct recordings_item *intake_item(const struct intake *in, int number);

/* The words of mark SEQ, those said last, or NULL. */
const struct intake_words *
intake_find_words(const struct intake *in, uint32_t seq);

/* "0001.seg" into NAME. */
enum { INTAKE_NAME = 32 };
char *intake_segment_name(int64_t number, char *name);

#endif
