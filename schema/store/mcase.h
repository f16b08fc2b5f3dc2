/*
 * mcase -- a case: victim, children, alleged perpetrators (table marac_case;
 * "case" is a word of C).
 */
#ifndef STORE_MCASE_H
#define STORE_MCASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"
#include "store/upsert.h"

/* RC_NOTFOUND: no case of that reference. */
enum rc mcase_find(struct store *store, const char *reference,
    struct case_id *id, struct error *err);
/* RC_NOTFOUND, in the words that mcase_find has for no such case. */
enum rc mcase_missing(const char *reference, struct error *err);

/* Borrowed; the lists become the whole set, and a victim who is a child is
 * always among the children. */
struct mcase_row {
	const char *reference;
	struct person_id victim;
	const struct child_id *children;
	size_t nchildren;
	const struct person_id *perpetrators;
	size_t nperpetrators;
	const char *criteria;
	int dash_score;               /* -1: none */
	const char *last_referral_on; /* YYYY-MM-DD or NULL */
};

/* Inside the caller's transaction.  A change voids every decision about the
 * case (rule 12). */
enum rc mcase_put(struct store *store, const struct mcase_row *row,
    struct case_id *id, enum upsert *what, struct error *err);

/* PERSON has a child's file from now on: CHILD is among the children of each
 * case whose victim they are.  Inside the caller's transaction; voids too. */
enum rc mcase_victim_is_child(struct store *store, struct person_id person,
    struct child_id child, struct error *err);

#endif
