/*
 * releases -- who decided that copies of a case may go: the chair's release,
 * and the two-person decisions about family members (rule 12).
 *
 * A row is never changed but for its void_at and, once, its approval.  A new
 * release or decision voids the one before it.  Everything that writes is
 * inside the caller's transaction and adds its audit event.
 */
#ifndef STORE_RELEASES_H
#define STORE_RELEASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "rules/facts.h"
#include "store/store.h"

struct releases_meeting {
	struct meeting_id id;
	int64_t ended_ms; /* 0: nothing attached yet */
	int64_t due_ms;
};

/* By what people type (meeting.ref) or by public id.  RC_NOTFOUND. */
enum rc releases_meeting(struct store *store, const char *ref,
    struct releases_meeting *out, struct error *err);

struct releases_account {
	struct account_id id;
	struct person_id person;
};

/* An account that may release and decide: a chair's or a coordinator's.
 * RC_NOTFOUND; RC_DENIED another role, or disabled. */
enum rc releases_account(struct store *store, const char *login,
    struct releases_account *out, struct error *err);

/* The cases on MEETING's agenda, in its order, each once; malloc'd. */
struct releases_case {
	struct case_id id;
	char reference[64];
};
enum rc releases_cases(struct store *store, struct meeting_id meeting,
    struct releases_case **out, size_t *count, struct error *err);

/* May BY release cases of MEETING (rule 5)?  Whoever has the chair's role and
 * chairs or coordinates that very meeting; to have sat in it is not enough. */
enum rc releases_may(struct store *store, struct meeting_id meeting,
    struct account_id by, bool *yes, struct error *err);

/* RC_DENIED: BY may not. */
enum rc releases_release(struct store *store, struct meeting_id meeting,
    struct case_id case_id, const struct releases_account *by, int64_t now_ms,
    struct error *err);

/* Propose VERDICT.  Not yet a decision: somebody else must approve it. */
enum rc releases_propose(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, enum verdict verdict,
    const char *reason, const struct releases_account *by, int64_t now_ms,
    struct error *err);

/* Approve what is proposed, and note it in the children's files.
 * RC_NOTFOUND: nothing is proposed; RC_CONFLICT: approved already; RC_DENIED:
 * BY is the account, or another account of the person, that proposed it, or
 * has not heard every cut edge of what is to be sent (rule 12, approver.h). */
enum rc releases_approve(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person,
    const struct releases_account *by, int64_t now_ms, enum verdict *verdict,
    struct error *err);

/* What is proposed or decided about PERSON, not void.  OUT must be = {0};
 * releases_decision_clear it.  RC_NOTFOUND: nothing. */
struct releases_decision {
	int64_t id; /* of its row: a new proposal has another */
	enum verdict verdict;
	char *reason;
	char *proposed_by; /* a name */
	struct person_id proposer;
	bool approved;
};
enum rc releases_decision(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person,
    struct releases_decision *out, struct error *err);
void releases_decision_clear(struct releases_decision *d);

/* When somebody last decided that PERSON may have a copy: the later of the
 * case's release and the person's approved decision; 0: never. */
enum rc releases_last(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t *at_ms,
    struct error *err);

#endif
