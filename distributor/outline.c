#include "distributor/outline.h"

#include "recording/peaks.h"

/* Raise what PART plays of TAPE's peaks in OUT[ROOM]. */
static void
draw(const struct tape *tape, const struct splice_part *part,
    unsigned char *out, size_t room)
{
	for (size_t i = 0; i < tape->npeaks; i++) {
		int64_t from = tape->start + (int64_t)i * PEAKS_SAMPLES;
		int64_t at = part->plays_at + from - part->span.from;
		size_t first, last;

		if (from < part->span.from ||
		    from + PEAKS_SAMPLES > part->span.to)
			continue;
		first = (size_t)(at / PEAKS_SAMPLES);
		last = (size_t)((at + PEAKS_SAMPLES - 1) / PEAKS_SAMPLES);
		for (size_t j = first; j <= last && j < room; j++)
			if (out[j] < tape->peaks[i])
				out[j] = tape->peaks[i];
	}
}

enum rc
outline_draw(const struct tape *tapes, size_t count,
    const struct splice *splice, struct buf *out, struct error *err)
{
	size_t room =
	    (size_t)((splice->samples + PEAKS_SAMPLES - 1) / PEAKS_SAMPLES);
	unsigned char *v = buf_more(out, room);

	if (v == NULL)
		return room == 0 ? RC_OK : error_nomem(err);
	for (size_t i = 0; i < splice->nparts; i++)
		for (size_t t = 0; !splice->parts[i].silent && t < count; t++)
			if (tapes[t].peaks != NULL)
				draw(&tapes[t], &splice->parts[i], v, room);
	return RC_OK;
}
