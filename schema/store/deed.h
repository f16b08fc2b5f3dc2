/*
 * deed -- the audit event of what an account decided about a meeting, a case
 * and a person.
 */
#ifndef STORE_DEED_H
#define STORE_DEED_H

#include "base/error.h"
#include "base/id.h"
#include "store/releases.h"
#include "store/store.h"

struct deed {
	struct meeting_id meeting;
	struct case_id case_id;  /* 0: none */
	struct person_id person; /* 0: none */
	int64_t id;              /* of the row it is about; 0: none */
};

/* BY did WHAT ("decision.approved") about WHICH; WHY may be "".  Inside the
 * caller's transaction, which RC_DENIED ends: BY may decide nothing about it
 * (impartial.h). */
enum rc deed_add(struct store *store, const struct releases_account *by,
    const char *what, const struct deed *which, const char *why,
    struct error *err);

/* The same of what was asked about already, or what anybody may say. */
enum rc deed_note(struct store *store, const struct releases_account *by,
    const char *what, const struct deed *which, const char *why,
    struct error *err);

#endif
