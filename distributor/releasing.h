/*
 * releasing -- the verbs by which people decide: `release`, `decide` and
 * `approve`.  Chairs and coordinators only, by their login.
 */
#ifndef DISTRIBUTOR_RELEASING_H
#define DISTRIBUTOR_RELEASING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc releasing_release(struct cmd_call *call, struct error *err);
enum rc releasing_decide(struct cmd_call *call, struct error *err);
enum rc releasing_approve(struct cmd_call *call, struct error *err);

#endif
