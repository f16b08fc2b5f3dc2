/*
 * keeper -- records one meeting: owns encoder, file and journal, listens to
 * the microphone, and does what it is told.
 *
 * The meeting's clock counts samples since the start and stands for time: it
 * goes on while nothing is written, by the samples that are thrown away, and
 * by the monotonic clock while none come.  A stretch is opened with the first
 * sample that belongs to it and sealed when the item changes, the record is
 * left, a closed session begins or ends, samples are lost, or the microphone
 * is silent; so a segment is unbroken and of one item.
 *
 * Off the record, on a break and before the start samples are dropped as they
 * come in; and after "start" or "resume" those heard before it, which may
 * still be on their way, are dropped too (rule 16: no pre-roll).
 *
 * What is written is synced every half second of audio, and of wall time.
 * When the disk refuses, the file is left as it is, the alarm is raised, and
 * another file is tried twice a second.
 */
#ifndef RECORDER_KEEPER_H
#define RECORDER_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "control/command.h"

struct keeper;

/* Begin, or go on with, the meeting of the file PAPERS.  RC_CONFLICT the
 * meeting has ended, or has other papers; RC_BUSY another recorder has it. */
enum rc keeper_open(struct keeper **out, const char *home, const char *papers,
    const char *device, struct error *err);

/* Seal what is open; the meeting goes on at the next keeper_open unless it
 * has ended.  NULL-safe. */
void keeper_close(struct keeper *k);

/* Wait until the microphone delivers, at most 2 s.  RC_NOTFOUND no such
 * device, and nothing to lose yet: the text lists those there are. */
enum rc keeper_hear(struct keeper *k, struct error *err);

int keeper_fd(const struct keeper *k); /* to poll, or -1 */

/* Take what has come in, look at the clocks.  Call it when keeper_fd is
 * readable and ten times a second. */
void keeper_turn(struct keeper *k);

/* Do what COMMAND says; REPLY tells. */
void keeper_command(struct keeper *k, const struct command *command,
    struct command_reply *reply);

/* Has ended, and the journal knows. */
bool keeper_done(const struct keeper *k);

#endif
