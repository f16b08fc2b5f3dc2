/*
 * boundaries -- where an item begins after all, moved after the meeting.
 *
 * The mark is never changed; the newest boundary of a mark that is not void
 * counts.  Passages, and to which item the words typed with a mark belong,
 * are worked out anew from both (distributor/timeline.h).  Everything that
 * writes is inside the caller's transaction.
 */
#ifndef STORE_BOUNDARIES_H
#define STORE_BOUNDARIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/releases.h"
#include "store/store.h"

/* The journal as it was attached, by seq; malloc'd (NULL for none). */
struct boundaries_mark {
	struct mark_id id;
	uint32_t seq;
	char kind[24];       /* journal_kind_name */
	int number;          /* of its item now; 0: none */
	struct item_id item; /* 0: none */
	int64_t sample;
	int64_t moved; /* where its item begins after all; -1: not moved */
	uint32_t supersedes;
	bool words; /* were typed with it */
};
enum rc boundaries_marks(struct store *store, struct meeting_id meeting,
    struct boundaries_mark **out, size_t *count, struct error *err);

/* The item of MARK begins at SAMPLE.  With its audit event. */
enum rc boundaries_move(struct store *store, struct meeting_id meeting,
    struct mark_id mark, int64_t sample, const char *reason,
    const struct releases_account *by, int64_t now_ms, struct error *err);

/* Forget the passages of MEETING; recordings_add_passage makes them anew. */
enum rc boundaries_clear(
    struct store *store, struct meeting_id meeting, struct error *err);

/* What was typed with MARK was said in ITEM; its action is CASE's from now on.
 * CASE {0}: the action stays where it was, RC_NOTFOUND if there is one. */
enum rc boundaries_hand_over(struct store *store, struct mark_id mark,
    struct item_id item, struct case_id case_id, struct error *err);

#endif
