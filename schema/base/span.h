/*
 * span -- half-open stretches [from, to) of a meeting, in samples at 48 kHz
 * since the meeting began, and the set arithmetic that entitlement is made
 * of.  A list is ordered, without empty spans, and its spans are apart.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { SPAN_RATE = 48000 };

struct span {
	int64_t from; /* first sample */
	int64_t to;   /* the sample after the last */
};

struct span_list {
	struct span *v;
	size_t count;
};

void span_clear(struct span_list *list);

/* Put S anywhere into LIST, merging what overlaps or touches; an empty or
 * backward S adds nothing.  RC_NOMEM. */
enum rc span_add(struct span_list *list, struct span s, struct error *err);

/* OUT (which must be = {0}) becomes A without B, A where B too, A or B.
 * RC_NOMEM; OUT is then empty. */
enum rc span_subtract(const struct span_list *a, const struct span_list *b,
    struct span_list *out, struct error *err);
enum rc span_intersect(const struct span_list *a, const struct span_list *b,
    struct span_list *out, struct error *err);
enum rc span_union(const struct span_list *a, const struct span_list *b,
    struct span_list *out, struct error *err);

int64_t span_samples(const struct span_list *list);
bool span_equal(const struct span_list *a, const struct span_list *b);

/* Every sample of INNER is in OUTER. */
bool span_covers(const struct span_list *outer, const struct span_list *inner);

#endif
