#include "recording/sealheader.h"

#include <string.h>

#include "base/buf.h"
#include "recording/sealrecord.h"
#include "recording/segment.h"

static const char magic[8] = {'S', 'E', 'A', 'L', 'S', 'E', 'G', '\0'};

enum {
	AT_VERSION = 8,
	AT_KIND = 10,
	AT_RECORD_SIZE = 12,
	AT_FILE_ID = 16,
	AT_CREATED = 32,
	AT_START = 40,
	AT_FLAGS = 48,
	AT_COMMITMENT = 64,
	AT_SIGNER = 96,
	AT_SEALED_KEY = 128,
	AT_RESERVED = AT_SEALED_KEY + BOX_SEALED_KEY,
	AT_HASH = SEALHEADER_SECTOR - BOX_HASH,
	FLAG_DETACHED = 1
};

/* Which version has audio records of SIZE in files of KIND; 0: none. */
static unsigned
version_of(uint16_t kind, uint32_t size)
{
	if (kind == SEGMENT_MASTER)
		return size == SEALRECORD_MASTER ? 1 : 0;
	if (kind != SEGMENT_RENDITION)
		return 0;
	return size == SEALRECORD_RENDITION  ? 2
	    : size == SEALRECORD_RENDITION_1 ? 1
					     : 0;
}

bool
sealheader_signed(const struct sealheader *h)
{
	return !buf_is_zero(h->signer.v, sizeof(h->signer.v));
}

void
sealheader_encode(struct sealheader *h, unsigned char out[SEALHEADER_BYTES])
{
	memset(out, 0, SEALHEADER_BYTES);
	memcpy(out, magic, sizeof(magic));
	buf_store(out + AT_VERSION, version_of(h->kind, h->record_size), 2);
	buf_store(out + AT_KIND, h->kind, 2);
	buf_store(out + AT_RECORD_SIZE, h->record_size, 4);
	memcpy(out + AT_FILE_ID, h->file_id, sizeof(h->file_id));
	buf_store(out + AT_CREATED, (uint64_t)h->created_ms, 8);
	buf_store(out + AT_START, (uint64_t)h->start_sample, 8);
	buf_store(out + AT_FLAGS, h->detached ? FLAG_DETACHED : 0, 4);
	memcpy(out + AT_COMMITMENT, h->commitment, sizeof(h->commitment));
	memcpy(out + AT_SIGNER, h->signer.v, sizeof(h->signer.v));
	if (!h->detached)
		memcpy(
		    out + AT_SEALED_KEY, h->sealed_key, sizeof(h->sealed_key));
	box_hash(out, AT_HASH, h->hash);
	memcpy(out + AT_HASH, h->hash, BOX_HASH);
	memcpy(out + SEALHEADER_SECTOR, out, SEALHEADER_SECTOR);
}

static bool
whole(const unsigned char *sector)
{
	unsigned char hash[BOX_HASH];

	if (memcmp(sector, magic, sizeof(magic)) != 0)
		return false;
	box_hash(sector, AT_HASH, hash);
	return memcmp(hash, sector + AT_HASH, BOX_HASH) == 0;
}

static enum rc
decode(const unsigned char *p, struct sealheader *h, struct error *err)
{
	unsigned version = buf_get_u16(p + AT_VERSION);
	uint32_t flags = buf_get_u32(p + AT_FLAGS);

	if (version > SEALHEADER_VERSION)
		return error_set(err, RC_NEWER,
		    "sealed file of version %u, this program knows %d", version,
		    SEALHEADER_VERSION);
	h->kind = buf_get_u16(p + AT_KIND);
	h->record_size = buf_get_u32(p + AT_RECORD_SIZE);
	memcpy(h->file_id, p + AT_FILE_ID, sizeof(h->file_id));
	h->created_ms = (int64_t)buf_get_u64(p + AT_CREATED);
	h->start_sample = (int64_t)buf_get_u64(p + AT_START);
	h->detached = (flags & FLAG_DETACHED) != 0;
	memcpy(h->commitment, p + AT_COMMITMENT, sizeof(h->commitment));
	memcpy(h->signer.v, p + AT_SIGNER, sizeof(h->signer.v));
	memcpy(h->sealed_key, p + AT_SEALED_KEY, sizeof(h->sealed_key));
	memcpy(h->hash, p + AT_HASH, BOX_HASH);
	if (version == 0 || version != version_of(h->kind, h->record_size) ||
	    flags > FLAG_DETACHED ||
	    !buf_is_zero(p + AT_FLAGS + 4, AT_COMMITMENT - AT_FLAGS - 4) ||
	    !buf_is_zero(p + AT_RESERVED, AT_HASH - AT_RESERVED) ||
	    h->detached != buf_is_zero(h->sealed_key, sizeof(h->sealed_key)))
		return error_set(err, RC_DAMAGED,
		    "the header's fields contradict each other");
	return RC_OK;
}

enum rc
sealheader_decode(const unsigned char in[SEALHEADER_BYTES],
    struct sealheader *h, bool *both, struct error *err)
{
	const unsigned char *second = in + SEALHEADER_SECTOR;
	bool first = whole(in);

	*both = first && memcmp(in, second, SEALHEADER_SECTOR) == 0;
	if (!first && !whole(second))
		return error_set(err, RC_DAMAGED,
		    "not a sealed file, or both copies of its header are "
		    "damaged");
	return decode(first ? in : second, h, err);
}
