/*
 * holds -- a named person stops copies, and lets them go again.
 *
 * A hold is about a meeting, about a person, or about one case's copy to one
 * person at one meeting, made or not: so that a newer copy does not slip past
 * it.  While it is there rules/entitle answers "held"; what was sent already
 * answers like a copy that never existed.  The clock of what it holds runs on
 * (rule 19).
 *
 * Who may decide nothing about a case holds nothing of it; a hold that is about
 * other cases too they may place, and may not end (impartial.h).
 *
 * A row is never changed but for its end.  Whatever writes is inside the
 * caller's transaction and adds its audit event.
 */
#ifndef STORE_HOLDS_H
#define STORE_HOLDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/releases.h"
#include "store/store.h"

/* What it stops; 0 is any. */
struct holds_what {
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
};

/* RC_INVALID: neither a meeting nor a person; RC_CONFLICT: the very same is
 * held already. */
enum rc holds_place(struct store *store, const struct holds_what *what,
    const char *reason, const struct releases_account *by, int64_t now_ms,
    struct hold_id *id, struct error *err);

/* RC_NOTFOUND: there is no such hold, or it has ended. */
enum rc
holds_release(struct store *store, struct hold_id id, const char *reason,
    const struct releases_account *by, int64_t now_ms, struct error *err);

struct holds_row {
	struct hold_id id;
	struct holds_what what;
};

/* Those in force that stop something of MEETING, the oldest first; malloc'd
 * (NULL for none), the caller frees. */
enum rc holds_of(struct store *store, struct meeting_id meeting,
    struct holds_row **out, size_t *count, struct error *err);

/* "On hold by LOGIN: REASON." into *OUT, malloc'd; the old *OUT is freed. */
enum rc holds_why(
    struct store *store, struct hold_id id, char **out, struct error *err);

/* The first of the COUNT holds of one meeting that stops CASE's copy to PERSON;
 * NULL: none does. */
const struct holds_row *holds_find(const struct holds_row *list, size_t count,
    struct case_id case_id, struct person_id person);

#endif
