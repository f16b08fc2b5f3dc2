/*
 * agenda -- the items of a meeting in their order, each with the public key
 * that its recording is sealed to, and the spares for what comes up on the
 * day.
 *
 * A spare has a number and a key and no case.  When it was used, an import
 * that names its number gives it its case.  The case of an item that has its
 * key never changes to another: its recording is sealed already.
 */
#ifndef STORE_AGENDA_H
#define STORE_AGENDA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "store/store.h"
#include "store/upsert.h"

enum { AGENDA_KIND = 24, AGENDA_REFERENCE = 64 };

/* Borrowed.  Known by (meeting, number). */
struct agenda_row {
	struct meeting_id meeting;
	int number;             /* 1, 2, ... */
	const char *kind;       /* discussion, alert_only, transfer_in,
			     actions_review */
	struct case_id case_id; /* 0: the actions review has none */
	const char *referrer;
	const char *deferred; /* why, or "": not deferred */
};

/* Inside the caller's transaction.  RC_CONFLICT: the papers were made with
 * another case under this number. */
enum rc agenda_put(struct store *store, const struct agenda_row *row,
    enum upsert *what, struct error *err);
/* What it would answer, without writing. */
enum rc agenda_would(struct store *store, const struct agenda_row *row,
    enum upsert *what, struct error *err);

/* Take item ID off the agenda of MEETING, or exchange its number with that of
 * WITH.  Inside the caller's transaction.  RC_NOTFOUND: not of MEETING;
 * RC_CONFLICT: one has its key, so that a recorder may know its number. */
enum rc agenda_remove(struct store *store, struct meeting_id meeting,
    struct item_id id, struct error *err);
enum rc agenda_swap(struct store *store, struct meeting_id meeting,
    struct item_id id, struct item_id with, struct error *err);

struct agenda_item {
	struct item_id id;
	char public_id[PUBLIC_ID_TEXT];
	int number;
	char kind[AGENDA_KIND];
	struct case_id case_id;           /* 0: none */
	char reference[AGENDA_REFERENCE]; /* of the case, or "" */
	bool deferred;
	bool has_key;
	struct box_public key;
};
/* By number; malloc'd, the caller frees. */
enum rc agenda_list(struct store *store, struct meeting_id meeting,
    struct agenda_item **out, size_t *count, struct error *err);

/* Add spares behind the last item until there are WANTED.  Inside the caller's
 * transaction. */
enum rc agenda_add_spares(struct store *store, struct meeting_id meeting,
    int wanted, struct error *err);

/* Once an item: RC_CONFLICT when it has a key. */
enum rc agenda_set_key(struct store *store, struct item_id id,
    const struct box_public *key, struct error *err);

#endif
