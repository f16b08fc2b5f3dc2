/*
 * track -- from samples to sealed files: opens a stretch with the first sample
 * that belongs to it, has it synced every half second, seals it when it is cut,
 * and says in the journal what began, what was sealed and what is missing.
 *
 * Nothing here waits for the disk: what is encoded is written every half second
 * of audio and of wall time, and syncing and sealing are the syncer's.  When
 * the disk refuses, the file is left as it is, the alarm is raised, and another
 * file is tried twice a second.
 */
#ifndef RECORDER_TRACK_H
#define RECORDER_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "recorder/disk.h"
#include "recorder/ledger.h"
#include "recorder/syncer.h"
#include "seal/box.h"

struct track_piece; /* a stretch and what the journal calls it */
struct mic_block;

enum { TRACK_WORDS = 32 };
enum track_words_state { TRACK_WORDS_LOST, TRACK_WORDS_WAIT, TRACK_WORDS_SAFE };

struct track { /* = {0}, then the pointers; borrows them all */
	struct ledger *ledger;
	struct syncer *syncer;
	struct disk *disk;
	const struct box_sign_secret *signer;

	struct track_piece *open;
	int number;       /* of the last file */
	int stillborn;    /* files in turn of which nothing got to the disk */
	int64_t written;  /* of the meeting, up to here a kill takes nothing */
	int64_t safe;     /* ... a power cut takes nothing */
	int64_t gap_from; /* nothing was kept since, though it should; or -1 */
	enum journal_gap gap_why;
	struct track_words { /* the last ones */
		uint32_t seq;
		enum track_words_state state;
		bool with_mark; /* which is taken back without them */
		const struct track_piece *in;
	} words[TRACK_WORDS];
	size_t nwords;
};

/* Keep PCM[COUNT], whose first sample is number SAMPLE; B says when it came. */
void track_write(struct track *t, int64_t sample, const int16_t *pcm,
    size_t count, const struct mic_block *b);

/* Be ready for sample number SAMPLE of the item that is on. */
void track_begin(struct track *t, int64_t sample);

/* The stretch is over. */
void track_cut(struct track *t);

/* The same if another item, or a closed session, is on than when it began. */
void track_cut_if_other(struct track *t);

/* From SAMPLE on something that should be kept is not. */
void track_gap(struct track *t, int64_t sample, enum journal_gap why);

/* It ends at SAMPLE: put it into the journal. */
void track_gap_ends(struct track *t, int64_t sample);

/* Seal words of the mark SEQ into the stretch that is open (assert); a mark
 * made WITH them is taken back if the disk loses them.  RC_BUSY
 * too many wait for the disk; RC_IO, RC_NOSPACE the disk refuses; RC_INVALID too long. */
enum rc track_words(struct track *t, uint32_t seq, bool with_mark,
    const char *text, struct error *err);

/* Are they on the disk?  Of a SEQ that is not known: lost. */
enum track_words_state track_words_stand(const struct track *t, uint32_t seq);

/* Write and have synced what is due. */
void track_turn(struct track *t, int64_t now_ns);

/* The result of a piece of work of one of these kinds. */
enum { TRACK_SYNCED = 16, TRACK_SEALED, TRACK_LEFT };
void track_result(struct track *t, const struct syncer_result *result);

#endif
