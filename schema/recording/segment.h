/*
 * segment -- a sealed file: one unbroken stretch of audio, or a rendition.
 *
 * FORMAT.md spells the bytes out.  The plaintext is exactly an Ogg Opus file
 * (or an MP3, for a rendition).  Words typed with a mark are sealed event
 * records beside it; the index (independence points, peaks, loudness, clock
 * pairs) is a sealed record too; the final record holds count, lengths,
 * SHA-256 of plaintext and ciphertext and the device's signature.
 */
#ifndef RECORDING_SEGMENT_H
#define RECORDING_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "seal/box.h"

enum segment_kind {
	SEGMENT_MASTER = 1, /* records of 3,072 bytes, flushed as they come */
	SEGMENT_RENDITION   /* records of 16 KiB, synced once at the end */
};

enum segment_status {
	SEGMENT_COMPLETE = 1, /* final record there and right */
	SEGMENT_RECOVERED,    /* torn tail: the valid prefix counts */
	SEGMENT_BROKEN        /* damage in the middle: gaps are named */
};

/* What the index of a master knows; offsets in samples since the segment's
 * first. */
struct segment_index {
	int64_t samples; /* playable */
	int64_t *points; /* frame numbers of independence points, rising */
	size_t npoints;
	uint8_t *peaks; /* 8 a second, 0..255 of full scale */
	size_t npeaks;
	int32_t loudness_mlufs; /* integrated, BS.1770, thousandths of LUFS;
				   INT32_MIN: silent */
	struct segment_clock {
		int64_t sample;
		int64_t wall_ms;
		int64_t mono_ns;
	} * clocks; /* one a second */
	size_t nclocks;
};
void segment_index_clear(struct segment_index *index);

/* Of one meeting: 0001.seg ... for recorder, share and distributor. */
enum { SEGMENT_NUMBERS = 9999 };

struct segment_writer;

struct segment_plan {
	enum segment_kind kind;
	const struct box_public *to;          /* item key; NULL: detached, the
						    caller keeps DATA_KEY */
	const struct box_key *data_key;       /* NULL: a fresh one */
	const struct box_sign_secret *signer; /* NULL: unsigned (rendition) */
	int64_t start_sample;                 /* since the meeting began */
	int64_t created_ms;
};

/* Create PATH, which must not exist; its header is written, and on the disk
 * with the first segment_sync.  After a failure there is no file, or the one that
 * was there.  RC_CONFLICT, RC_IO, RC_NOSPACE. */
enum rc segment_create(struct segment_writer **out, const char *path,
    const struct segment_plan *plan, struct error *err);

/* Plaintext bytes, buffered until a record is full or, in a master,
 * segment_flush comes (a rendition's records are all full but the last). */
enum rc segment_write(
    struct segment_writer *w, const void *data, size_t len, struct error *err);
struct sink segment_sink(struct segment_writer *w);

/* Seal what is buffered and write it: after RC_OK it survives a killed process,
 * and the next segment_sync takes it to the disk.  Masters only; a rendition
 * keeps it until a record is full. */
enum rc segment_flush(struct segment_writer *w, struct error *err);

/* Wait until what was flushed is on the disk: after RC_OK it survives a power
 * cut.  One other thread may wait here while this one writes and flushes; it
 * must be over before segment_finish or segment_abandon.  A failed fdatasync is
 * final for this file: every later call is RC_IO. */
enum rc segment_sync(struct segment_writer *w, struct error *err);

/* A sealed event record (JSON text: words, owner, due of a mark); written, and
 * safe after the next segment_sync.  Masters only.  RC_INVALID: TEXT is longer
 * than SEGMENT_EVENT_MAX bytes. */
enum { SEGMENT_EVENT_MAX = 16384 };
enum rc segment_event(struct segment_writer *w, uint32_t mark_seq,
    const char *text, struct error *err);

/* Index and final record, sync, close and free; *W is NULL afterwards.
 * INDEX may be NULL for a rendition.  DIGEST (may be NULL) gets the plaintext's
 * SHA-256. */
enum rc
segment_finish(struct segment_writer **w, const struct segment_index *index,
    unsigned char digest[BOX_HASH], struct error *err);

/* Leave the file as a crash would (it reads as recovered).  NULL-safe. */
void segment_abandon(struct segment_writer **w);

struct segment_reader;

struct segment_about {
	enum segment_kind kind;
	enum segment_status status;
	unsigned char file_id[16];
	int64_t created_ms;
	int64_t start_sample;
	uint64_t plain_len; /* bytes of audio plaintext that can be read */
	uint64_t records;
	unsigned char plain_hash[BOX_HASH];  /* of what can be read */
	unsigned char cipher_hash[BOX_HASH]; /* complete: the final record's;
						else of the file as it lies */
	uint64_t torn; /* bytes behind the last record that counts */
	struct box_sign_public signer; /* zeros: unsigned */
	bool has_index;
};

/* Open PATH with the item's secret, or with the data key (exactly one of the
 * two).  A master is read through and every record opened; a rendition with
 * its final record in place is not: there segment_read and segment_verify say
 * what is damaged.  COMPLETE is said of nothing whose final record is missing
 * or contradicts what lies before it.  A journal that says sealed about a
 * file that is RECOVERED here tells of tampering: raise the alarm.
 * RC_NOTFOUND; RC_DENIED not this key; RC_DAMAGED not even the header;
 * RC_NEWER; RC_IO. */
enum rc segment_open(struct segment_reader **out, const char *path,
    const struct box_secret *sec, const struct box_key *data_key,
    struct error *err);
void segment_close(struct segment_reader *r);

const struct segment_about *segment_about(const struct segment_reader *r);

/* What a broken segment has lost: bytes of its audio plaintext (FROM = TO
 * when only events or the index are gone), where in the file, how many
 * records.  0 of them for any other status.  Lent. */
struct segment_gap {
	uint64_t from;
	uint64_t to;
	uint64_t file_from;
	uint64_t file_to;
	uint64_t records;
};
size_t
segment_gaps(const struct segment_reader *r, const struct segment_gap **gaps);

/* Any range of the audio plaintext; a packets_read.  RC_DAMAGED: a record in
 * it does not open; never wrong bytes. */
enum rc segment_read(void *reader, uint64_t offset, void *out, size_t len,
    size_t *got, struct error *err);

/* RC_NOTFOUND: a recovered segment has none (recount with packets). */
enum rc segment_read_index(
    struct segment_reader *r, struct segment_index *index, struct error *err);

/* Call EACH with every event record. */
typedef enum rc segment_each_event(
    void *to, uint32_t mark_seq, const char *text, struct error *err);
enum rc segment_events(struct segment_reader *r, segment_each_event *each,
    void *to, struct error *err);

/* What can be said without any key: header, record framing, ciphertext hash
 * against the final record, signature against SIGNER (NULL: any).  NAMED gets
 * a line for each fault.  RC_DAMAGED when anything is wrong; a torn tail alone
 * is RC_OK with status RECOVERED. */
enum rc segment_verify(const char *path, const struct box_sign_public *signer,
    struct segment_about *about, struct buf *named, struct error *err);

#endif
