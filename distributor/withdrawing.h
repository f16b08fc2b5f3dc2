/*
 * withdrawing -- take a copy back, and destroy audio that nobody may hear any
 * more.
 */
#ifndef DISTRIBUTOR_WITHDRAWING_H
#define DISTRIBUTOR_WITHDRAWING_H

#include "base/cmd.h"
#include "base/error.h"
#include "base/id.h"
#include "distributor/desk.h"

/* Destroy rendition ID, key first, unless a live copy or a child's file still
 * plays it.  Outside any transaction; RC_OK either way. */
enum rc
withdrawing_drop(struct desk *desk, struct rendition_id id, struct error *err);

enum rc withdrawing_verb(struct cmd_call *call, struct error *err);

#endif
