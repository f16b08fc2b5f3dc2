#include "rules/legible.h"

#include <stddef.h>

static bool
covers(const struct span_list *heard, struct span span)
{
	const struct span_list one = {&span, 1};

	return span.from < span.to && span_covers(heard, &one);
}

/* What a mark's words can be about, in *ABOUT; false: not this case. */
static bool
before(int64_t mark, const struct span_list *passage, struct span *about)
{
	for (size_t i = 0; i < passage->count; i++) {
		const struct span *s = &passage->v[i];

		/* A mark on a stretch's first sample has nothing before it. */
		if (mark <= s->from || mark > s->to)
			continue;
		about->from = mark - LEGIBLE_BEFORE;
		if (about->from < s->from)
			about->from = s->from;
		about->to = mark;
		return true;
	}
	return false;
}

bool
legible(enum legible_kind kind, struct span span,
    const struct span_list *passage, const struct span_list *heard)
{
	struct span about;

	switch (kind) {
	case LEGIBLE_SPOKEN:
		return covers(heard, span);
	case LEGIBLE_TYPED:
		return before(span.from, passage, &about) &&
		    covers(heard, about);
	case LEGIBLE_MINUTES:
		return passage->count > 0 && span_covers(heard, passage);
	}
	return false;
}
