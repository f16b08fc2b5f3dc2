/*
 * addressees -- who is owed a debrief of a case, and who decided so.
 *
 * Two kinds.  Somebody a chair or a coordinator named, with a reason: a row,
 * voided when it is taken back.  And, by rule, the chair of the next child
 * protection conference of each child of the case: read from the meetings in
 * the store every time, so that it follows them.  What may be told whom is
 * briefed.h's to say.
 */
#ifndef STORE_ADDRESSEES_H
#define STORE_ADDRESSEES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/releases.h"
#include "store/store.h"

struct addressees_one {
	struct person_id person;
	struct account_id decided_by; /* 0: by rule */
	char *why;
};

/* Each person once, a decision before the rule.  malloc'd; addressees_free. */
enum rc addressees_of(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct addressees_one **out, size_t *count,
    struct error *err);
void addressees_free(struct addressees_one *list, size_t count);

enum rc addressees_has(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, bool *yes,
    struct error *err);

/* BY decides it; RC_OK too when somebody did before, whose reason stands. */
enum rc addressees_add(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, const char *why,
    const struct releases_account *by, int64_t now_ms, struct error *err);

/* BY takes the decision back.  RC_NOTFOUND: nobody decided it; a chair of the
 * next conference stays one. */
enum rc addressees_end(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, const char *why,
    const struct releases_account *by, int64_t now_ms, struct error *err);

#endif
