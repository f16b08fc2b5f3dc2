#include "base/span.h"

#include <stdlib.h>
#include <string.h>

void
span_clear(struct span_list *list)
{
	free(list->v);
	*list = (struct span_list){0};
}

enum rc
span_add(struct span_list *list, struct span s, struct error *err)
{
	struct span *grown;
	size_t at = 0;
	size_t end;

	if (s.from >= s.to)
		return RC_OK;
	while (at < list->count && list->v[at].to < s.from)
		at++;
	for (end = at; end < list->count && list->v[end].from <= s.to; end++) {
		if (list->v[end].from < s.from)
			s.from = list->v[end].from;
		if (list->v[end].to > s.to)
			s.to = list->v[end].to;
	}
	if (end == at) { /* nothing to merge with: make room */
		grown = realloc(list->v, (list->count + 1) * sizeof(*grown));
		if (grown == NULL)
			return error_nomem(err);
		list->v = grown;
		memmove(&grown[at + 1], &grown[at],
		    (list->count - at) * sizeof(*grown));
		list->count++;
	} else {
		memmove(&list->v[at + 1], &list->v[end],
		    (list->count - end) * sizeof(*list->v));
		list->count -= end - at - 1;
	}
	list->v[at] = s;
	return RC_OK;
}

enum rc
span_subtract(const struct span_list *a, const struct span_list *b,
    struct span_list *out, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < a->count && rc == RC_OK; i++) {
		struct span rest = a->v[i];

		for (size_t j = 0; j < b->count && rc == RC_OK; j++) {
			struct span cut = b->v[j];

			if (cut.to <= rest.from || cut.from >= rest.to)
				continue;
			rc = span_add(
			    out, (struct span){rest.from, cut.from}, err);
			rest.from = cut.to;
		}
		if (rc == RC_OK)
			rc = span_add(out, rest, err);
	}
	if (rc != RC_OK)
		span_clear(out);
	return rc;
}

enum rc
span_intersect(const struct span_list *a, const struct span_list *b,
    struct span_list *out, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < a->count && rc == RC_OK; i++) {
		for (size_t j = 0; j < b->count && rc == RC_OK; j++) {
			struct span both = {
			    a->v[i].from > b->v[j].from ? a->v[i].from
							: b->v[j].from,
			    a->v[i].to < b->v[j].to ? a->v[i].to : b->v[j].to,
			};
			rc = span_add(out, both, err);
		}
	}
	if (rc != RC_OK)
		span_clear(out);
	return rc;
}

enum rc
span_union(const struct span_list *a, const struct span_list *b,
    struct span_list *out, struct error *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < a->count && rc == RC_OK; i++)
		rc = span_add(out, a->v[i], err);
	for (size_t i = 0; i < b->count && rc == RC_OK; i++)
		rc = span_add(out, b->v[i], err);
	if (rc != RC_OK)
		span_clear(out);
	return rc;
}

int64_t
span_samples(const struct span_list *list)
{
	int64_t sum = 0;

	for (size_t i = 0; i < list->count; i++)
		sum += list->v[i].to - list->v[i].from;
	return sum;
}

bool
span_equal(const struct span_list *a, const struct span_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->v[i].from != b->v[i].from || a->v[i].to != b->v[i].to)
			return false;
	return true;
}

bool
span_covers(const struct span_list *outer, const struct span_list *inner)
{
	/* Lists are merged, so each inner span lies in one outer span. */
	for (size_t i = 0; i < inner->count; i++) {
		bool found = false;

		for (size_t j = 0; j < outer->count && !found; j++)
			found = outer->v[j].from <= inner->v[i].from &&
			    outer->v[j].to >= inner->v[i].to;
		if (!found)
			return false;
	}
	return true;
}
