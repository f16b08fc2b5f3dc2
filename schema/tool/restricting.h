/*
 * restricting -- `marac-store restriction ...` and `looks`: a child's file that
 * being assigned does not open (store/restriction.h), and who has looked at one
 * (store/looks.h).
 */
#ifndef TOOL_RESTRICTING_H
#define TOOL_RESTRICTING_H

#include "base/cmd.h"

enum rc restricting_set(struct cmd_call *call, struct error *err);
enum rc restricting_review(struct cmd_call *call, struct error *err);
enum rc restricting_lift(struct cmd_call *call, struct error *err);
enum rc restricting_list(struct cmd_call *call, struct error *err);
enum rc restricting_looks(struct cmd_call *call, struct error *err);

#endif
