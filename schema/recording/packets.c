#include "recording/packets.h"

#include <stdlib.h>
#include <string.h>

#include <ogg/ogg.h>

#include "base/buf.h"
#include "recording/voice.h"

enum {
	PAGE_HEADER = 27,
	PAGE_MAX = PAGE_HEADER + 255 + 255 * 255,
	TAGS_MAX = 65536,
	CONTINUED = 1,
	FIRST = 2,
	LAST = 4
};

struct packets {
	packets_read *read;
	void *from;
	uint64_t offset; /* of the page behind this one */
	uint64_t at;     /* of this one */
	uint32_t serial;
	uint32_t page_number; /* expected next */
	int pre_skip;
	int64_t count;   /* audio packets so far */
	int64_t granule; /* of the last page whose packets were all given */
	bool ended;
	bool over;
	/* this page */
	unsigned char page[PAGE_MAX];
	size_t segments;
	size_t segment;     /* next lacing value */
	size_t body;        /* next byte of the body */
	size_t last_ending; /* segment that ends the last packet, or none */
	int64_t page_granule;
	bool page_last;
	/* the packet being put together */
	size_t len;
	unsigned char packet[TAGS_MAX];
};

static enum rc
damaged(const struct packets *p, const char *what, struct error *err)
{
	return error_set(err, RC_DAMAGED, "Ogg page at byte %llu: %s",
	    (unsigned long long)p->at, what);
}

/* LEN bytes at OFFSET, or fewer at the end. */
static enum rc
fetch(struct packets *p, uint64_t offset, unsigned char *out, size_t len,
    size_t *got, struct error *err)
{
	enum rc rc;

	*got = 0;
	while (*got < len) {
		size_t more = 0;

		rc = p->read(
		    p->from, offset + *got, out + *got, len - *got, &more, err);
		if (rc != RC_OK)
			return rc;
		if (more == 0)
			break;
		*got += more;
	}
	return RC_OK;
}

static bool
checksum_right(unsigned char *page, size_t header, size_t body)
{
	unsigned char stored[4];
	ogg_page og = {
	    .header = page,
	    .header_len = (long)header,
	    .body = page + header,
	    .body_len = (long)body,
	};
	bool right;

	memcpy(stored, page + 22, 4);
	ogg_page_checksum_set(&og);
	right = memcmp(stored, page + 22, 4) == 0;
	memcpy(page + 22, stored, 4);
	return right;
}

/* Load the next page; p->over at the end of the file. */
static enum rc
next_page(struct packets *p, struct error *err)
{
	unsigned char *page = p->page;
	size_t body = 0;
	size_t header;
	size_t got;
	enum rc rc;

	p->at = p->offset;
	p->segments = p->segment = 0;
	if ((rc = fetch(p, p->at, page, PAGE_HEADER, &got, err)) != RC_OK)
		return rc;
	if (got < PAGE_HEADER) {
		/* what there is of a torn page must look like one */
		if (got > 0 && memcmp(page, "OggS", got < 4 ? got : 4) != 0)
			return damaged(p, "no page begins here", err);
		p->over = true;
		return RC_OK;
	}
	if (memcmp(page, "OggS", 4) != 0 || page[4] != 0)
		return damaged(p, "no page begins here", err);
	header = PAGE_HEADER + (size_t)page[26];
	if ((rc = fetch(p, p->at + PAGE_HEADER, page + PAGE_HEADER, page[26],
		 &got, err)) != RC_OK)
		return rc;
	if (got < page[26]) {
		p->over = true;
		return RC_OK;
	}
	for (size_t i = PAGE_HEADER; i < header; i++)
		body += page[i];
	if ((rc = fetch(p, p->at + header, page + header, body, &got, err)) !=
	    RC_OK)
		return rc;
	if (got < body) {
		p->over = true;
		return RC_OK;
	}
	if (!checksum_right(page, header, body))
		return damaged(p, "its checksum is wrong", err);
	if (p->at > 0 && buf_get_u32(page + 14) != p->serial)
		return damaged(p, "it belongs to a second stream", err);
	if (buf_get_u32(page + 18) != p->page_number)
		return damaged(p, "it is out of order", err);
	if (((page[5] & FIRST) != 0) != (p->at == 0))
		return damaged(p, "a stream begins in the wrong place", err);
	if (((page[5] & CONTINUED) != 0) != (p->len > 0))
		return damaged(p, "a packet is continued that is not", err);
	p->serial = buf_get_u32(page + 14);
	p->page_number++;
	p->page_granule = (int64_t)buf_get_u64(page + 6);
	p->page_last = (page[5] & LAST) != 0;
	p->segments = page[26];
	p->body = header;
	p->last_ending = SIZE_MAX;
	for (size_t i = 0; i < p->segments; i++)
		if (page[PAGE_HEADER + i] < 255)
			p->last_ending = i;
	p->offset = p->at + header + body;
	return RC_OK;
}

