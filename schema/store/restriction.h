/*
 * restriction -- a child's file that being assigned does not open: of those who
 * hold it, only the readers whom the restriction names (caseload.h).
 *
 * A coordinator or an administrator sets it, with a reason and the day on which
 * it is looked at again; not one who may not know of the child.  It stands until
 * it is lifted, overdue or not: what is late is said on every page of the file.
 * Everything that writes is inside the caller's transaction and adds its audit
 * event.
 */
#ifndef STORE_RESTRICTION_H
#define STORE_RESTRICTION_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

struct restriction_by {
	struct account_id account;
	struct child_id child;
};

/* Whom LOGIN is, and whose file PERSON's is.  RC_NOTFOUND: no such login or
 * child.  RC_DENIED: neither coordinator nor administrator, disabled, or barred
 * from that child (file_barred, file_conflict). */
enum rc restriction_by(struct store *store, const char *login,
    struct person_id person, struct restriction_by *out, struct error *err);

/* REVIEW_ON is "YYYY-MM-DD".  RC_CONFLICT: the file is restricted. */
enum rc restriction_set(struct store *store, const struct restriction_by *by,
    const struct person_id *readers, size_t count, const char *reason,
    const char *review_on, int64_t now_ms, struct error *err);
/* Each RC_NOTFOUND: the file is not restricted. */
enum rc restriction_review(struct store *store, const struct restriction_by *by,
    const char *reason, const char *review_on, int64_t now_ms,
    struct error *err);
enum rc restriction_lift(struct store *store, const struct restriction_by *by,
    const char *reason, int64_t now_ms, struct error *err);

/* Those that stand, by their review; ACCOUNT {0}: all, else of the children whose
 * meetings it looks after (file_overseer).  malloc'd. */
struct restriction_one {
	struct child_id child;
	char *ref; /* of the child */
	char *name;
	char *reason;
	char *by;
	int64_t set_ms;
	char *review_on;
	char *readers; /* "A, B" */
};
enum rc restriction_list(struct store *store, struct account_id account,
    struct restriction_one **out, size_t *count, struct error *err);
void restriction_free(struct restriction_one *list, size_t count);

#endif
