#include "recorder/soundcheck.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/span.h"
#include "recorder/hearing.h"

enum { TENTH = SPAN_RATE / 10, RAIL = 32767 };

static void
end_tenth(struct soundcheck *s)
{
	double mean = s->power / TENTH / 32768 / 32768;

	if (s->ntenths < sizeof(s->tenths) / sizeof(s->tenths[0]))
		s->tenths[s->ntenths++] =
		    mean > 0 ? (int)lrint(100 * log10(mean)) : LEVEL_NONE;
	s->power = 0;
}

static void
add_sample(struct soundcheck *s, int16_t v)
{
	s->zeros = v == 0 ? s->zeros + 1 : 0;
	if (s->zeros > s->most_zeros)
		s->most_zeros = s->zeros;
	s->rail = v >= RAIL || v <= -RAIL ? s->rail + 1 : 0;
	if (s->rail == HEARING_CLIP_RUN)
		s->clips++;
	s->power += (double)v * v;
	if (++s->samples % TENTH == 0)
		end_tenth(s);
}

void
soundcheck_add(
    struct soundcheck *s, const int16_t *pcm, size_t count, int64_t lost)
{
	s->lost += lost;
	for (size_t i = 0; i < count; i++)
		add_sample(s, pcm[i]);
	if (!level_add(&s->now, pcm, count))
		return;
	if (!s->any || level_cb(&s->now) > s->loudest_cb)
		s->loudest_cb = level_cb(&s->now);
	s->any = true;
}

static int
by_size(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

int
soundcheck_noise_cb(const struct soundcheck *s)
{
	int sorted[sizeof(s->tenths) / sizeof(s->tenths[0])];

	if (s->ntenths == 0)
		return LEVEL_NONE;
	memcpy(sorted, s->tenths, s->ntenths * sizeof(sorted[0]));
	qsort(sorted, s->ntenths, sizeof(sorted[0]), by_size);
	return sorted[s->ntenths / 10];
}

bool
soundcheck_level(const struct soundcheck *s, char *text, size_t room)
{
	if (s->most_zeros >= (int64_t)HEARING_MUTED_S * SPAN_RATE ||
	    s->loudest_cb <= LEVEL_NONE) {
		(void)snprintf(text, room,
		    "muted: exact zeros.  Look for its switch, and for the "
		    "mixer's.");
		return false;
	}
	if (s->loudest_cb < HEARING_QUIET_CB) {
		(void)snprintf(text, room,
		    "nothing was heard (%d dBFS at most).  Speak while it "
		    "records; bring the microphone nearer or turn it up.",
		    s->loudest_cb / 10);
		return false;
	}
	(void)snprintf(
	    text, room, "%d dBFS at the loudest", s->loudest_cb / 10);
	return true;
}

bool
soundcheck_noise(const struct soundcheck *s, char *text, size_t room)
{
	int noise = soundcheck_noise_cb(s);

	if (noise <= LEVEL_NONE) {
		(void)snprintf(text, room, "none at all");
		return true;
	}
	if (noise > SOUNDCHECK_NOISY_CB) {
		(void)snprintf(text, room,
		    "%d dBFS: loud, even between words.  Close the window; "
		    "look for a fan or a bad cable.  Leave pauses when you "
		    "speak.",
		    noise / 10);
		return false;
	}
	if (s->loudest_cb >= HEARING_QUIET_CB &&
	    s->loudest_cb - noise < SOUNDCHECK_APART_CB) {
		(void)snprintf(text, room,
		    "%d dBFS: speech is only %d dB louder.  Bring the "
		    "microphone nearer.",
		    noise / 10, (s->loudest_cb - noise) / 10);
		return false;
	}
	(void)snprintf(text, room, "%d dBFS between words", noise / 10);
	return true;
}

bool
soundcheck_clipping(const struct soundcheck *s, char *text, size_t room)
{
	if (s->clips < SOUNDCHECK_CLIPS) {
		(void)snprintf(
		    text, room, "%s", s->clips == 0 ? "none" : "once or twice");
		return true;
	}
	(void)snprintf(text, room,
	    "%d times at full scale: turn the microphone down", s->clips);
	return false;
}

bool
soundcheck_whole(const struct soundcheck *s, char *text, size_t room)
{
	if (s->lost == 0) {
		(void)snprintf(text, room, "%lld.%lld s without a gap",
		    (long long)(s->samples / SPAN_RATE),
		    (long long)(s->samples % SPAN_RATE / TENTH));
		return true;
	}
	(void)snprintf(text, room,
	    "%lld samples were lost on the way: end other programs, or use "
	    "another socket of this computer",
	    (long long)s->lost);
	return false;
}
