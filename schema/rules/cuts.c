#include "rules/cuts.h"

void
cuts_clear(struct cuts *cuts)
{
	span_clear(&cuts->off_record);
	span_clear(&cuts->closed);
	span_clear(&cuts->excluded);
	span_clear(&cuts->absent);
	span_clear(&cuts->mine);
	span_clear(&cuts->silent);
	span_clear(&cuts->open);
}

/* Take out of REST (which keeps the remainder) what is in BY. */
static enum rc
take(struct span_list *rest, const struct span_list *by, struct span_list *out,
    struct error *err)
{
	struct span_list left = {0};
	enum rc rc;

	if ((rc = span_intersect(rest, by, out, err)) == RC_OK &&
	    (rc = span_subtract(rest, by, &left, err)) == RC_OK) {
		span_clear(rest);
		*rest = left;
	}
	return rc;
}

enum rc
cuts_make(const struct facts *f, struct cuts *out, struct error *err)
{
	const struct span_list none = {0};
	struct span_list *rest = &out->mine, there = {0};
	enum rc rc;

	if ((rc = span_union(&f->passage, &none, rest, err)) != RC_OK ||
	    (rc = take(rest, &f->off_record, &out->off_record, err)) != RC_OK ||
	    (rc = take(rest, &f->closed, &out->closed, err)) != RC_OK ||
	    (rc = span_union(rest, &none, &out->open, err)) != RC_OK ||
	    (rc = take(rest, &f->excluded, &out->excluded, err)) != RC_OK)
		return rc;
	if (f->attended || f->participant) {
		if ((rc = take(rest, &f->present, &there, err)) != RC_OK) {
			span_clear(&there);
			return rc;
		}
		out->absent = *rest;
		*rest = there;
	}
	return span_intersect(rest, &f->withheld, &out->silent, err);
}
