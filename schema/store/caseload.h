/*
 * caseload -- the children whose files an account may open now, and finding one
 * among them.
 *
 * A file is reached by being assigned to it, or in an emergency (emergency.h)
 * until that is over.  Never by whoever file_barred names (the child's family,
 * and whoever is or may be a source of harm: rules 3 and 4), however the
 * assignment came about; a restricted one (restriction.h) only by those of its
 * holders whom the restriction names; and in an emergency neither one nor by
 * whoever declared a conflict in one of the child's cases (rule 14).
 * What is not reached is answered exactly as what does not exist (rule 15).
 */
#ifndef STORE_CASELOAD_H
#define STORE_CASELOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

/* Another child of this account has a name (or another name) that can be taken
 * for this one's: look at the date of birth; or, when that is the same, at the
 * reference. */
enum caseload_near { CASELOAD_APART = 0, CASELOAD_BORN, CASELOAD_REF };

struct caseload_child {
	struct child_id id;
	char *name;
	char *ref;     /* of the person, as imports call them */
	char *aliases; /* "A, B" or "" */
	char *born_on; /* YYYY-MM-DD, or "" */
	char *expected_on;
	char *school;
	char *interpreter;
	char *flags;
	char *names; /* folded, a line each: the name, then the others */
	enum caseload_near near;
	int64_t until_ms; /* reached in an emergency, until then; else 0 */
	char *restricted; /* why it is restricted; "": it is not */
	char *restricter; /* by whom */
	int64_t restricted_ms;
	char *review_on; /* YYYY-MM-DD */
};
void caseload_clear(struct caseload_child *child);

/* What somebody looks for: all that is not "" must fit. */
struct caseload_query {
	const char *folded;    /* each word in the name, or in another name */
	const char *born_on;   /* or expected on */
	const char *reference; /* the child's, or one of their cases' */
};

/* Those of ACCOUNT that fit QUERY (NULL: all), by name; malloc'd,
 * caseload_free it.  A case about which they declared a conflict finds
 * nobody. */
enum rc caseload_list(struct store *store, struct account_id account,
    const struct caseload_query *query, int64_t now_ms,
    struct caseload_child **out, size_t *count, struct error *err);
void caseload_free(struct caseload_child *list, size_t count);

/* RC_NOTFOUND: not reached.  OUT must be = {0}. */
enum rc caseload_child(struct store *store, struct account_id account,
    struct child_id child, int64_t now_ms, struct caseload_child *out,
    struct error *err);

#endif