/* Put the next packet together.  ENDS: it is the last to end on its page. */
static enum rc
assemble(struct packets *p, size_t limit, bool *ends, struct error *err)
{
	enum rc rc;

	p->len = 0;
	for (;;) {
		size_t lace;

		while (p->segment == p->segments && !p->over) {
			if (p->ended) {
				unsigned char byte;
				size_t got;

				if (p->len > 0)
					return damaged(p,
					    "the stream ends inside a packet",
					    err);
				rc = fetch(p, p->offset, &byte, 1, &got, err);
				if (rc != RC_OK)
					return rc;
				p->at = p->offset;
				if (got > 0)
					return damaged(p,
					    "bytes behind the end of the "
					    "stream",
					    err);
				p->over = true;
				break;
			}
			if ((rc = next_page(p, err)) != RC_OK)
				return rc;
			if (!p->over)
				p->ended = p->page_last;
		}
		if (p->over)
			return RC_OK;
		lace = p->page[PAGE_HEADER + p->segment];
		if (p->len + lace > limit)
			return damaged(p, "a packet is too long", err);
		memcpy(p->packet + p->len, p->page + p->body, lace);
		p->len += lace;
		p->body += lace;
		*ends = p->segment == p->last_ending;
		p->segment++;
		if (lace < 255)
			return RC_OK;
	}
}

static enum rc
read_head(struct packets *p, struct packets_head *head, struct error *err)
{
	const unsigned char *h = p->packet;
	bool ends = false;
	enum rc rc;

	if ((rc = assemble(p, VOICE_PACKET_MAX, &ends, err)) != RC_OK)
		return rc;
	if (p->over || p->len < 19 || memcmp(h, "OpusHead", 8) != 0 ||
	    h[8] > 15 || p->segment != p->segments || p->page_granule != 0)
		return damaged(p, "no OpusHead alone on the first page", err);
	if (h[9] != 1 || h[18] != 0)
		return damaged(p, "not a mono Opus stream", err);
	p->pre_skip = buf_get_u16(h + 10);
	if (head != NULL)
		*head = (struct packets_head){
		    .channels = h[9],
		    .pre_skip = p->pre_skip,
		    .gain_q78 = (int16_t)buf_get_u16(h + 16),
		    .serial = p->serial,
		};
	if ((rc = assemble(p, TAGS_MAX, &ends, err)) != RC_OK)
		return rc;
	if (p->over || p->len < 16 || memcmp(h, "OpusTags", 8) != 0 ||
	    p->segment != p->segments || p->page_granule != 0)
		return damaged(
		    p, "no OpusTags alone on the pages after the first", err);
	return RC_OK;
}

enum rc
packets_open(struct packets **out, packets_read *read, void *from,
    struct packets_head *head, struct error *err)
{
	struct packets *p = calloc(1, sizeof(*p));
	enum rc rc;

	*out = NULL;
	if (p == NULL)
		return error_nomem(err);
	p->read = read;
	p->from = from;
	if ((rc = read_head(p, head, err)) != RC_OK) {
		packets_close(p);
		return rc;
	}
	p->len = 0;
	*out = p;
	return RC_OK;
}

void
packets_close(struct packets *p)
{
	if (p == NULL)
		return;
	explicit_bzero(p, sizeof(*p));
	free(p);
}

/* A page ends: its granule is the packets so far, or less at the very end,
 * where a player trims. */
static enum rc
check_granule(struct packets *p, struct error *err)
{
	int64_t all = p->count * VOICE_FRAME;

	if (p->page_last ? p->page_granule > all ||
		    p->page_granule <= all - VOICE_FRAME ||
		    p->page_granule < p->pre_skip
			 : p->page_granule != all)
		return damaged(
		    p, "its granule position is not what it holds", err);
	p->granule = p->page_granule;
	return RC_OK;
}

enum rc
packets_next(struct packets *p, const unsigned char **data, size_t *len,
    int64_t *granule, struct error *err)
{
	bool ends = false;
	enum rc rc;

	*data = NULL;
	*len = 0;
	*granule = -1;
	if ((rc = assemble(p, VOICE_PACKET_MAX, &ends, err)) != RC_OK)
		return rc;
	if (p->over)
		return RC_OK;
	if (p->len == 0)
		return damaged(p, "an empty packet", err);
	p->count++;
	if (ends) {
		if ((rc = check_granule(p, err)) != RC_OK)
			return rc;
		*granule = p->granule;
	}
	*data = p->packet;
	*len = p->len;
	return RC_OK;
}

int64_t
packets_samples(const struct packets *p)
{
	return p->granule > p->pre_skip ? p->granule - p->pre_skip : 0;
}

bool
packets_ended(const struct packets *p)
{
	return p->ended;
}

enum rc
packets_read_memory(void *from, uint64_t offset, void *out, size_t len,
    size_t *got, struct error *err)
{
	const struct packets_memory *m = from;

	(void)err;
	*got = 0;
	if (offset >= m->len)
		return RC_OK;
	*got = m->len - (size_t)offset < len ? m->len - (size_t)offset : len;
	memcpy(out, m->data + offset, *got);
	return RC_OK;
}
