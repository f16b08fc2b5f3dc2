/*
 * Any bytes as a sealed file, read with its key and checked without.
 *
 * An input is a program in small: it says which records a file is made of,
 * how they are sealed (right, under another number, with another offset, with
 * lies inside) and which bytes are then flipped or cut.  So what lies behind
 * the seal is reached without breaking it.  Inputs that begin with the magic
 * of a sealed file are taken as they are, with the key of the test vectors.
 *
 * What must hold: bytes that are read are those that were sealed for that
 * place, and COMPLETE is said of untouched files only.
 */
#include <string.h>

#include "base/buf.h"
#include "fuzz/fuzz.h"
#include "recording/sealheader.h"
#include "recording/sealrecord.h"
#include "recording/segment.h"

enum { FILE_MOST = 400000 };

struct input {
	const uint8_t *p;
	size_t left;
};

static unsigned
next(struct input *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->p++;
}

static enum rc
any_event(void *to, uint32_t mark, const char *text, struct error *err)
{
	(void)mark;
	(void)err;
	*(size_t *)to += strlen(text);
	return RC_OK;
}

/* The byte that every honest record has at OFFSET. */
static unsigned char
byte_at(uint64_t offset)
{
	return (unsigned char)(offset * 7 + offset / 251);
}

static void
read_all(const char *path, const struct box_key *key, bool honest, bool touched)
{
	static unsigned char out[100000];
	struct segment_reader *r = NULL;
	struct segment_index index;
	struct segment_about about;
	const struct segment_gap *gaps;
	struct buf named = {0};
	struct error err;
	size_t words = 0;
	enum rc opened = segment_open(&r, path, NULL, key, &err);

	FUZZ_MUST(opened == RC_OK || opened == RC_DAMAGED ||
	    opened == RC_DENIED || opened == RC_NEWER);
	if (opened == RC_OK) {
		uint64_t len = segment_about(r)->plain_len;
		uint64_t at = 0;

		if (touched && segment_about(r)->kind == SEGMENT_MASTER)
			FUZZ_MUST(segment_about(r)->status != SEGMENT_COMPLETE);
		for (int tries = 0; at < len && tries < 50; tries++) {
			size_t got;
			enum rc rc =
			    segment_read(r, at, out, sizeof(out), &got, &err);

			FUZZ_MUST(got <= len - at);
			for (size_t i = 0; honest && i < got; i++)
				FUZZ_MUST(out[i] == byte_at(at + i));
			at += got;
			if (rc == RC_OK) {
				FUZZ_MUST(got > 0);
				continue;
			}
			at = segment_gaps(r, &gaps) > 0 && gaps[0].to > at
			    ? gaps[0].to
			    : at + 3000;
		}
		(void)segment_events(r, any_event, &words, &err);
		if (segment_read_index(r, &index, &err) == RC_OK)
			segment_index_clear(&index);
		segment_close(r);
	}
	(void)segment_verify(path, NULL, &about, &named, &err);
	buf_clear(&named);
}

struct build {
	struct buf file;
	struct sealheader h;
	struct box_key key;
	struct sealrecord_final final;
	struct box_hash cipher;
	uint64_t seq;
	uint64_t plain;
	bool honest;
	bool touched;
};

static void
put_record(struct build *b, struct input *in)
{
	static unsigned char data[SEALRECORD_MAX];
	unsigned how = next(in);
	struct sealrecord r = {
	    .type = (enum sealrecord_type)(1 + how % 3),
	    .seq = b->seq,
	};
	size_t most = b->h.record_size - SEALRECORD_OVERHEAD;
	size_t len = (next(in) | next(in) << 8) % (most + 1);
	unsigned char *out;

	if (r.type == SEALRECORD_AUDIO) {
		r.size = b->h.record_size;
		r.detail = b->plain;
		for (size_t i = 0; i < len; i++)
			data[i] = byte_at(b->plain + i);
	} else {
		r.detail = next(in);
		r.size = sealrecord_size(len,
		    r.type == SEALRECORD_EVENT ? SEALRECORD_MASTER
					       : SEALRECORD_UNIT);
		for (size_t i = 0; i < len; i++)
			data[i] = (unsigned char)next(in);
	}
	if (how & 0x10) {
		r.seq += next(in) - 3u;
		b->touched = true;
	}
	if ((how & 0x20) && r.type == SEALRECORD_AUDIO) {
		r.detail += next(in) - 3u;
		b->honest = false;
	}
	if (r.size > SEALRECORD_MAX)
		return;
	out = buf_more(&b->file, r.size);
	FUZZ_MUST(out != NULL);
	sealrecord_seal(&b->h, &b->key, &r, data, len, out);
	if (r.type == SEALRECORD_AUDIO)
		b->plain += len;
	b->seq++;
}

static void
build(struct build *b, struct input *in)
{
	unsigned kind = next(in);
	unsigned char *out;
	unsigned records;

	memset(&b->key, 5, sizeof(b->key));
	b->honest = true;
	b->h.kind = kind & 1 ? SEGMENT_RENDITION : SEGMENT_MASTER;
	b->h.record_size = !(kind & 1) ? SEALRECORD_MASTER
	    : kind & 8                 ? SEALRECORD_RENDITION_1
				       : SEALRECORD_RENDITION;
	b->h.detached = true;
	box_commit(&b->key, b->h.commitment);
	out = buf_more(&b->file, SEALHEADER_BYTES);
	FUZZ_MUST(out != NULL);
	sealheader_encode(&b->h, out);
	records = next(in) % (kind & 1 ? 5 : 20);
	while (records-- > 0)
		put_record(b, in);
	if (kind & 2)
		return;
	b->final.records = b->seq;
	b->final.plain_len = b->plain;
	if (kind & 4)
		b->final.plain_len += (uint64_t)next(in) << (next(in) % 56);
	/* plain_hash stays zeros unless right is wanted: never complete */
	box_hash(b->file.data, b->file.len, b->final.cipher_hash);
	b->touched = true;
	out = buf_more(&b->file, SEALRECORD_FINAL);
	FUZZ_MUST(out != NULL);
	sealrecord_final_seal(&b->h, &b->key, NULL, &b->final, out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char magic[] = "SEALSEG";
	struct input in = {data, len};
	struct build b = {0};
	struct error err;
	unsigned flips;

	if (box_init(&err) != RC_OK)
		abort();
	if (len >= sizeof(magic) && memcmp(data, magic, sizeof(magic)) == 0) {
		memset(&b.key, 5, sizeof(b.key));
		if (len <= FILE_MOST)
			read_all(fuzz_file(data, len), &b.key, false, false);
		return 0;
	}
	build(&b, &in);
	flips = next(&in) % 5;
	while (flips-- > 0) {
		size_t at = next(&in) | next(&in) << 8 | next(&in) << 16;

		b.file.data[at % b.file.len] ^=
		    (unsigned char)(1 + next(&in) % 255);
	}
	if (next(&in) & 1)
		b.file.len -= (next(&in) | next(&in) << 8) % b.file.len;
	read_all(
	    fuzz_file(b.file.data, b.file.len), &b.key, b.honest, b.touched);
	buf_clear(&b.file);
	return 0;
}
