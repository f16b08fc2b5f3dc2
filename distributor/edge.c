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
