/*
 * asking -- the verbs that talk to a running recorder: one command over the
 * socket, its answer in words (or as JSON).
 */
#ifndef RECORDER_ASKING_H
#define RECORDER_ASKING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc asking_simple(struct cmd_call *call, struct error *err);
enum rc asking_person(struct cmd_call *call, struct error *err); /* join N */
enum rc asking_next(struct cmd_call *call, struct error *err);
enum rc asking_mark(struct cmd_call *call, struct error *err);
enum rc asking_undo(struct cmd_call *call, struct error *err);
enum rc asking_late(struct cmd_call *call, struct error *err);
enum rc asking_status(struct cmd_call *call, struct error *err);

#endif
