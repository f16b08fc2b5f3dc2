/*
 * tasking -- `actions` and `action`: what was taken on, by whom, until when,
 * and what became of it.
 */
#ifndef DISTRIBUTOR_TASKING_H
#define DISTRIBUTOR_TASKING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc tasking_list(struct cmd_call *call, struct error *err);
enum rc tasking_conclude(struct cmd_call *call, struct error *err);

#endif
