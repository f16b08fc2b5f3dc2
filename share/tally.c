#include "share/tally.h"

void
tally_add(struct tally *t, unsigned status)
{
	if (status >= TALLY_FIRST && status <= TALLY_LAST)
		(void)atomic_fetch_add_explicit(
		    &t->v[status - TALLY_FIRST], 1, memory_order_relaxed);
}

uint64_t
tally_of(const struct tally *t, unsigned status)
{
	return status >= TALLY_FIRST && status <= TALLY_LAST
	    ? atomic_load_explicit(
		  &t->v[status - TALLY_FIRST], memory_order_relaxed)
	    : 0;
}
