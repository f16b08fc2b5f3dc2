/*
 * cuts -- what of a case's passage one person hears, and where the rest went
 * (rule 10), whatever they may have of it at all.
 *
 * Every sample of the passage is in exactly one of OFF_RECORD, CLOSED,
 * EXCLUDED, ABSENT and MINE; what could stand in several stands in the first.
 */
#ifndef RULES_CUTS_H
#define RULES_CUTS_H

#include "base/error.h"
#include "base/span.h"
#include "rules/facts.h"

struct cuts {
	struct span_list off_record; /* or in a break */
	struct span_list closed;
	struct span_list excluded;
	struct span_list absent;
	struct span_list mine;   /* what is left */
	struct span_list silent; /* of MINE: withheld, there as silence */
	struct span_list open;   /* the passage without the first two */
};

void cuts_clear(struct cuts *cuts);

/* Whoever is on the attendance is bounded by when they were there; family who
 * did not come is not.  OUT must be = {0}; cuts_clear it whatever comes back.
 * RC_NOMEM. */
enum rc
cuts_make(const struct facts *facts, struct cuts *out, struct error *err);

#endif
