#include "share/reviews.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/keeping.h"

static enum rc
put(void *to, const char *ref, int64_t ended_ms, int64_t review_ms,
    struct error *err)
{
	struct reviews *r = to;
	struct reviews_one *one;
	bool due = review_ms <= r->now_ms;

	r->ndue += due;
	if (r->nones == REVIEWS_MOST) {
		r->more++;
		return RC_OK;
	}
	one = &r->ones[r->nones];
	if ((one->ref = strdup(ref)) == NULL)
		return error_nomem(err);
	one->due = due;
	page_day(ended_ms, one->ended);
	page_day(review_ms, one->on);
	r->nones++;
	return RC_OK;
}

enum rc
reviews_read(struct store *store, int years, int64_t now_ms,
    struct reviews *out, struct error *err)
{
	*out = (struct reviews){.now_ms = now_ms};
	if (years == 0)
		return RC_OK;
	out->ones = calloc(REVIEWS_MOST, sizeof(*out->ones));
	if (out->ones == NULL)
		return error_nomem(err);
	return keeping_list(store, years,
	    now_ms + (int64_t)REVIEWS_AHEAD_DAYS * CLOCK_DAY_MS, put, out, err);
}

void
reviews_clear(struct reviews *reviews)
{
	for (size_t i = 0; i < reviews->nones; i++)
		free(reviews->ones[i].ref);
	free(reviews->ones);
}
