#include "recorder/riff.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"

enum { CHUNKS_MOST = 1000, GUID = 16, W64_HEAD = GUID + 8 };

/* Behind the four letters of a W64 chunk's name; its own begins otherwise. */
static const char w64_riff[] = "\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0";
static const char w64_chunk[] =
    "\xF3\xAC\xD3\x11\x8C\xD1\0\xC0\x4F\x8E\xDB\x8A";

struct riff {
	uint64_t size;     /* of the file */
	uint64_t promised; /* bytes of data */
	uint64_t there;
	uint64_t ds64; /* the data size of an RF64 */
	uint32_t bytes_a_second;
};

/* Returns true when the data chunk was found. */
static bool
walk(struct riff *r, FILE *f)
{
	unsigned char head[8], body[28];
	uint64_t at = 12;

	for (int i = 0; i < CHUNKS_MOST; i++) {
		uint64_t len;

		if (fseek(f, (long)at, SEEK_SET) != 0 ||
		    fread(head, 1, sizeof(head), f) != sizeof(head))
			return false;
		len = buf_get_u32(head + 4);
		at += sizeof(head);
		if (memcmp(head, "fmt ", 4) == 0 && len >= 12 &&
		    fread(body, 1, 12, f) == 12)
			r->bytes_a_second = buf_get_u32(body + 8);
		if (memcmp(head, "ds64", 4) == 0 && len >= 16 &&
		    fread(body, 1, 16, f) == 16)
			r->ds64 = buf_get_u64(body + 8);
		if (memcmp(head, "data", 4) == 0) {
			r->promised = len;
			if (len == UINT32_MAX && r->ds64 != 0)
				r->promised = r->ds64;
			r->there = r->size > at ? r->size - at : 0;
			return true;
		}
		at += len + (len & 1);
	}
	return false;
}

/* The same of a W64: names of 16 bytes, sizes of 64 bits that count the head. */
static bool
walk_w64(struct riff *r, FILE *f)
{
	unsigned char head[W64_HEAD], body[12];
	uint64_t at = W64_HEAD + GUID;

	for (int i = 0; i < CHUNKS_MOST; i++) {
		uint64_t len;

		if (at > INT64_MAX || fseek(f, (long)at, SEEK_SET) != 0 ||
		    fread(head, 1, sizeof(head), f) != sizeof(head))
			return false;
		len = buf_get_u64(head + GUID);
		if (len < W64_HEAD || len > INT64_MAX ||
		    memcmp(head + 4, w64_chunk, sizeof(w64_chunk) - 1) != 0)
			return false;
		if (memcmp(head, "fmt ", 4) == 0 &&
		    fread(body, 1, sizeof(body), f) == sizeof(body))
			r->bytes_a_second = buf_get_u32(body + 8);
		if (memcmp(head, "data", 4) == 0) {
			r->promised = len - W64_HEAD;
			at += W64_HEAD;
			r->there = r->size > at ? r->size - at : 0;
			return true;
		}
		at += (len + 7) / 8 * 8;
	}
	return false;
}

static void
put_time(uint64_t bytes, uint32_t bytes_a_second, char *text, size_t room)
{
	unsigned long long s = bytes_a_second != 0 ? bytes / bytes_a_second : 0;

	(void)snprintf(
	    text, room, "%llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
}

static enum rc
judge(const struct riff *r, const char *path, bool big, struct error *err)
{
	char there[32], promised[32];

	put_time(r->there, r->bytes_a_second, there, sizeof(there));
	put_time(r->promised, r->bytes_a_second, promised, sizeof(promised));
	if (!big &&
	    (r->promised == UINT32_MAX || (r->promised == 0 && r->there > 0)))
		return error_set(err, RC_INVALID,
		    "%s was never completed: its header does not say how long "
		    "it is; there is %s of sound",
		    path, there);
	if (r->promised > r->there)
		return error_set(err, RC_INVALID,
		    "%s is cut short: its header promises %s, and there is %s "
		    "(%llu of %llu bytes)",
		    path, promised, there, (unsigned long long)r->there,
		    (unsigned long long)r->promised);
	if (!big && r->size > UINT32_MAX)
		return error_set(err, RC_INVALID,
		    "%s is larger than a WAV header can say: the %s it "
		    "promises is not all of it; RF64, W64 and FLAC can be",
		    path, promised);
	return RC_OK;
}

enum rc
riff_check(const char *path, struct error *err)
{
	unsigned char magic[GUID];
	struct riff r = {0};
	struct stat st;
	enum rc rc = RC_OK;
	bool w64, found;
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		return error_sys(err, RC_NOTFOUND, "open %s", path);
	if (fread(magic, 1, sizeof(magic), f) != sizeof(magic) ||
	    fstat(fileno(f), &st) != 0)
		goto done;
	w64 = memcmp(magic, "riff", 4) == 0 &&
	    memcmp(magic + 4, w64_riff, sizeof(w64_riff) - 1) == 0;
	if (!w64 && memcmp(magic, "RIFF", 4) != 0 &&
	    memcmp(magic, "RF64", 4) != 0)
		goto done;
	r.size = (uint64_t)st.st_size;
	found = w64 ? walk_w64(&r, f) : walk(&r, f);
	rc = found ? judge(&r, path, w64 || r.ds64 != 0, err)
		   : error_set(err, RC_INVALID,
			 "%s is cut short: there is no sound in it", path);
done:
	(void)fclose(f);
	return rc;
}
