/*
 * reviews -- the recordings that are to be looked at again soon, for the
 * administrator's page (keeping.h): which meeting's, and when.
 */
#ifndef SHARE_REVIEWS_H
#define SHARE_REVIEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "share/page.h"
#include "store/store.h"

enum {
	REVIEWS_AHEAD_DAYS = 90, /* by then */
	REVIEWS_MOST = 50        /* are listed */
};

struct reviews_one {
	char *ref; /* owned */
	char ended[PAGE_DAY];
	char on[PAGE_DAY];
	bool due; /* that day has come */
};

struct reviews {
	int64_t now_ms;
	struct reviews_one *ones; /* owned; those due longest first */
	size_t nones;
	size_t more; /* not listed */
	size_t ndue; /* listed or not */
};

/* Those of recordings that are looked at again after YEARS years; 0: it is not
 * said, and there are none.  OUT is cleared by the caller, also on an error. */
enum rc reviews_read(struct store *store, int years, int64_t now_ms,
    struct reviews *out, struct error *err);
void reviews_clear(struct reviews *reviews);

#endif
