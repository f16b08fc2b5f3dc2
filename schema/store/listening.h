/*
 * listening -- what was made for one account to hear before it decides: a copy
 * as its person would get it ("listen as"), or its cut edges alone (rule 12).
 *
 * It is a rendition like any other, of the same plan as the copy that is made
 * later, so the very file.  Which bytes of it were fetched is counted like a
 * recipient's (receipt.h); once all were, the distributor notes the edges as
 * heard.  It stands only while the plan is today's: a boundary that moved since
 * may have put another family's words into it.
 */
#ifndef STORE_LISTENING_H
#define STORE_LISTENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/span.h"
#include "store/store.h"

enum { LISTENING_KEPT_MS = 8 * 3600 * 1000 };

struct listening {
	struct listening_id id;
	struct account_id account;
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person; /* {0}: the case's own recording */
	bool edges;              /* alone; else all of it */
	struct rendition_id rendition;
	int64_t samples;
	int64_t bytes;
	bool heard; /* all of it, and the edges noted */
};

/* What L (meeting, case, person, edges) is to hold.  Both must be = {0}.
 * Nothing in SPANS: no approval can give them anything. */
enum rc
listening_shape(struct store *store, const struct listening *l, int64_t now_ms,
    struct span_list *spans, struct span_list *silent, struct error *err);

/* L is made; *ID is its number, the same when it was made before.  Inside the
 * caller's transaction. */
enum rc listening_add(struct store *store, const struct listening *l,
    int64_t now_ms, struct listening_id *id, struct error *err);

/* Number ID of ACCOUNT, if it still stands.  RC_NOTFOUND. */
enum rc listening_get(struct store *store, struct listening_id id,
    struct account_id account, int64_t now_ms, struct listening *out,
    struct error *err);

/* Bytes [FROM, TO) of it were fetched.  *WHOLE: now, or before, that was all of
 * it. */
enum rc listening_fetched(struct store *store, struct listening_id id,
    int64_t from, int64_t to, bool *whole, struct error *err);
/* Was it? */
enum rc listening_whole(struct store *store, const struct listening *l,
    bool *whole, struct error *err);

/* The edges are noted.  Inside the caller's transaction. */
enum rc listening_hears(struct store *store, struct listening_id id,
    int64_t now_ms, struct error *err);

/* Forget those made before BEFORE_MS; what they played is *OUT, malloc'd.
 * Inside the caller's transaction. */
enum rc listening_sweep(struct store *store, int64_t before_ms,
    struct rendition_id **out, size_t *count, struct error *err);

#endif
