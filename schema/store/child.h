/*
 * child -- what is known of a child beyond being a person.
 *
 * A child without a date of birth is not born yet and has an expected date.
 * The understanding assessment (rule 13) is theirs: what it says, who made
 * it, when, and the named supporter.
 */
#ifndef STORE_CHILD_H
#define STORE_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"
#include "store/upsert.h"

/* RC_NOTFOUND: that person is nobody's child here. */
enum rc child_find(struct store *store, struct person_id person,
    struct child_id *id, struct error *err);

/* Borrowed.  NULL dates are unknown; one of the two must be there. */
struct child_row {
	struct person_id person;
	const char *born_on; /* YYYY-MM-DD */
	const char *expected_on;
	const char *school;
	const char *interpreter;
	const char *flags;
	bool understands;
	const char *understanding_by;
	int64_t understanding_at; /* 0: not assessed */
	const char *supporter;
};

/* Inside the caller's transaction.  A change voids the decisions about the
 * child's own copies (voiding.h); a new one joins the cases whose victim the
 * person is (mcase.h). */
enum rc child_put(struct store *store, const struct child_row *row,
    struct child_id *id, enum upsert *what, struct error *err);

#endif
