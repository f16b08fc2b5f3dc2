#include "recorder/opussource.h"

#include <stdio.h>

#include <ogg/ogg.h>
#include <opusfile.h>

enum {
	RATE = 48000,
	PRE_ROLL = 10 * RATE,
	CHUNK = 65536,
	THROWN = 5760 /* frames at a time, the longest packet there is */
};

struct pages_seen {
	int64_t count;
	int64_t granule; /* the last that was told */
	int serial;
	bool ended;
};

static enum rc
damaged(const struct source *s, const struct pages_seen *seen, const char *why,
    struct error *err)
{
	char place[SOURCE_TIME];

	return error_set(err, RC_INVALID, "%s is damaged at %s: %s", s->path,
	    source_time(seen->granule, RATE, place), why);
}

static enum rc
take_page(const struct source *s, struct pages_seen *seen, ogg_page *page,
    struct error *err)
{
	if (seen->ended)
		return damaged(s, seen,
		    "another stream follows; converting it to WAV makes one "
		    "of them",
		    err);
	if (seen->count == 0)
		seen->serial = ogg_page_serialno(page);
	if (ogg_page_serialno(page) != seen->serial)
		return damaged(s, seen,
		    "it holds several streams; only one of sound can be read",
		    err);
	if (ogg_page_pageno(page) != seen->count)
		return damaged(s, seen, "a part of it is missing", err);
	seen->count++;
	if (ogg_page_granulepos(page) >= 0)
		seen->granule = ogg_page_granulepos(page);
	seen->ended = ogg_page_eos(page) != 0;
	return RC_OK;
}

/* Every page from the first to the last. */
static enum rc
check_pages(const struct source *s, FILE *f, struct error *err)
{
	struct pages_seen seen = {0};
	char place[SOURCE_TIME];
	ogg_sync_state sync;
	ogg_page page;
	size_t got = 1, left = 0;
	enum rc rc = RC_OK;

	(void)ogg_sync_init(&sync);
	while (rc == RC_OK && got > 0) {
		char *room = ogg_sync_buffer(&sync, CHUNK);
		long n = 0;

		if (room == NULL) {
			rc = error_nomem(err);
			break;
		}
		got = fread(room, 1, CHUNK, f);
		(void)ogg_sync_wrote(&sync, (long)got);
		left += got;
		while (
		    rc == RC_OK && (n = ogg_sync_pageseek(&sync, &page)) != 0) {
			if (n < 0) {
				rc = damaged(s, &seen,
				    "its bytes are no page, or a checksum is "
				    "wrong",
				    err);
			} else {
				left -= (size_t)n;
				rc = take_page(s, &seen, &page, err);
			}
		}
	}
	if (rc == RC_OK && (!seen.ended || left > 0))
		rc = error_set(err, RC_INVALID,
		    "%s is cut short: there is %s, and no end of the stream; "
		    "how much is missing it does not say",
		    s->path, source_time(seen.granule, RATE, place));
	(void)ogg_sync_clear(&sync);
	return rc;
}

static enum rc
opus_open(struct source *s, struct error *err)
{
	FILE *f = fopen(s->path, "rb");
	int code = 0;
	enum rc rc;

	if (f == NULL)
		return error_sys(err, RC_NOTFOUND, "open %s", s->path);
	rc = check_pages(s, f, err);
	(void)fclose(f);
	if (rc != RC_OK)
		return rc;
	if ((s->file = op_open_file(s->path, &code)) == NULL)
		return error_set(err, RC_INVALID,
		    "%s is Ogg, but not Opus that can be read (%d); WAV, "
		    "FLAC, MP3 and Ogg Opus can",
		    s->path, code);
	s->rate = RATE;
	s->channels = op_channel_count(s->file, -1);
	s->frames = op_pcm_total(s->file, -1);
	return RC_OK;
}

static void
opus_close(void *file)
{
	op_free(file);
}

static enum rc
opus_read(
    struct source *s, float *out, size_t count, size_t *got, struct error *err)
{
	int n;

	*got = 0;
	if (count > THROWN)
		count = THROWN;
	n = op_read_float(s->file, out, (int)count * s->channels, NULL);
	if (n < 0)
		return error_set(err, RC_INVALID,
		    "%s is damaged: a packet cannot be decoded (%d)", s->path,
		    n);
	*got = (size_t)n;
	return RC_OK;
}

static enum rc
opus_seek(struct source *s, int64_t frame, struct error *err)
{
	int64_t from = frame > PRE_ROLL ? frame - PRE_ROLL : 0;
	float thrown[8 * 960];
	enum rc rc = RC_OK;

	if (op_pcm_seek(s->file, from) != 0)
		return error_set(err, RC_INVALID,
		    "%s is damaged: no sample %lld", s->path, (long long)from);
	while (rc == RC_OK && from < frame) {
		size_t want = 960, got = 0;

		if (frame - from < 960)
			want = (size_t)(frame - from);
		rc = opus_read(s, thrown, want, &got, err);
		if (rc == RC_OK && got == 0)
			rc = error_set(err, RC_INVALID,
			    "%s is damaged: no sample %lld", s->path,
			    (long long)from);
		from += (int64_t)got;
	}
	return rc;
}

const struct source_kind opussource_kind = {.open = opus_open,
    .close = opus_close,
    .seek = opus_seek,
    .read = opus_read};
