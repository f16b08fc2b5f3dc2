/*
 * exceptions -- rule 3's only way round: a reason, one who proposes that a
 * person may have a copy of a case all the same, and two who approve it.
 * Three persons, whatever accounts they use.
 *
 * An exception lifts the block and nothing else: the copy still needs its
 * decision, release and safety confirmation.  A row is never changed but for
 * its void_at and, once each, its approvals.  Everything that writes is inside
 * the caller's transaction and adds its audit event.
 */
#ifndef STORE_EXCEPTIONS_H
#define STORE_EXCEPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/releases.h"
#include "store/store.h"

/* *ID becomes its number; one before it for the same person and case is void.
 */
enum rc exceptions_propose(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, const char *reason,
    const struct releases_account *by, int64_t now_ms, struct exception_id *id,
    struct error *err);

/* Approve it; *COMPLETE when BY is the second to do so.
 * RC_NOTFOUND there is none of that number, or it is void
 * RC_CONFLICT two have approved it already
 * RC_DENIED   rule 12: BY is a person who proposed or approved it, or has not
 *             heard every cut edge of the copy (approver.h) */
enum rc exceptions_approve(struct store *store, struct exception_id id,
    const struct releases_account *by, int64_t now_ms, bool *complete,
    struct error *err);

/* RC_NOTFOUND as above. */
enum rc exceptions_void(struct store *store, struct exception_id id,
    const struct releases_account *by, const char *reason, int64_t now_ms,
    struct error *err);

/* Those of CASE at MEETING that are not void, as a page shows them; malloc'd,
 * exceptions_free it. */
struct exceptions_one {
	struct exception_id id;
	struct person_id person;
	char *name; /* whose copy */
	char *reason;
	char *proposed_by; /* names; "" nobody yet */
	char *first_by;
	char *second_by;
	struct person_id said[3]; /* who those are; {0} nobody yet */
};
enum rc exceptions_list(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct exceptions_one **out, size_t *count,
    struct error *err);
void exceptions_free(struct exceptions_one *list, size_t count);

/* Is there one, not void, by three different persons? */
enum rc exceptions_valid(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, bool *valid,
    struct error *err);

#endif
