#include "recorder/timebase.h"

#include "base/span.h"
#include "recorder/mic.h"
#include "recorder/pace.h"

/* Longer than any sound card holds a sample back. */
enum { LATENCY_NS = 40 * 1000 * 1000 };

int64_t
timebase_now(const struct timebase *t, int64_t now_ns, int64_t floor)
{
	int64_t now = t->sample;

	if (!t->anchored && !t->fresh)
		now += pace_samples(now_ns - t->sample_ns);
	return now > floor ? now : floor;
}

void
timebase_drop_until(struct timebase *t, int64_t now_ns)
{
	t->not_before_ns = now_ns;
}

bool
timebase_past_drop(const struct timebase *t)
{
	return t->anchored && !t->fresh &&
	    t->sample_ns >= t->not_before_ns + LATENCY_NS;
}

static size_t
too_early(const struct timebase *t, const struct mic_block *b)
{
	int64_t early = t->not_before_ns + LATENCY_NS - b->captured_ns;
	int64_t samples;

	if (early <= 0)
		return 0;
	samples = pace_samples(early) + 1;
	return samples < (int64_t)b->count ? (size_t)samples : b->count;
}

static void
anchor(struct timebase *t, const struct mic_block *b, int64_t floor)
{
	int64_t on = pace_samples(b->captured_ns - t->sample_ns);

	t->sample += on > 0 ? on : 0;
	if (t->sample < floor)
		t->sample = floor;
	t->anchored = true;
}

size_t
timebase_take(
    struct timebase *t, const struct mic_block *b, int64_t floor, int64_t *lost)
{
	size_t cut = too_early(t, b);

	*lost = 0;
	if (t->fresh) {
		if (cut == b->count)
			return cut;
		t->sample = 0;
		t->anchored = true;
		t->fresh = false;
		return cut;
	}
	if (!t->anchored) {
		anchor(t, b, floor);
	} else if (b->lost > 0) {
		*lost = b->lost;
		t->sample += b->lost;
	}
	t->sample += (int64_t)cut;
	return cut;
}

void
timebase_went(struct timebase *t, const struct mic_block *b, size_t count)
{
	if (t->fresh)
		return;
	t->sample += (int64_t)count;
	t->sample_ns =
	    b->captured_ns + (int64_t)b->count * 1000000000 / SPAN_RATE;
}
