#include "recorder/pace.h"

#include "base/span.h"

static const int64_t second_ns = 1000000000;

int64_t
pace_ns(int64_t samples)
{
	return samples / SPAN_RATE * second_ns +
	    samples % SPAN_RATE * second_ns / SPAN_RATE;
}

int64_t
pace_samples(int64_t ns)
{
	int64_t half = ns < 0 ? -second_ns / 2 : second_ns / 2;

	return ns / second_ns * SPAN_RATE +
	    (ns % second_ns * SPAN_RATE + half) / second_ns;
}

/* DELAY, of all blocks of the last ten seconds, without what is missing. */
static void
follow_drift(struct pace *p, int64_t delay, int64_t mono_ns)
{
	int64_t elapsed = mono_ns - p->began_ns;

	delay -= p->missed_ns;
	if (p->window_ns == mono_ns || delay < p->low_ns)
		p->low_ns = delay;
	if (mono_ns - p->window_ns < 10 * second_ns)
		return;
	if (!p->based)
		p->base_ns = p->low_ns;
	p->based = true;
	if (elapsed >= PACE_SURE_S * second_ns) {
		p->drift_ns = p->low_ns - p->base_ns;
		p->drift_ppm = (int)(p->drift_ns / (elapsed / 1000000));
	}
	p->window_ns = mono_ns;
	p->low_ns = delay;
}

/* Was every block of the last second too late?  By how many samples. */
static int64_t
skipped(struct pace *p, int64_t delay, int64_t count)
{
	int64_t late, grown;

	if (p->second == 0 || delay < p->least_ns)
		p->least_ns = delay;
	p->second += count;
	if (p->second < SPAN_RATE)
		return 0;
	p->second = 0;
	late = p->least_ns - p->delay_ns;
	grown = p->least_ns - p->before_ns;
	p->before_ns = p->least_ns;
	if (late < (int64_t)PACE_SKIP_MS * 1000000)
		return 0;
	p->delay_ns = p->least_ns;
	/* little by little is drift */
	if (grown > late / 2)
		p->missed_ns += late;
	return pace_samples(late);
}

/* By how many ppm the smallest delay may grow. */
static int64_t
slowness(const struct pace *p)
{
	return PACE_PPM + (p->drift_ppm > 0 ? p->drift_ppm : 0);
}

static void
begin(struct pace *p, int64_t delay, int64_t mono_ns)
{
	*p = (struct pace){
	    .begun = true,
	    .delay_ns = delay,
	    .before_ns = delay,
	    .mono_ns = mono_ns,
	    .began_ns = mono_ns,
	    .window_ns = mono_ns,
	};
}

struct pace_block
pace_block(struct pace *p, int64_t first, int64_t count, int64_t mono_ns,
    bool overflow)
{
	int64_t delay = mono_ns - pace_ns(first + count);
	struct pace_block b = {0};
	int64_t missing;

	if (!p->begun) {
		begin(p, delay, mono_ns);
	} else {
		b.lost = first > p->next ? first - p->next : 0;
		p->delay_ns += (mono_ns - p->mono_ns) / 1000000 * slowness(p);
		missing = pace_samples(delay - p->delay_ns);
		if (overflow && missing > PACE_JITTER) {
			b.lost += missing;
			p->missed_ns += delay - p->delay_ns;
		}
		if (delay < p->delay_ns || overflow)
			p->delay_ns = delay;
	}
	if (overflow)
		p->second = 0;
	b.lost += skipped(p, delay, count);
	follow_drift(p, delay, mono_ns);
	p->next = first + count;
	p->mono_ns = mono_ns;
	b.captured_ns = p->delay_ns + pace_ns(first);
	return b;
}
