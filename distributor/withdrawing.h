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
#include "store/releases.h"

/* BY takes copy ID back, inside the caller's transaction; behind its commit
 * withdrawing_drop of *OLD.  As copies_withdraw. */
enum rc withdrawing_copy(struct desk *desk, const struct releases_account *by,
    struct copy_id id, const char *why, struct rendition_id *old,
    struct error *err);

/* Destroy rendition ID, key first, unless a live copy, a child's file or
 * somebody who must approve still plays it.  Outside any transaction; RC_OK either way. */
enum rc
withdrawing_drop(struct desk *desk, struct rendition_id id, struct error *err);

enum rc withdrawing_verb(struct cmd_call *call, struct error *err);

#endif
