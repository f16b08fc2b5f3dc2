/*
 * sealrecord -- the records of a sealed file, one at a time, in memory.
 *
 * FORMAT.md spells the bytes out.  A record is a 40-byte header in clear, a
 * sealed body, a 16-byte tag.  The body starts with a u64 whose meaning is
 * the type's (audio: offset in the plaintext; event: the mark's journal seq;
 * index: part number) and the true length, so neither shows from outside.
 * Associated data are file id, header hash and record header: a record opens
 * only in its own file, behind its own header, under its own number.
 */
#ifndef RECORDING_SEALRECORD_H
#define RECORDING_SEALRECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "recording/sealheader.h"
#include "seal/box.h"

enum {
	SEALRECORD_UNIT = 512, /* records begin and end on it */
	SEALRECORD_HEADER = 40,
	SEALRECORD_RANDOM = 16,
	SEALRECORD_INNER = 12,
	SEALRECORD_OVERHEAD = SEALRECORD_HEADER + SEALRECORD_INNER + BOX_TAG,
	SEALRECORD_MASTER = 3072,
	SEALRECORD_RENDITION = 16384,   /* a part that is asked for opens few
					 bytes around it: benchmarked */
	SEALRECORD_RENDITION_1 = 65536, /* in files of version 1 */
	SEALRECORD_MAX = 65536,
	SEALRECORD_FINAL = 512
};

enum sealrecord_type {
	SEALRECORD_AUDIO = 1,
	SEALRECORD_EVENT,
	SEALRECORD_INDEX,
	SEALRECORD_LAST
};

struct sealrecord {
	enum sealrecord_type type;
	uint32_t size; /* on disk */
	uint64_t seq;
	uint64_t detail; /* after opening */
	uint32_t len;    /* after opening: plaintext bytes */
};

/* The smallest size on disk that takes LEN bytes, a multiple of UNIT. */
uint32_t sealrecord_size(size_t len, uint32_t unit);

/* Seal LEN bytes at DATA into OUT[r->size]; R's len is not read. */
void sealrecord_seal(const struct sealheader *h, const struct box_key *key,
    const struct sealrecord *r, const void *data, size_t len,
    unsigned char *out);

/* What a record header says, if IN[SEALRECORD_HEADER] can be one in H's
 * file.  Says nothing of the body. */
bool sealrecord_parse(
    const struct sealheader *h, const unsigned char *in, struct sealrecord *r);

/* Open IN[r->size] (parsed, not the final one) into PLAIN, which takes
 * r->size bytes; the data begin at PLAIN + SEALRECORD_INNER.  RC_DAMAGED. */
enum rc sealrecord_open(const struct sealheader *h, const struct box_key *key,
    struct sealrecord *r, const unsigned char *in, unsigned char *plain,
    struct error *err);

/* The final record: in clear, so that a file can be checked without its key;
 * tagged with the key and signed by the device. */
struct sealrecord_final {
	uint64_t records; /* before it; also its sequence number */
	uint64_t plain_len;
	unsigned char plain_hash[BOX_HASH];
	unsigned char cipher_hash[BOX_HASH]; /* all bytes of the file before */
};

void sealrecord_final_seal(const struct sealheader *h,
    const struct box_key *key, const struct box_sign_secret *signer,
    const struct sealrecord_final *f, unsigned char out[SEALRECORD_FINAL]);

/* KEY may be NULL: then only checksum and signature are checked.
 * RC_DAMAGED. */
enum rc sealrecord_final_open(const struct sealheader *h,
    const struct box_key *key, const unsigned char in[SEALRECORD_FINAL],
    struct sealrecord_final *f, struct error *err);

#endif
