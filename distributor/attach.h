/*
 * attach -- take a finished meeting's folder into the store: verify it, keep
 * the sealed files, and put what was said about each case into its children's
 * files.
 */
#ifndef DISTRIBUTOR_ATTACH_H
#define DISTRIBUTOR_ATTACH_H

#include "base/cmd.h"
#include "base/error.h"

enum rc attach_verb(struct cmd_call *call, struct error *err);

#endif
