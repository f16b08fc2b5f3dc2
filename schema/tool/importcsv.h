/*
 * importcsv -- `marac-store import` and `template`: CSV files into the store,
 * each whole or not at all.
 */
#ifndef TOOL_IMPORTCSV_H
#define TOOL_IMPORTCSV_H

#include "base/cmd.h"
#include "seal/box.h"
#include "store/store.h"
#include "tool/faults.h"
#include "tool/kind.h"

struct importcsv_counts {
	long added;
	long changed;
	long same;
};

/* Import DATA as KIND in one transaction, with its audit event.  RC_INVALID:
 * FAULTS says what and where, and nothing was imported.  COLUMN is the key of
 * sealed columns. */
enum rc importcsv_run(struct store *store, const struct box_key *column,
    const struct kind *kind, const char *data, size_t len,
    struct faults *faults, struct importcsv_counts *counts, struct error *err);

enum rc importcsv_verb(struct cmd_call *call, struct error *err);
enum rc importcsv_template(struct cmd_call *call, struct error *err);

#endif
