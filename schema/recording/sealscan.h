/*
 * sealscan -- walk a sealed file from its first record to its last: which
 * records are there, where they lie, what is missing between them.
 *
 * With the key every record is opened; without, only framing is seen.  A
 * record that does not open, or has not the number that is due, is damage:
 * the walk goes on at the next 512-byte boundary where a record opens under a
 * later number, and what lies between is a gap.  Work is bounded: bytes tried
 * in vain cost at most four times the file.
 */
#ifndef RECORDING_SEALSCAN_H
#define RECORDING_SEALSCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "recording/sealheader.h"
#include "recording/sealrecord.h"
#include "recording/segment.h"
#include "seal/box.h"

/* Behind the last good record, or behind a gap this close to the end of a
 * file without final record, lie only bytes that no sync has acknowledged. */
enum { SEALSCAN_TORN = 16384 };

struct sealscan_entry {
	uint64_t at; /* in the file */
	struct sealrecord record;
};

struct sealscan {
	struct sealscan_entry *audio; /* by number, and so by offset */
	size_t naudio;
	struct sealscan_entry *others; /* events and index, by number */
	size_t nothers;
	struct segment_gap *gaps;
	size_t ngaps;
	uint64_t end;       /* behind the last good record, the final one too */
	uint64_t tail;      /* bytes of the file behind END */
	uint64_t plain_end; /* of the last audio record */
	uint64_t plain_len; /* the same, and what the final record says was
			       in records missing at the end */
	bool has_final;
	uint64_t final_at;
	struct sealrecord_final final;
	unsigned char plain_hash[BOX_HASH]; /* with the key */
};

/* KEY may be NULL.  OUT must be = {0}.  RC_IO, RC_NOMEM. */
enum rc sealscan_run(int fd, uint64_t file_size, const struct sealheader *h,
    const struct box_key *key, struct sealscan *out, struct error *err);
void sealscan_clear(struct sealscan *scan);

/* Drop the unacknowledged: from a gap within SEALSCAN_TORN of the end on, when
 * there is no final record.  PLAIN_HASH stays that of all. */
void sealscan_cut_torn(struct sealscan *scan, uint64_t file_size);

/* SHA-256 of the first LEN bytes.  RC_IO: fewer than LEN. */
enum rc sealscan_hash(
    int fd, uint64_t len, unsigned char hash[BOX_HASH], struct error *err);

/* LEN bytes at AT, whole or RC_IO. */
enum rc
sealscan_pread(int fd, uint64_t at, void *out, size_t len, struct error *err);

#endif
