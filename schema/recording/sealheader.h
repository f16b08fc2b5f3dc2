/*
 * sealheader -- the first 1,024 bytes of a sealed file: one 512-byte sector,
 * written twice, so that a damaged sector costs nothing (FORMAT.md).
 */
#ifndef RECORDING_SEALHEADER_H
#define RECORDING_SEALHEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "seal/box.h"

enum {
	SEALHEADER_BYTES = 1024,
	SEALHEADER_SECTOR = 512,
	SEALHEADER_FILE_ID = 16,
	SEALHEADER_VERSION = 2 /* of a rendition; a master is of 1 */
};

struct sealheader {
	uint16_t kind;        /* enum segment_kind */
	uint32_t record_size; /* of an audio record on disk */
	unsigned char file_id[SEALHEADER_FILE_ID];
	int64_t created_ms;
	int64_t start_sample;
	bool detached; /* the sealed-key slot is zeros */
	unsigned char commitment[BOX_HASH];
	struct box_sign_public signer; /* zeros: unsigned */
	unsigned char sealed_key[BOX_SEALED_KEY];
	unsigned char hash[BOX_HASH]; /* of the sector; every record names it */
};

/* Write both sectors and set H's hash. */
void
sealheader_encode(struct sealheader *h, unsigned char out[SEALHEADER_BYTES]);

/* BOTH: false when one of the two sectors was damaged (the other served).
 * RC_DAMAGED neither is right; RC_NEWER. */
enum rc sealheader_decode(const unsigned char in[SEALHEADER_BYTES],
    struct sealheader *h, bool *both, struct error *err);

bool sealheader_signed(const struct sealheader *h);

#endif
