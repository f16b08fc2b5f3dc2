#include "recording/pages.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ogg/ogg.h>
#include <opus/opus.h>

enum {
	FILL = 65025 /* what one page can hold, so that 25 packets always fit */
};

struct pages {
	struct sink *sink;
	ogg_stream_state stream;
	int pre_skip;
	int64_t packets; /* taken so far */
	int on_page;     /* given to libogg and not flushed */
	bool finished;
	/* The last packet waits, because whether the stream ends with it is
	 * known only later, and a page is written once. */
	bool waits;
	size_t len;
	unsigned char data[VOICE_PACKET_MAX];
};

static enum rc
write_pages(struct pages *p, struct error *err)
{
	ogg_page page;
	enum rc rc = RC_OK;

	while (rc == RC_OK &&
	    ogg_stream_flush_fill(&p->stream, &page, FILL) != 0) {
		rc = sink_write(
		    p->sink, page.header, (size_t)page.header_len, err);
		if (rc == RC_OK)
			rc = sink_write(
			    p->sink, page.body, (size_t)page.body_len, err);
	}
	p->on_page = 0;
	return rc;
}

static enum rc
take(struct pages *p, const unsigned char *data, size_t len, int64_t number,
    int64_t granule, bool last, struct error *err)
{
	unsigned char copy[VOICE_PACKET_MAX];
	ogg_packet packet = {
	    .bytes = (long)len,
	    .b_o_s = number == 0,
	    .e_o_s = last,
	    .granulepos = granule,
	    .packetno = number,
	};

	/* libogg copies it and takes no const */
	if (len > sizeof(copy))
		return error_set(err, RC_INVALID,
		    "a packet of %zu bytes; Opus has none over %d", len,
		    VOICE_PACKET_MAX);
	memcpy(copy, data, len);
	packet.packet = copy;
	if (ogg_stream_packetin(&p->stream, &packet) != 0)
		return error_nomem(err);
	return RC_OK;
}

static void
tag(struct buf *b, uint32_t *count, const char *name, const char *value)
{
	buf_u32(b, (uint32_t)(strlen(name) + 1 + strlen(value)));
	buf_text(b, name);
	buf_text(b, "=");
	buf_text(b, value);
	(*count)++;
}

static enum rc
write_head(struct pages *p, struct error *err)
{
	struct buf head = {0};
	enum rc rc;

	buf_text(&head, "OpusHead");
	buf_u8(&head, 1);
	buf_u8(&head, 1); /* channels */
	buf_u16(&head, (unsigned)p->pre_skip);
	buf_u32(&head, VOICE_RATE);
	buf_u16(&head, 0); /* output gain */
	buf_u8(&head, 0);  /* mapping family */
	if ((rc = buf_check(&head, err)) == RC_OK &&
	    (rc = take(p, head.data, head.len, 0, 0, false, err)) == RC_OK)
		rc = write_pages(p, err);
	buf_clear(&head);
	return rc;
}

static enum rc
write_tags(struct pages *p, const struct pages_tags *tags, struct error *err)
{
	struct buf list = {0};
	struct buf all = {0};
	uint32_t count = 0;
	const char *vendor = opus_get_version_string();
	char gain[16];
	enum rc rc;

	if (tags != NULL && tags->title != NULL)
		tag(&list, &count, "TITLE", tags->title);
	if (tags != NULL && tags->language != NULL)
		tag(&list, &count, "LANGUAGE", tags->language);
	if (tags != NULL && tags->r128_gain_q78 != INT_MIN) {
		(void)snprintf(gain, sizeof(gain), "%d", tags->r128_gain_q78);
		tag(&list, &count, "R128_TRACK_GAIN", gain);
	}
	buf_text(&all, "OpusTags");
	buf_u32(&all, (uint32_t)strlen(vendor));
	buf_text(&all, vendor);
	buf_u32(&all, count);
	buf_put(&all, list.data, list.len);
	if ((rc = buf_check(&list, err)) == RC_OK &&
	    (rc = buf_check(&all, err)) == RC_OK &&
	    (rc = take(p, all.data, all.len, 1, 0, false, err)) == RC_OK)
		rc = write_pages(p, err);
	buf_clear(&list);
	buf_clear(&all);
	return rc;
}

enum rc
pages_open(struct pages **out, struct sink *sink, uint32_t serial, int pre_skip,
    const struct pages_tags *tags, struct error *err)
{
	struct pages *p;
	enum rc rc;

	*out = NULL;
	if (pre_skip < 0 || pre_skip > UINT16_MAX)
		return error_set(
		    err, RC_INVALID, "a pre-skip of %d samples", pre_skip);
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return error_nomem(err);
	p->sink = sink;
	p->pre_skip = pre_skip;
	if (ogg_stream_init(&p->stream, (int)serial) != 0) {
		free(p);
		return error_nomem(err);
	}
	if ((rc = write_head(p, err)) != RC_OK ||
	    (rc = write_tags(p, tags, err)) != RC_OK) {
		pages_close(p);
		return rc;
	}
	*out = p;
	return RC_OK;
}

void
pages_close(struct pages *p)
{
	if (p == NULL)
		return;
	if (p->stream.body_data != NULL)
		explicit_bzero(
		    p->stream.body_data, (size_t)p->stream.body_storage);
	ogg_stream_clear(&p->stream);
	explicit_bzero(p, sizeof(*p));
	free(p);
}

/* Give the waiting packet to libogg.  GRANULE -1: its own. */
static enum rc
take_waiting(struct pages *p, int64_t granule, bool last, struct error *err)
{
	enum rc rc;

	if (!p->waits)
		return RC_OK;
	if (granule < 0)
		granule = p->packets * VOICE_FRAME;
	rc = take(p, p->data, p->len, p->packets + 1, granule, last, err);
	p->waits = false;
	p->on_page++;
	return rc;
}

enum rc
pages_packet(
    struct pages *p, const unsigned char *data, size_t len, struct error *err)
{
	enum rc rc;

	if (p->finished || len == 0 || len > VOICE_PACKET_MAX)
		return error_set(err, RC_INVALID,
		    p->finished ? "a packet behind the end of its stream"
				: "a packet of %zu bytes",
		    len);
	if ((rc = take_waiting(p, -1, false, err)) != RC_OK)
		return rc;
	if (p->on_page == PAGES_PACKETS && (rc = write_pages(p, err)) != RC_OK)
		return rc;
	memcpy(p->data, data, len);
	p->len = len;
	p->waits = true;
	p->packets++;
	return RC_OK;
}

enum rc
pages_flush(struct pages *p, struct error *err)
{
	return p->on_page == 0 ? RC_OK : write_pages(p, err);
}

enum rc
pages_finish(struct pages *p, int64_t samples, struct error *err)
{
	int64_t end = p->pre_skip + samples;
	enum rc rc;

	if (p->finished || !p->waits || samples < 0 ||
	    end > p->packets * VOICE_FRAME ||
	    end <= (p->packets - 1) * VOICE_FRAME)
		return error_set(err, RC_INVALID,
		    "%lld samples behind a pre-skip of %d do not end in the "
		    "last of %lld packets",
		    (long long)samples, p->pre_skip, (long long)p->packets);
	p->finished = true;
	if ((rc = take_waiting(p, end, true, err)) != RC_OK)
		return rc;
	return write_pages(p, err);
}
