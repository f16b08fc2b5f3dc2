/*
 * debriefs -- what somebody who was not in the room is told of a case, in
 * words that a person wrote for it, and its clock and receipts.
 *
 * Nothing of a recording, a transcript or minutes is ever taken into one by
 * the program.  One that is written anew takes the place of the one before,
 * which is withdrawn; rows are never deleted.  Everything that writes is
 * inside the caller's transaction and brings its audit event, and from the
 * moment it is in a parcel its note in every child's file, with it (rule 23).
 */
#ifndef STORE_DEBRIEFS_H
#define STORE_DEBRIEFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/releases.h"
#include "store/store.h"

struct debriefs_row {
	struct debrief_id id;
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
	struct parcel_id parcel; /* 0: in none yet */
	struct account_id proposed_by;
	struct account_id approved_by; /* 0: nobody yet */
	bool child_safety;             /* its text is there */
	int64_t due_ms;
	int64_t given_ms; /* 0: not yet, as are the others */
	int64_t opened_ms;
	int64_t acknowledged_ms;
	int64_t withdrawn_ms;
};

struct debriefs_text {
	char *key_issues;
	char *plan;
	char *child_safety; /* what was considered, or a reasoned "none" */
	char *authority;    /* to share it: an agreement, an Act, consent */
};
void debriefs_text_clear(struct debriefs_text *text);

/* RC_NOTFOUND. */
enum rc debriefs_get(struct store *store, struct debrief_id id,
    struct debriefs_row *out, struct error *err);
/* TEXT must be = {0}; debriefs_text_clear it. */
enum rc debriefs_read(struct store *store, struct debrief_id id,
    struct debriefs_text *text, struct error *err);

/* The one that is not withdrawn; *ID 0: none. */
enum rc debriefs_live(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, struct debrief_id *id,
    struct error *err);

/* Write ROW (meeting, case, person, due_ms) with TEXT; the one before is
 * withdrawn.  *ID is the new one's.  RC_INVALID: a text is empty (rule 24 for
 * the child-safety one). */
enum rc debriefs_propose(struct store *store, const struct debriefs_row *row,
    const struct debriefs_text *text, const struct releases_account *by,
    int64_t now_ms, struct debrief_id *id, struct error *err);

/* RC_NOTFOUND nothing is written; RC_CONFLICT approved already; RC_DENIED: BY
 * is the account, or another account of the person, that wrote it (rule 12). */
enum rc debriefs_approve(struct store *store, struct debrief_id id,
    const struct releases_account *by, int64_t now_ms, struct error *err);

/* Put it into PARCEL.  The first time with its notes. */
enum rc debriefs_put(struct store *store, struct debrief_id id,
    struct parcel_id parcel, int64_t now_ms, struct error *err);

/* Those of PARCEL that are not withdrawn; malloc'd. */
enum rc debriefs_of_parcel(struct store *store, struct parcel_id parcel,
    struct debrief_id **out, size_t *count, struct error *err);

/* Those of MEETING that are live, approved and in no parcel whose link still
 * opens at NOW_MS; malloc'd. */
enum rc debriefs_unparcelled(struct store *store, struct meeting_id meeting,
    int64_t now_ms, struct debrief_id **out, size_t *count, struct error *err);

/* It has reached its person (once; later calls write nothing). */
enum rc debriefs_given(struct store *store, struct debrief_id id,
    int64_t now_ms, struct error *err);

/* It came back undelivered, for CAUSE: its clock runs again, unless its reader
 * has said meanwhile that they read it. */
enum rc debriefs_bounced(struct store *store, struct debrief_id id,
    const char *cause, int64_t now_ms, struct error *err);

/* Its page was shown; its reader says that they read it.  Once each. */
enum rc debriefs_opened(struct store *store, struct debrief_id id,
    int64_t now_ms, struct error *err);
enum rc debriefs_acknowledge(struct store *store, struct debrief_id id,
    int64_t now_ms, struct error *err);

/* From now on it answers like one that never existed.  WHO is audit's.
 * RC_CONFLICT: withdrawn before. */
enum rc debriefs_withdraw(struct store *store, struct debrief_id id,
    const char *who, const char *why, int64_t now_ms, struct error *err);

#endif
