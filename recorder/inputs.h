/*
 * inputs -- all microphones of a meeting as one: what keeper hears.
 *
 * Each has a watch, so a process, of its own, and is found again by its own
 * name.  What they give is mixed (mixing.h).  What is wrong with each is told
 * apart (hearing.h), and logged once when it begins and once when it is over.
 *
 * DEVICE: recorded.  One that fails while another delivers leaves the mix, and
 * an alarm says which: the others heard the room, so there is no gap and the
 * segment goes on; it joins again when it is back.
 * CALL: the same, for what the others of a remote meeting say (the monitor of
 * a sound server's output): zeros in it mean that nobody speaks.
 * STANDBY: captured all the time, and every block wiped as it comes (rule 16:
 * it is nowhere), while all of the others deliver.  When one of them is silent
 * for INPUTS_SILENT_MS and the standby is not, the standby joins in its place.
 * It leaves when they have all delivered for INPUTS_BACK_S without a break: a
 * bad contact that comes and goes must not cut the meeting into pieces.
 *
 * When nothing that was heard before is heard after (one device and its
 * standby), the stream is interrupted: STATE is not WATCH_RUNNING until the
 * next block, whoever writes seals and notes a gap, and what both have heard
 * is given once.  Six tenths of a second of silence: the sound system hands
 * blocks over every 50 ms, and a busy machine is now and then late by two
 * tenths; so a gap stays below one second.
 *
 * An alarm: something that should be recorded is not, or is spoilt.  A notice:
 * worth knowing, and no more.
 */
#ifndef RECORDER_INPUTS_H
#define RECORDER_INPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "control/command.h"
#include "recorder/mic.h"
#include "recorder/watch.h"

enum {
	INPUTS_MOST = 6,
	INPUTS_SILENT_MS = 600,
	INPUTS_ALIVE_MS =
	    300, /* a standby that takes over has just delivered */
	INPUTS_BACK_S = 10
};

enum inputs_kind { INPUTS_DEVICE, INPUTS_CALL, INPUTS_STANDBY };

struct inputs_plan { /* = {0}; borrowed by inputs_open only */
	struct inputs_wanted {
		const char *name; /* "" is the machine's default */
		enum inputs_kind kind;
	} v[INPUTS_MOST];
	size_t count;
};

struct inputs;

/* RC_INVALID no DEVICE and no CALL, one twice, two STANDBYs; RC_IO; RC_NOMEM.
 * A microphone that is not there is no failure here. */
enum rc inputs_open(struct inputs **out, const struct inputs_plan *plan,
    int64_t now_ns, struct error *err);
void inputs_close(struct inputs *in); /* kills, never waits; NULL-safe */

/* To poll for reading; the same as long as IN lives. */
int inputs_fd(const struct inputs *in);

/* The next block, without waiting.  LOST is of all of them. */
bool inputs_next(struct inputs *in, int64_t now_ns, struct mic_block *block);

/* Look at the clock.  Call it only after inputs_next said false. */
void inputs_tick(struct inputs *in, int64_t now_ns);

enum watch_state inputs_state(const struct inputs *in);

/* Every one that is wanted has delivered, the standby too. */
bool inputs_complete(const struct inputs *in);

/* Of the first that has failed, and *WHY in words; RC_OK none has. */
enum rc inputs_fault(const struct inputs *in, const char **why);

/* What is recorded now (or should be), " + " between several. */
const char *inputs_device(const struct inputs *in);
const char *inputs_alarm(const struct inputs *in);  /* "" none */
const char *inputs_notice(const struct inputs *in); /* "" none */

/* Each of them, as the status tells it. */
void inputs_describe(const struct inputs *in, struct command_reply *reply);

#endif
