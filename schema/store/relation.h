/*
 * relation -- who somebody is to a child, and whether they are an alleged
 * source of harm.  Whoever reads it asks on each request, so that a changed
 * answer takes effect at once (rules 3 and 4).
 */
#ifndef STORE_RELATION_H
#define STORE_RELATION_H

#include <stdbool.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"
#include "store/upsert.h"

/* Borrowed.  Known by (person, child, kind). */
struct relation_row {
	struct person_id person;
	struct child_id child;
	const char *kind; /* "mother", "step-parent" ... */
	bool parental_responsibility;
	const char *source_of_harm; /* yes, no, unknown, disputed */
	const char *valid_from;     /* YYYY-MM-DD or NULL */
	const char *valid_to;
};

/* Inside the caller's transaction.  A new or changed row voids the decisions
 * about that person's copies of that child's cases (rule 12). */
enum rc relation_put(struct store *store, const struct relation_row *row,
    enum upsert *what, struct error *err);

#endif
