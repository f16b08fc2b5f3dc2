#include "share/audible.h"

#include <stdlib.h>

#include "base/span.h"

void
audible_clear(struct audible *s)
{
	free(s->parts);
	buf_clear(&s->drawn);
	*s = (struct audible){0};
}

/* The loudest of each column. */
static void
draw(const struct buf *peaks, struct buf *out)
{
	size_t columns =
	    peaks->len < AUDIBLE_COLUMNS ? peaks->len : (size_t)AUDIBLE_COLUMNS;

	for (size_t i = 0; i < columns; i++) {
		size_t from = i * peaks->len / columns;
		size_t to = (i + 1) * peaks->len / columns;
		unsigned char high = 0;

		for (size_t at = from; at < to; at++)
			if (peaks->data[at] > high)
				high = peaks->data[at];
		buf_hex(out, &high, 1);
	}
}

enum rc
audible_fill(struct audible *s, struct store *store,
    struct rendition_id rendition, const char *label, struct error *err)
{
	struct playable playable = {.samples = 0};
	struct buf peaks = {0};
	enum rc rc;

	s->rendition = rendition;
	s->label = label;
	if ((rc = playable_find(
		 store, rendition, PLAYABLE_OPUS, &playable, err)) != RC_OK ||
	    (rc = playable_parts(
		 store, rendition, &s->parts, &s->nparts, err)) != RC_OK)
		return rc;
	s->samples = playable.samples;
	s->seconds = playable.samples / SPAN_RATE;
	(void)page_lasts(playable.samples, s->lasts);
	(void)page_clock(playable.samples, s->clock);
	rc = playable_outline(store, rendition, &peaks, err);
	if (rc == RC_OK) {
		draw(&peaks, &s->drawn);
		rc = buf_check(&s->drawn, err);
	} else if (rc == RC_NOTFOUND) {
		rc = RC_OK; /* made before outlines were */
	}
	s->outline = buf_str(&s->drawn);
	buf_clear(&peaks);
	return rc;
}

int64_t
audible_place(const struct audible *a, int64_t at)
{
	for (size_t i = 0; i < a->nparts; i++) {
		if (at <= a->parts[i].from)
			return a->parts[i].plays_at;
		if (at <= a->parts[i].to)
			return a->parts[i].plays_at + at - a->parts[i].from;
	}
	return a->samples;
}
