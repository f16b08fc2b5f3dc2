/*
 * watch -- keep a microphone going: notice that frames stop (against
 * CLOCK_BOOTTIME; a stalled stream says nothing), kill its process, start
 * another, which finds the device again (finding.h).
 *
 *	starting -- first block --> running -- 1 s without --> starting ...
 *	    `------ 3 s without, or a fault --> down -- 0.5 s --> starting
 *
 * The 3 s are from when the device is open.  To open it takes some longer than
 * that, each time: who is not open in 3 s has 6 s the next time and 12 s from
 * then on, until a block comes.
 *
 * The alarm is up from 1 s of silence while running, 2 s while starting, or
 * the fault itself, until blocks come again.
 */
#ifndef RECORDER_WATCH_H
#define RECORDER_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "recorder/mic.h"

enum watch_state { WATCH_DOWN, WATCH_STARTING, WATCH_RUNNING };

struct watch { /* = {0} */
	struct mic *mic;
	enum watch_state state;
	int64_t since_ns; /* in this state */
	int64_t heard_ns; /* the last block */
	int64_t open_ns;  /* since then the device is open; 0 not yet */
	int patience_s;   /* how long opening it may take */
	int opened;       /* capture processes so far */
	enum rc fault;    /* of the last attempt; RC_OK none */
	char asked[256];  /* what is wanted */
	bool found;       /* and was open before */
	char device[256]; /* ASKED; the whole name once it was found */
	char alarm[256];  /* "" or what is wrong */
};

void watch_open(struct watch *w, const char *device, int64_t now_ns);
void watch_close(struct watch *w);

/* To poll, or -1. */
int watch_fd(const struct watch *w);

/* The next block, without waiting. */
bool watch_next(struct watch *w, int64_t now_ns, struct mic_block *block);

/* Look at the clock.  Call it only after watch_next said false: blocks that
 * wait in the pipe are no silence. */
void watch_tick(struct watch *w, int64_t now_ns);

#endif
