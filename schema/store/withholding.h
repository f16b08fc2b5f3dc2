/*
 * withholding -- the passages that copies of a case hold as silence, for
 * everybody or for one person (rules 10 to 12).
 *
 * One account proposes a passage and another person's approves it.  It counts
 * from then on; while it is only proposed, the copies that it would alter
 * wait.  A row is never changed but for its void_at and, once, its approval.
 * Everything that writes is inside the caller's transaction, adds its audit
 * event, and voids what stood on the sound as it was (voiding.h).
 */
#ifndef STORE_WITHHOLDING_H
#define STORE_WITHHOLDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/span.h"
#include "store/releases.h"
#include "store/store.h"

struct withholding {
	struct withheld_id id;
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person; /* 0: from everybody */
	struct span span;        /* of the meeting */
	char *reason;
	struct account_id proposed_by;
	struct account_id approved_by; /* 0: not yet */
};

void withholding_clear(struct withholding *w);
void withholding_free(struct withholding *list, size_t count);

/* Propose NEW, of which meeting, case, person, span and reason are read; *ID
 * becomes its number.
 * RC_INVALID  nothing of the case was recorded in that span
 * RC_CONFLICT the same is withheld, or proposed, already */
enum rc withholding_propose(struct store *store, const struct withholding *new,
    const struct releases_account *by, int64_t now_ms, struct withheld_id *id,
    struct error *err);

/* Approve it; approved decisions to send what it silences are void.
 * RC_NOTFOUND there is none of that number, or it was lifted
 * RC_CONFLICT approved already
 * RC_DENIED   rule 12: BY is the person who proposed it, or has not heard
 *             both its edges (approver.h) */
enum rc withholding_approve(struct store *store, struct withheld_id id,
    const struct releases_account *by, int64_t now_ms, struct error *err);

/* Take it back.  What copies hold grows by that, so the case's release is void
 * and must be given again.  RC_NOTFOUND as above. */
enum rc withholding_lift(struct store *store, struct withheld_id id,
    const struct releases_account *by, const char *reason, int64_t now_ms,
    struct error *err);

/* One that is not void.  OUT must be = {0}.  RC_NOTFOUND. */
enum rc withholding_get(struct store *store, struct withheld_id id,
    struct withholding *out, struct error *err);

/* All of MEETING that are not void, by case and time; malloc'd (NULL for
 * none), also on a failure: withholding_free. */
enum rc withholding_list(struct store *store, struct meeting_id meeting,
    struct withholding **out, size_t *count, struct error *err);

/*
 * What silences PERSON's copy of CASE: APPROVED (must be = {0}) is everybody's
 * and this person's; *OPEN, one of those is proposed and not approved;
 * *NAMED_APPROVED_MS, when the newest that names this person was approved, 0
 * when none does.
 */
enum rc withholding_read(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, struct span_list *approved,
    bool *open, int64_t *named_approved_ms, struct error *err);

/* The same with what is only proposed: what would be silent.  PERSON {0}:
 * everybody's alone.  OUT must be = {0}. */
enum rc withholding_would(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, struct span_list *out,
    struct error *err);

/* The approvals of what is withheld from CASE at MEETING are void: it is
 * proposed anew, by whoever proposed it, and copies wait. */
enum rc withholding_reopen(struct store *store, struct meeting_id meeting,
    struct case_id case_id, int64_t now_ms, struct error *err);

/* SPAN has come from case FROM to case TO: what is withheld there from FROM is
 * proposed for TO as well, so that nothing is uncovered by a boundary. */
enum rc withholding_carry(struct store *store, struct meeting_id meeting,
    struct case_id from, struct case_id to, struct span span, int64_t now_ms,
    struct error *err);

#endif
