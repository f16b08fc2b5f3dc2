/*
 * travelling -- the two verbs of a recorder that is not on the store's machine.
 *
 *   pull MEETING --server URL [--out FILE]
 *	fetch the papers that `marac-store papers --publish` left there
 *   push FOLDER --server URL
 *	bring a meeting that has ended; what is there already is not sent
 *	again, so one that was interrupted goes on where it was
 *
 * Afterwards the distributor attaches it as if it had been recorded there.
 * The folder stays here until somebody removes it; nobody here can open what
 * is in it, and nothing of it can be fetched back.
 */
#ifndef RECORDER_TRAVELLING_H
#define RECORDER_TRAVELLING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc travelling_pull(struct cmd_call *call, struct error *err);
enum rc travelling_push(struct cmd_call *call, struct error *err);

#endif
