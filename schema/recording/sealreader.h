/*
 * sealreader -- an opened sealed file: its key, what is in it, one record at a
 * time.  segment.h is what callers use; this is its inside.
 */
#ifndef RECORDING_SEALREADER_H
#define RECORDING_SEALREADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "recording/sealheader.h"
#include "recording/sealrecord.h"
#include "recording/sealscan.h"
#include "recording/segment.h"
#include "seal/box.h"

struct segment_reader {
	int fd;
	uint64_t file_size;
	struct sealheader header;
	bool both_headers;
	struct box_key key;
	struct segment_about about;
	struct sealscan scan;
	/* A rendition that was not read through: where record N lies is
	 * arithmetic. */
	bool arithmetic;
	uint64_t naudio;
	/* the record that was opened last */
	bool cached;
	uint64_t cached_at;
	struct sealrecord record;
	unsigned char *plain;
	size_t plain_room;
	/* what was read of the file last, and how far it will be asked for */
	uint64_t run_at;
	size_t run_len;
	uint64_t ahead;
	unsigned char *sealed;
	size_t sealed_room;
};

/* Open PATH and decode its header into R, whose fd must be -1.  After a
 * failure R's fd may be open; the caller closes it either way.
 * RC_NOTFOUND, RC_INVALID, RC_DAMAGED, RC_NEWER, RC_IO. */
enum rc
sealreader_open(struct segment_reader *r, const char *path, struct error *err);

/* Find the data key and hold it against the commitment.  RC_DENIED. */
enum rc sealreader_key(struct segment_reader *r, const struct box_secret *sec,
    const struct box_key *data_key, struct error *err);

/* Fill R's about: from the final record alone for a rendition that ends in
 * one, else by reading the file through. */
enum rc sealreader_examine(struct segment_reader *r, struct error *err);

/* Wipe and free what R holds, its fd too. */
void sealreader_close(struct segment_reader *r);

/* Bring the record at AT into R's record and plain, opened; kept until the
 * next one.  RC_DAMAGED, RC_NOMEM. */
enum rc sealreader_load(struct segment_reader *r, uint64_t at, uint32_t size,
    uint64_t seq, struct error *err);

/* The next that is asked for is LEN bytes of the plaintext from OFFSET on: read
 * them at once as far as that goes. */
void sealreader_expect(struct segment_reader *r, uint64_t offset, size_t len);

/* The same with the audio record that holds byte OFFSET of the plaintext. */
enum rc
sealreader_locate(struct segment_reader *r, uint64_t offset, struct error *err);

#endif
