#include "recording/sealreader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Read at once at most: as many records as a block of 64 KiB can lie in. */
enum { AHEAD = 6 * SEALRECORD_RENDITION };

static void
forget(struct segment_reader *r)
{
	if (r->plain != NULL)
		box_wipe(r->plain, r->plain_room);
	free(r->plain);
	free(r->sealed);
	r->plain = r->sealed = NULL;
	r->plain_room = r->sealed_room = r->run_len = 0;
	r->cached = false;
}

/* To hold SIZE bytes; what was in it is gone. */
static enum rc
make_room(unsigned char **v, size_t *room, size_t size, struct error *err)
{
	if (size <= *room)
		return RC_OK;
	if (*v != NULL)
		box_wipe(*v, *room);
	free(*v);
	*v = malloc(size);
	*room = *v != NULL ? size : 0;
	return *v != NULL ? RC_OK : error_nomem(err);
}

/* SIZE bytes of the file at AT, and what is expected behind them. */
static enum rc
bring(struct segment_reader *r, uint64_t at, uint32_t size,
    const unsigned char **out, struct error *err)
{
	uint64_t to = r->ahead;
	enum rc rc;

	if (at >= r->run_at && at + size <= r->run_at + r->run_len) {
		*out = r->sealed + (at - r->run_at);
		return RC_OK;
	}
	if (to > r->file_size)
		to = r->file_size;
	if (to > at + AHEAD)
		to = at + AHEAD;
	if (to < at + size)
		to = at + size;
	r->run_len = 0;
	if ((rc = make_room(&r->sealed, &r->sealed_room, (size_t)(to - at),
		 err)) != RC_OK ||
	    (rc = sealscan_pread(
		 r->fd, at, r->sealed, (size_t)(to - at), err)) != RC_OK)
		return rc;
	r->run_at = at;
	r->run_len = (size_t)(to - at);
	*out = r->sealed;
	return RC_OK;
}

