#include "share/place.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const int64_t least = 100000000000;

int64_t
place_of(const struct request *r, const char *what, int64_t id)
{
	unsigned char mac[BOX_HASH];
	uint64_t v = 0;
	char text[64];
	int len = snprintf(
	    text, sizeof(text), "marac place of %s %" PRId64, what, id);

	box_mac(&r->site->pepper, text, (size_t)len, mac);
	memcpy(&v, mac, sizeof(v));
	return least + (int64_t)(v % (9 * (uint64_t)least));
}
