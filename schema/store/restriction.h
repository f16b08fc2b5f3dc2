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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
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

/* A reason is a line of at most RESTRICTION_REASON bytes; a review is on a day to
 * come, "YYYY-MM-DD", by London's calendar. */
enum { RESTRICTION_REASON = 400, RESTRICTION_DATE = 11 };
bool restriction_reason(const char *reason);
bool restriction_due(const char *review_on, int64_t now_ms);

/* RC_CONFLICT: the file is restricted. */
enum rc restriction_set(struct store *store, const struct restriction_by *by,
    const struct person_id *readers, size_t count, const char *reason,
    const char *review_on, int64_t now_ms, struct error *err);
/* Each RC_NOTFOUND: the file is not restricted. */
enum rc restriction_review(struct store *store, const struct restriction_by *by,
    const char *reason, const char *review_on, int64_t now_ms,
    struct error *err);
enum rc restriction_lift(struct store *store, const struct restriction_by *by,
    const char *reason, int64_t now_ms, struct error *err);

/* What is restricted, as share asks the distributor for it in the words of a job
 * (errand.h): the readers and the day are there where the kind has them. */
struct restriction_wish {
	char review_on[RESTRICTION_DATE]; /* or "" */
	struct person_id *readers;
	size_t count;
	const char *reason; /* borrowed */
};
void
restriction_wish_write(const struct restriction_wish *wish, struct buf *words);
/* RC_INVALID: not what that writes, or no such day or reason.  OUT must be = {0},
 * points into WORDS, and is restriction_wish_clear'd whatever comes back. */
enum rc restriction_wish_read(const char *words, int64_t now_ms,
    struct restriction_wish *out, struct error *err);
void restriction_wish_clear(struct restriction_wish *wish);

/*
 * The files that ACCOUNT may restrict at the pages, or whose restriction it may
 * review and lift: of CHILD, or of the children of CASE_ID (the other is {0}).
 * Of a coordinator, as restriction_by has it, who has to do with the child: looks
 * after the meetings (file_overseer), holds the file and may open it, or set the
 * restriction that stands.  Others get none, as of a child that does not exist
 * (rule 15).  malloc'd.
 */
struct restriction_file {
	struct child_id child;
	char *name;
	char *ref;
	char *born_on; /* or "" */
	char *expected_on;
	int64_t restriction; /* the one that stands; 0: none */
};
enum rc restriction_files(struct store *store, struct account_id account,
    struct child_id child, struct case_id case_id,
    struct restriction_file **out, size_t *count, struct error *err);
void restriction_files_free(struct restriction_file *list, size_t count);

/* Who holds CHILD's file, by name, and could be a reader: not whoever is barred
 * from it.  malloc'd. */
struct restriction_holder {
	struct person_id person;
	char *name; /* and of their agency */
};
enum rc restriction_holders(struct store *store, struct child_id child,
    struct restriction_holder **out, size_t *count, struct error *err);
void restriction_holders_free(struct restriction_holder *list, size_t count);

/* Those that stand, by their review; ACCOUNT {0}: all, else of the children whose
 * meetings it looks after (file_overseer).  malloc'd. */
struct restriction_one {
	int64_t id;
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
