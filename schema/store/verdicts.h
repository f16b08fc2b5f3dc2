/*
 * verdicts -- who gets what of a case, how much of it, and why or why not: what
 * `marac-distributor explain` and the page "Check before sending" both say.
 */
#ifndef STORE_VERDICTS_H
#define STORE_VERDICTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "rules/cuts.h"
#include "store/person.h"
#include "store/standing.h"
#include "store/store.h"

/* What it points at lasts for the call. */
struct verdicts {
	const struct standing_line *line;
	const struct person *person;
	struct cuts cuts; /* where the rest went */
	int64_t heard;    /* today; samples, as are the next two */
	int64_t would;    /* if all that is waited for came; 0 when not OWED */
	int64_t of;       /* the case's passage */
	bool owed;        /* a copy, or a decision about one */
};

typedef enum rc
verdicts_heard(void *to, const struct verdicts *told, struct error *err);

/* Everybody about every case of MEETING, as standing_table; or about CASE
 * alone, unless it is {0}. */
enum rc verdicts_table(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id only, int64_t now_ms,
    verdicts_heard *heard, void *to, struct error *err);

#endif
