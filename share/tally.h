/*
 * tally -- how many requests were answered, by status.  Thread-safe; counts from
 * the start of the program, and knows nothing of who asked for what.
 */
#ifndef SHARE_TALLY_H
#define SHARE_TALLY_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { TALLY_FIRST = 100, TALLY_LAST = 599 };

struct tally { /* = {0} */
	_Atomic uint64_t v[TALLY_LAST - TALLY_FIRST + 1];
};

/* One that is no status is not counted. */
void tally_add(struct tally *t, unsigned status);
uint64_t tally_of(const struct tally *t, unsigned status);

#endif
