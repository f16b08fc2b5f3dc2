#include "recorder/stretch.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/span.h"
#include "recording/loudness.h"
#include "recording/pages.h"
#include "recording/peaks.h"
#include "recording/segment.h"
#include "recording/voice.h"

struct stretch {
	struct segment_writer *segment;
	struct sink sink;
	struct pages *pages;
	struct voice *voice;
	struct loudness *loudness;
	struct peaks peaks;
	struct segment_index index;
	size_t point_room;
	size_t clock_room;
	int64_t frames; /* that came out of the encoder */
};

static void
clear(struct stretch *s)
{
	voice_close(s->voice);
	pages_close(s->pages);
	loudness_close(s->loudness);
	peaks_clear(&s->peaks);
	s->index.peaks = NULL; /* lent by peaks */
	segment_index_clear(&s->index);
	segment_abandon(&s->segment);
	free(s);
}

/* Room for one more of SIZE bytes behind COUNT of them. */
static void *
grow(void *v, size_t count, size_t *room, size_t size, struct error *err)
{
	size_t more = *room > 0 ? *room * 2 : 64;
	void *grown;

	if (count < *room)
		return v;
	grown = realloc(v, more * size);
	if (grown == NULL)
		(void)error_nomem(err);
	else
		*room = more;
	return grown;
}

static enum rc
on_packet(void *to, const struct voice_packet *packet, struct error *err)
{
	struct stretch *s = to;
	int64_t *points;

	if (packet->independent) {
		points = grow(s->index.points, s->index.npoints, &s->point_room,
		    sizeof(*points), err);
		if (points == NULL)
			return RC_NOMEM;
		s->index.points = points;
		points[s->index.npoints++] = packet->index;
	}
	s->frames++;
	return pages_packet(s->pages, packet->data, packet->len, err);
}

enum rc
stretch_open(
    struct stretch **out, const struct stretch_plan *plan, struct error *err)
{
	static const struct pages_tags tags = {.r128_gain_q78 = INT_MIN};
	const struct segment_plan segment = {
	    .kind = SEGMENT_MASTER,
	    .to = plan->to,
	    .signer = plan->signer,
	    .start_sample = plan->start_sample,
	    .created_ms = plan->created_ms,
	};
	struct stretch *s = calloc(1, sizeof(*s));
	uint32_t serial;
	enum rc rc;

	*out = NULL;
	if (s == NULL)
		return error_nomem(err);
	box_random(&serial, sizeof(serial));
	if ((rc = segment_create(&s->segment, plan->path, &segment, err)) !=
	    RC_OK) {
		clear(s);
		return rc;
	}
	s->sink = segment_sink(s->segment);
	if ((rc = pages_open(&s->pages, &s->sink, serial, VOICE_PRE_SKIP, &tags,
		 err)) == RC_OK &&
	    (rc = voice_open(&s->voice, true, on_packet, s, err)) == RC_OK &&
	    (rc = loudness_open(&s->loudness, err)) == RC_OK) {
		*out = s;
	} else {
		clear(s);
		(void)unlink(plan->path);
	}
	return rc;
}

/* A pair of clocks for each whole second that ends in these samples. */
static enum rc
note_clock(struct stretch *s, size_t samples, int64_t wall_ms, int64_t mono_ns,
    struct error *err)
{
	int64_t before = s->index.samples - (int64_t)samples;
	struct segment_clock *clocks;

	if (before > 0 && before / SPAN_RATE == s->index.samples / SPAN_RATE)
		return RC_OK;
	clocks = grow(s->index.clocks, s->index.nclocks, &s->clock_room,
	    sizeof(*clocks), err);
	if (clocks == NULL)
		return RC_NOMEM;
	s->index.clocks = clocks;
	clocks[s->index.nclocks++] = (struct segment_clock){
	    .sample = s->index.samples,
	    .wall_ms = wall_ms,
	    .mono_ns = mono_ns,
	};
	return RC_OK;
}

enum rc
stretch_write(struct stretch *s, const int16_t *pcm, size_t samples,
    int64_t wall_ms, int64_t mono_ns, struct error *err)
{
	enum rc rc;

	s->index.samples += (int64_t)samples;
	if ((rc = voice_write(s->voice, pcm, samples, err)) == RC_OK &&
	    (rc = peaks_add(&s->peaks, pcm, samples, err)) == RC_OK &&
	    (rc = loudness_add(s->loudness, pcm, samples, err)) == RC_OK)
		rc = note_clock(s, samples, wall_ms, mono_ns, err);
	return rc;
}

enum rc
stretch_flush(struct stretch *s, int64_t *playable, struct error *err)
{
	/* pages keeps the last packet back: it may be the stream's end */
	int64_t now = (s->frames - 1) * VOICE_FRAME - VOICE_PRE_SKIP;
	enum rc rc;

	if ((rc = pages_flush(s->pages, err)) == RC_OK &&
	    (rc = segment_flush(s->segment, err)) == RC_OK && now > 0)
		*playable = now;
	return rc;
}

enum rc
stretch_sync(struct stretch *s, struct error *err)
{
	return segment_sync(s->segment, err);
}

enum rc
stretch_event(
    struct stretch *s, uint32_t seq, const char *text, struct error *err)
{
	return segment_event(s->segment, seq, text, err);
}

int64_t
stretch_samples(const struct stretch *s)
{
	return s->index.samples;
}

enum rc
stretch_finish(struct stretch **stretch, struct error *err)
{
	struct stretch *s = *stretch;
	const uint8_t *peaks = NULL;
	int64_t written = 0;
	enum rc rc;

	*stretch = NULL;
	if ((rc = voice_finish(s->voice, &written, err)) == RC_OK &&
	    (rc = pages_finish(s->pages, written, err)) == RC_OK &&
	    (rc = peaks_end(&s->peaks, &peaks, &s->index.npeaks, err)) ==
		RC_OK &&
	    (rc = loudness_read(
		 s->loudness, &s->index.loudness_mlufs, NULL, err)) == RC_OK) {
		s->index.peaks = (uint8_t *)(uintptr_t)peaks;
		s->index.samples = written;
		rc = segment_finish(&s->segment, &s->index, NULL, err);
	}
	clear(s);
	return rc;
}

void
stretch_abandon(struct stretch **s)
{
	if (*s != NULL)
		clear(*s);
	*s = NULL;
}
