#include "distributor/edge.h"

#include "recording/voice.h"

void
edge_zero(int16_t *pcm, size_t count, int64_t at, const struct span *keep)
{
	for (size_t i = 0; i < count; i++)
		if (at + (int64_t)i < keep->from || at + (int64_t)i >= keep->to)
			pcm[i] = 0;
}

bool
edge_point_allowed(int64_t start, int64_t point, int64_t from)
{
	if (point == 0)
		return start == from;
	return start + (point - 1) * VOICE_FRAME >= from;
}

void
edge_silence(int64_t origin, struct span s, int64_t *from, int64_t *to)
{
	*from = (s.from - origin) / VOICE_FRAME;
	*to = (s.to - origin + VOICE_FRAME - 1) / VOICE_FRAME;
}

const unsigned char *
edge_silent_packet(size_t *len)
{
	static const unsigned char packet[] = {0xf8, 0xff, 0xfe};

	*len = sizeof(packet);
	return packet;
}

/* PCM at DISTANCE samples from the edge: smoothly, 3x^2 - 2x^3, because the
 * ringing is strongest in the first 2 ms. */
static int16_t
faded(int16_t pcm, int64_t distance)
{
	int64_t n = EDGE_FADE;

	if (distance < 0 || distance >= n)
		return pcm;
	return (int16_t)(pcm * distance * distance * (3 * n - 2 * distance) /
	    (n * n * n));
}

void
edge_fade(int16_t *pcm, size_t count, int64_t at, const struct span *keep,
    bool in, bool out)
{
	for (size_t i = 0; i < count; i++) {
		if (in)
			pcm[i] = faded(pcm[i], at + (int64_t)i - keep->from);
		if (out)
			pcm[i] = faded(pcm[i], keep->to - 1 - at - (int64_t)i);
	}
}
