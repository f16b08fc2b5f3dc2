#include "distributor/ending.h"

#include <stdbool.h>

#include "base/span.h"

/* Entries whose two clocks were read at one moment.  Others tell of a sample
 * that lies behind them (a gap, a segment's end, an edge). */
static bool
tells(const struct journal_entry *e)
{
	switch (e->kind) {
	case JOURNAL_STARTED:
	case JOURNAL_ITEM:
	case JOURNAL_OFF_RECORD:
	case JOURNAL_BREAK:
	case JOURNAL_RESUMED:
	case JOURNAL_CLOSED:
	case JOURNAL_OPENED:
	case JOURNAL_SEGMENT_BEGUN:
		return true;
	default:
		return false;
	}
}

void
ending_find(const struct journal_entry *entries, size_t count,
    const struct journal_entry *end, int64_t now_ms, struct ending *out)
{
	int64_t first = end->wall_ms, last = end->wall_ms;

	for (size_t i = 0; i < count; i++) {
		const struct journal_entry *e = &entries[i];
		int64_t said;

		if (!tells(e) || e->sample < 0 || e->sample > end->sample)
			continue;
		said =
		    e->wall_ms + (end->sample - e->sample) / (SPAN_RATE / 1000);
		if (said < first)
			first = said;
		if (said > last)
			last = said;
	}
	*out = (struct ending){.at_ms = end->wall_ms};
	if (last - first > ENDING_TOLERANCE_MS) {
		out->at_ms = first;
		out->moved_ms = last - first;
	}
	if (out->at_ms > now_ms) {
		out->future_ms = out->at_ms - now_ms;
		out->at_ms = now_ms;
	}
}
