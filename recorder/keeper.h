/*
 * keeper -- records one meeting: listens to the microphone, keeps the meeting's
 * clock, and has what belongs to the record written.
 *
 *	inputs --blocks-> timebase --samples--> track --> sealed files
 *	                      obeying --entries--> ledger --> journal
 *
 * Off the record, on a break and before the start samples are dropped as they
 * come in; and after "start" or "resume" those heard before it, which may
 * still be on their way, are dropped too (rule 16: no pre-roll).  When samples
 * are lost or the microphone is silent, the stretch is cut; so a segment is
 * unbroken and of one item.
 *
 * One thread, which never waits for the disk (syncer).
 */
#ifndef RECORDER_KEEPER_H
#define RECORDER_KEEPER_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "recorder/answers.h"
#include "recorder/disk.h"
#include "recorder/folder.h"
#include "recorder/inputs.h"
#include "recorder/ledger.h"
#include "recorder/level.h"
#include "recorder/syncer.h"
#include "recorder/tagging.h"
#include "recorder/timebase.h"
#include "recorder/track.h"

struct keeper { /* its parts are for keeper and obeying only */
	struct folder folder;
	struct tagging tagging;
	struct answers answers;
	struct box_sign_secret signer;
	struct inputs *inputs;
	struct level level;
	struct timebase timebase;
	struct disk disk;
	struct syncer *syncer;
	struct ledger ledger;
	struct track track;
	int64_t clock_ns;  /* when the clock was put last */
	int64_t answer_ns; /* when the disk owed nothing, or answered, last;
				not while asleep */
};

/* Begin, or go on with, the meeting of the file PAPERS.  RC_CONFLICT the
 * meeting has ended, or has other papers; RC_BUSY another recorder has it. */
enum rc keeper_open(struct keeper **out, const char *home, const char *papers,
    const struct inputs_plan *devices, struct error *err);

/* Seal what is open; the meeting goes on at the next keeper_open unless it
 * has ended.  Waits for the disk.  NULL-safe. */
void keeper_close(struct keeper *k);

/* Wait until the microphone delivers, at most 2 s.  RC_NOTFOUND no such
 * device, and nothing to lose yet: the text lists those there are. */
enum rc keeper_hear(struct keeper *k, struct error *err);

/* What to poll for reading; some may be -1. */
enum { KEEPER_POLL = 2 };
void keeper_poll(const struct keeper *k, struct pollfd p[KEEPER_POLL]);

/* Take what has come in, look at the clocks.  Call it when one of keeper_poll
 * is readable and ten times a second. */
void keeper_turn(struct keeper *k);

/* The sample of the meeting that is now; 0 before the start. */
int64_t keeper_now(const struct keeper *k);

/* Say on the disk where the meeting's clock stands. */
void keeper_put_clock(struct keeper *k);

/* Wait until the disk has what is cut and written. */
void keeper_settle(struct keeper *k);

/* Has ended, and all of it is on the disk. */
bool keeper_done(const struct keeper *k);

#endif
