/*
 * workshop -- what every verb of marac-store works with: the store in the
 * tool's role, and the keystores beside it.
 */
#ifndef TOOL_WORKSHOP_H
#define TOOL_WORKSHOP_H

#include "base/cmd.h"
#include "base/error.h"
#include "seal/box.h"
#include "seal/keystore.h"
#include "store/store.h"

#define WORKSHOP_WHO "program:store" /* in the audit */

/* --store of CALL, or /var/lib/marac. */
const char *workshop_dir(const struct cmd_call *call);

enum rc workshop_open(
    const struct cmd_call *call, struct store **store, struct error *err);

/* PROGRAM's keystore ("distributor", "share"). */
enum rc workshop_keys(const char *dir, const char *program,
    struct keystore **keys, struct error *err);

/* Key 1 of KIND from PROGRAM's keystore; wipe it. */
enum rc workshop_key(struct store *store, const char *program,
    enum keystore_kind kind, struct box_key *key, struct error *err);

#endif