enum rc
sealreader_open(struct segment_reader *r, const char *path, struct error *err)
{
	unsigned char head[SEALHEADER_BYTES];
	struct stat st;
	enum rc rc;

	r->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (r->fd < 0)
		return error_sys(err, errno == ENOENT ? RC_NOTFOUND : RC_IO,
		    "cannot open %s", path);
	if (fstat(r->fd, &st) != 0)
		return error_sys(err, RC_IO, "cannot examine %s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, RC_INVALID, "%s is not a file", path);
	r->file_size = (uint64_t)st.st_size;
	if (r->file_size < SEALHEADER_BYTES)
		return error_set(err, RC_DAMAGED,
		    "%llu bytes are not even the header of a sealed file",
		    (unsigned long long)r->file_size);
	if ((rc = sealscan_pread(r->fd, 0, head, sizeof(head), err)) != RC_OK ||
	    (rc = sealheader_decode(head, &r->header, &r->both_headers, err)) !=
		RC_OK)
		return rc;
	r->about.kind = r->header.kind == SEGMENT_MASTER ? SEGMENT_MASTER
							 : SEGMENT_RENDITION;
	memcpy(r->about.file_id, r->header.file_id, sizeof(r->about.file_id));
	r->about.created_ms = r->header.created_ms;
	r->about.start_sample = r->header.start_sample;
	r->about.signer = r->header.signer;
	return RC_OK;
}

enum rc
sealreader_key(struct segment_reader *r, const struct box_secret *sec,
    const struct box_key *data_key, struct error *err)
{
	unsigned char commitment[BOX_HASH];
	enum rc rc;

	if ((sec == NULL) == (data_key == NULL))
		return error_set(err, RC_INVALID,
		    "exactly one of the two keys opens a sealed file");
	if (data_key != NULL) {
		r->key = *data_key;
	} else if (r->header.detached) {
		return error_set(err, RC_DENIED,
		    "its data key is kept apart, not sealed in the file");
	} else if ((rc = box_key_open(
			r->header.sealed_key, sec, &r->key, err)) != RC_OK) {
		return rc;
	}
	box_commit(&r->key, commitment);
	if (memcmp(commitment, r->header.commitment, BOX_HASH) != 0)
		return error_set(
		    err, RC_DENIED, "another key than the file was made with");
	return RC_OK;
}

void
sealreader_close(struct segment_reader *r)
{
	if (r->fd >= 0)
		(void)close(r->fd);
	r->fd = -1;
	sealscan_clear(&r->scan);
	forget(r);
	box_wipe(&r->key, sizeof(r->key));
}

/* A rendition that ends in its final record is taken at its word. */
static enum rc
open_quick(struct segment_reader *r, bool *done, struct error *err)
{
	unsigned char last[SEALRECORD_FINAL];
	struct sealrecord_final *f = &r->scan.final;
	uint64_t size = r->header.record_size;
	uint64_t cap = size - SEALRECORD_OVERHEAD;
	uint64_t at = r->file_size - SEALRECORD_FINAL;
	enum rc rc;

	*done = false;
	if (r->header.kind != SEGMENT_RENDITION || !r->both_headers ||
	    r->file_size < SEALHEADER_BYTES + SEALRECORD_FINAL)
		return RC_OK;
	rc = sealscan_pread(r->fd, at, last, sizeof(last), err);
	if (rc != RC_OK)
		return rc;
	if (sealrecord_final_open(&r->header, &r->key, last, f, NULL) != RC_OK)
		return RC_OK;
	r->naudio = f->plain_len / cap + (f->plain_len % cap != 0);
	if (r->naudio > f->records ||
	    r->naudio > (at - SEALHEADER_BYTES) / size ||
	    /* without an index the records must reach to here exactly */
	    (r->naudio == f->records &&
		SEALHEADER_BYTES + r->naudio * size != at))
		return RC_OK;
	r->about.status = SEGMENT_COMPLETE;
	r->about.plain_len = f->plain_len;
	r->about.records = f->records;
	r->about.has_index = f->records > r->naudio;
	memcpy(r->about.plain_hash, f->plain_hash, BOX_HASH);
	memcpy(r->about.cipher_hash, f->cipher_hash, BOX_HASH);
	r->arithmetic = true;
	*done = true;
	return RC_OK;
}

/* Bring the record at AT into the cache, opened. */
enum rc
sealreader_load(struct segment_reader *r, uint64_t at, uint32_t size,
    uint64_t seq, struct error *err)
{
	const unsigned char *sealed;
	enum rc rc;

	if (r->cached && r->cached_at == at)
		return RC_OK;
	r->cached = false;
	if ((rc = make_room(&r->plain, &r->plain_room, size, err)) != RC_OK ||
	    (rc = bring(r, at, size, &sealed, err)) != RC_OK)
		return rc;
	if (!sealrecord_parse(&r->header, sealed, &r->record) ||
	    r->record.size != size || r->record.seq != seq)
		return error_set(err, RC_DAMAGED,
		    "record %llu is not where it belongs",
		    (unsigned long long)seq);
	rc = sealrecord_open(
	    &r->header, &r->key, &r->record, sealed, r->plain, err);
	if (rc != RC_OK)
		return error_set(err, RC_DAMAGED,
		    "record %llu does not open: it is damaged",
		    (unsigned long long)seq);
	r->cached = true;
	r->cached_at = at;
	return RC_OK;
}

static bool
whole_index(const struct sealscan *s)
{
	uint64_t part = 0;

	for (size_t i = 0; i < s->nothers; i++)
		if (s->others[i].record.type == SEALRECORD_INDEX &&
		    s->others[i].record.detail != part++)
			return false;
	/* the last part is the last record: no gap has swallowed it */
	return part > 0 && s->has_final &&
	    s->others[s->nothers - 1].record.seq + 1 == s->final.records;
}

/* The hash of what is left after the unacknowledged was cut off. */
static enum rc
rehash(struct segment_reader *r, struct error *err)
{
	struct box_hash hash;
	enum rc rc;

	box_hash_begin(&hash);
	for (size_t i = 0; i < r->scan.naudio; i++) {
		const struct sealscan_entry *e = &r->scan.audio[i];

		rc = sealreader_load(
		    r, e->at, e->record.size, e->record.seq, err);
		if (rc != RC_OK)
			return rc;
		box_hash_more(
		    &hash, r->plain + SEALRECORD_INNER, r->record.len);
	}
	box_hash_end(&hash, r->about.plain_hash);
	return RC_OK;
}

static bool
final_agrees(const struct sealscan *s, const unsigned char *cipher_hash)
{
	return s->final.records == s->naudio + s->nothers &&
	    s->final.plain_len == s->plain_end &&
	    memcmp(s->final.plain_hash, s->plain_hash, BOX_HASH) == 0 &&
	    memcmp(s->final.cipher_hash, cipher_hash, BOX_HASH) == 0;
}

static enum rc
read_through(struct segment_reader *r, struct error *err)
{
	struct segment_about *a = &r->about;
	struct sealscan *s = &r->scan;
	uint64_t hashed;
	bool cut;
	enum rc rc;

	*s = (struct sealscan){0};
	rc = sealscan_run(r->fd, r->file_size, &r->header, &r->key, s, err);
	if (rc != RC_OK)
		return rc;
	cut = s->ngaps > 0;
	sealscan_cut_torn(s, r->file_size);
	hashed = s->has_final && s->ngaps == 0 && s->tail == 0 ? s->final_at
							       : r->file_size;
	rc = sealscan_hash(r->fd, hashed, a->cipher_hash, err);
	if (rc != RC_OK)
		return rc;
	a->plain_len = s->plain_len;
	a->records = s->naudio + s->nothers;
	a->has_index = whole_index(s);
	a->torn = s->tail;
	memcpy(a->plain_hash, s->plain_hash, BOX_HASH);
	if (cut && (rc = rehash(r, err)) != RC_OK)
		return rc;
	if (!r->both_headers || s->ngaps > 0 || s->tail > SEALSCAN_TORN)
		a->status = SEGMENT_BROKEN;
	else if (!s->has_final)
		a->status = SEGMENT_RECOVERED;
	else if (s->tail > 0 || !final_agrees(s, a->cipher_hash))
		a->status = SEGMENT_BROKEN;
	else
		a->status = SEGMENT_COMPLETE;
	return RC_OK;
}

enum rc
sealreader_examine(struct segment_reader *r, struct error *err)
{
	bool done;
	enum rc rc = open_quick(r, &done, err);

	return rc != RC_OK || done ? rc : read_through(r, err);
}

/* The last audio record that begins at or before OFFSET. */
static const struct sealscan_entry *
audio_at(const struct sealscan *s, uint64_t offset)
{
	size_t low = 0;
	size_t high = s->naudio;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->audio[mid].record.detail <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	return low == 0 ? NULL : &s->audio[low - 1];
}

void
sealreader_expect(struct segment_reader *r, uint64_t offset, size_t len)
{
	uint64_t size = r->header.record_size;
	uint64_t cap = size - SEALRECORD_OVERHEAD;

	r->ahead = r->arithmetic && len > 0
	    ? SEALHEADER_BYTES + ((offset + len - 1) / cap + 1) * size
	    : 0;
}

/* What can be copied at OFFSET out of one record. */
enum rc
sealreader_locate(struct segment_reader *r, uint64_t offset, struct error *err)
{
	const struct sealscan_entry *e;
	enum rc rc;

	if (r->arithmetic) {
		uint32_t size = r->header.record_size;
		uint64_t cap = size - SEALRECORD_OVERHEAD;
		uint64_t n = offset / cap;
		uint64_t len =
		    n + 1 < r->naudio ? cap : r->about.plain_len - n * cap;

		rc = sealreader_load(
		    r, SEALHEADER_BYTES + n * size, size, n, err);
		if (rc == RC_OK &&
		    (r->record.type != SEALRECORD_AUDIO ||
			r->record.detail != n * cap || r->record.len != len)) {
			r->cached = false;
			return error_set(err, RC_DAMAGED,
			    "record %llu is not the audio that belongs there",
			    (unsigned long long)n);
		}
		return rc;
	}
	e = audio_at(&r->scan, offset);
	if (e == NULL || offset >= e->record.detail + e->record.len)
		return error_set(err, RC_DAMAGED,
		    "byte %llu of the audio is lost: a record is damaged",
		    (unsigned long long)offset);
	return sealreader_load(r, e->at, e->record.size, e->record.seq, err);
}
