/*
 * ending -- when a meeting ended, by clocks that may have been moved.
 *
 * Every journal entry has the meeting's sample, which nothing moves, and the
 * wall clock as it stood.  Each of them says when the end was: its wall clock,
 * and as much time as there are samples from it to the end.  They agree unless
 * somebody, or a time server, moved the clock; then the earliest is taken, so
 * that rule 19's seven days are never lengthened.  And no meeting ended after
 * it was attached.  Pure.
 */
#ifndef DISTRIBUTOR_ENDING_H
#define DISTRIBUTOR_ENDING_H

#include <stddef.h>
#include <stdint.h>

#include "recording/journal.h"

/* What is less than this between two entries is no move of the clock: an hour
 * of a sound card that is 200 ppm wrong is 0.7 s, a day 17 s. */
enum { ENDING_TOLERANCE_MS = 30 * 1000 };

struct ending {
	int64_t at_ms;
	int64_t moved_ms; /* by how much entries disagree; 0 within tolerance */
	int64_t future_ms; /* how far behind NOW_MS the end would have been */
};

/* Of ENTRIES (COUNT), whose ENDED is the entry END; NOW_MS: while attaching. */
void ending_find(const struct journal_entry *entries, size_t count,
    const struct journal_entry *end, int64_t now_ms, struct ending *out);

#endif
