/*
 * voiding -- any edit voids the approval (rule 12).
 *
 * A decision about a family member's copy was made, and approved by a second
 * person, on what was known then.  When a relationship, a contact route, a
 * child's understanding or the case itself is edited, every decision that
 * stood on it gets its void_at and must be made again.  A decision is never
 * changed otherwise and never deleted.  Inside the caller's transaction; the
 * times are the wall clock's.
 */
#ifndef STORE_VOIDING_H
#define STORE_VOIDING_H

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

/* Every decision about PERSON's copies. */
enum rc voiding_of_person(
    struct store *store, struct person_id person, struct error *err);

/* Those about PERSON's copies of any case of CHILD. */
enum rc voiding_of_relation(struct store *store, struct person_id person,
    struct child_id child, struct error *err);

/* Everybody's about CASE. */
enum rc
voiding_of_case(struct store *store, struct case_id case_id, struct error *err);

#endif
