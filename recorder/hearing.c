#include "recorder/hearing.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/span.h"
#include "recorder/mic.h"

/* The state machine goes by half seconds of sound. */
enum { HALVES = 2, MS_NS = 1000000 };

static void
put(struct hearing *h, enum hearing_trouble trouble, bool on)
{
	if (on)
		h->now |= (unsigned)trouble;
	else
		h->now &= ~(unsigned)trouble;
}

static bool
is(const struct hearing *h, enum hearing_trouble trouble)
{
	return (h->now & (unsigned)trouble) != 0;
}

static void
see_samples(struct hearing *h, const struct mic_block *b)
{
	for (size_t i = 0; i < b->count; i++) {
		int16_t s = b->pcm[i];

		h->zeros = s == 0 ? h->zeros + 1 : 0;
		h->sounded = h->sounded || s != 0;
		h->rail = s == INT16_MAX || s == INT16_MIN ? h->rail + 1 : 0;
		h->clipped = h->clipped || h->rail >= HEARING_CLIP_RUN;
	}
}

static void
see_muted(struct hearing *h)
{
	if (!h->call && h->zeros >= (int64_t)HEARING_MUTED_S * SPAN_RATE)
		put(h, HEARING_MUTED, true);
}

static void
see_lost(struct hearing *h, const struct mic_block *b)
{
	if (b->lost <= 0)
		return;
	h->losses++;
	h->lost += b->lost;
	h->unlost = 0;
	put(h, HEARING_LOST, true);
	if (h->losses >= HEARING_OFTEN)
		put(h, HEARING_FAILING, true);
}

static void
see_clocks(struct hearing *h, const struct mic_block *b)
{
	int64_t offset = b->wall_ms - b->mono_ns / MS_NS;
	int64_t set = offset - h->offset_ms;
	int ppm = abs(b->drift_ppm);

	h->drift_ppm = b->drift_ppm;
	h->drift_ms = b->drift_ns / MS_NS;
	if (ppm >= HEARING_DRIFT_PPM || llabs(h->drift_ms) >= HEARING_DRIFT_MS)
		put(h, HEARING_DRIFTS, true);
	else if (ppm < HEARING_STEADY_PPM)
		put(h, HEARING_DRIFTS, false);

	if (h->timed && llabs(set) >= HEARING_SET_MS) {
		put(h, HEARING_SET, true);
		h->set_ms = set;
		h->unset = 0;
		h->offset_ms = offset;
	}
	if (!h->timed)
		h->offset_ms = offset;
	h->timed = true;
}

static int
bits(unsigned v)
{
	int n = 0;

	for (; v != 0; v &= v - 1)
		n++;
	return n;
}

static void
after_half_second(struct hearing *h, const struct mic_block *b)
{
	if (h->sounded)
		put(h, HEARING_MUTED, false);
	h->sounded = false;

	h->clips = (h->clips << 1 | h->clipped) & ((1U << HEARING_CLIP_OF) - 1);
	h->unclipped = h->clipped ? 0 : h->unclipped + 1;
	h->clipped = false;
	if (bits(h->clips) >= HEARING_CLIP_MOST)
		put(h, HEARING_CLIPPED, true);
	else if (h->unclipped >= HALVES * HEARING_CALM_S)
		put(h, HEARING_CLIPPED, false);

	if (is(h, HEARING_MUTED) || level_cb(&h->level) >= HEARING_QUIET_CB)
		h->quiet = 0;
	else
		h->quiet++;
	if (h->quiet >= HALVES * HEARING_QUIET_S)
		put(h, HEARING_QUIET, !h->call);
	else if (is(h, HEARING_MUTED) ||
	    level_cb(&h->level) >= HEARING_HEARD_CB)
		put(h, HEARING_QUIET, false);

	if (++h->unlost >= HALVES * HEARING_CALM_S) {
		h->losses = 0;
		h->lost = 0;
		put(h, HEARING_LOST, false);
		put(h, HEARING_FAILING, false);
	}

	if (++h->unset >= HALVES * HEARING_SET_S)
		put(h, HEARING_SET, false);
	/* what a time server does little by little is no setting */
	h->offset_ms = b->wall_ms - b->mono_ns / MS_NS;
}

void
hearing_block(struct hearing *h, const struct mic_block *b)
{
	see_lost(h, b);
	see_samples(h, b);
	see_muted(h);
	see_clocks(h, b);
	if (level_add(&h->level, b->pcm, b->count))
		after_half_second(h, b);
}

void
hearing_words(const struct hearing *h, enum hearing_trouble trouble,
    const char *name, char *out, size_t room)
{
	switch (trouble) {
	case HEARING_MUTED:
		(void)snprintf(out, room,
		    "\"%s\" is muted: exact zeros come from it; switch it on",
		    name);
		break;
	case HEARING_CLIPPED:
		(void)snprintf(
		    out, room, "\"%s\" is too loud: turn it down", name);
		break;
	case HEARING_FAILING:
		(void)snprintf(out, room,
		    "\"%s\" loses sound again and again; is the machine too "
		    "busy, or a cable bad?",
		    name);
		break;
	case HEARING_LOST:
		(void)snprintf(out, room, "\"%s\" lost %lld ms of sound", name,
		    (long long)(h->lost / (SPAN_RATE / 1000)));
		break;
	case HEARING_QUIET:
		(void)snprintf(out, room,
		    "\"%s\" hears next to nothing; a quiet room, or is it too "
		    "far away?",
		    name);
		break;
	case HEARING_DRIFTS:
		(void)snprintf(out, room,
		    "the clock of \"%s\" runs %d ppm %s: %lld ms by now", name,
		    abs(h->drift_ppm), h->drift_ppm < 0 ? "fast" : "slow",
		    llabs((long long)h->drift_ms));
		break;
	case HEARING_SET:
		(void)snprintf(out, room,
		    "the computer's clock was set %lld s %s; the recording "
		    "does not go by it",
		    llabs((long long)h->set_ms) / 1000,
		    h->set_ms < 0 ? "back" : "forward");
		break;
	}
}
