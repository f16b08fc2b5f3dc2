/*
 * sheet -- a CSV file of one kind into the store, whole or not at all: what
 * `marac-store import` and the pages before a meeting both do.
 */
#ifndef PREPARE_SHEET_H
#define PREPARE_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "prepare/faults.h"
#include "prepare/kind.h"
#include "prepare/table.h"
#include "seal/box.h"
#include "store/store.h"

struct sheet_counts {
	long added;
	long changed;
	long same;
};

struct sheet {
	struct store *store;
	const struct box_key
	    *column; /* of sealed columns; NULL: KIND has none */
	const struct kind *kind;
	const char *data;
	size_t len;
	const char *who; /* in the audit */
	/* Of pages: only look whether it would be taken, and what would become
	 * of each row; who asks (some cases may be hidden from them: docket.h);
	 * and the meeting that every row must be of. */
	bool looks;
	struct person_id asks;
	struct meeting_id of;

	struct faults *faults;
	struct sheet_counts counts;
	struct table table;       /* as it was read; rows[0] is the header */
	enum upsert *became;      /* of each row of TABLE; 0: nothing yet */
	size_t at[TABLE_COLUMNS]; /* which field is which column of KIND */
};

/* Frees what sheet_put made; what S borrows stays. */
void sheet_clear(struct sheet *s);

/* Put S inside the caller's transaction, with its audit event; or look.
 * RC_INVALID: its faults say what and where, and the caller rolls back. */
enum rc sheet_put(struct sheet *s, struct error *err);

/* The same in a transaction of its own. */
enum rc sheet_run(struct sheet *s, struct error *err);

/* Column COLUMN (of the kind's) of row ROW of the table. */
const char *sheet_field(const struct sheet *s, size_t row, size_t column);

#endif
