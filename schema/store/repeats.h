/*
 * repeats -- which cases are repeats of which (rule 25): the same victim, the very
 * same alleged perpetrators, and a referral within twelve months of the last one
 * (rules/repeat).  Worked out when asked, stored nowhere.
 */
#ifndef STORE_REPEATS_H
#define STORE_REPEATS_H

#include <stddef.h>

#include "base/error.h"
#include "store/store.h"

struct repeats_one {
	char reference[64]; /* of the repeat */
	char of[64];        /* the last case before it */
	char on[16];        /* referred; "YYYY-MM-DD" */
	char last_on[16];
};

/* Those of every case, by reference; malloc'd.  Of a case that nobody is named in,
 * or that has no date, nothing is said. */
enum rc repeats_list(struct store *store, struct repeats_one **out,
    size_t *count, struct error *err);

#endif
