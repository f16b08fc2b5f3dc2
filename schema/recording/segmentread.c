/* The reading half of segment.h. */
#include "recording/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recording/sealheader.h"
#include "recording/sealindex.h"
#include "recording/sealrecord.h"
#include "recording/sealscan.h"

enum { EVENTS_MAX = 65536, INDEX_MAX = 64 * 1024 * 1024 };

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
	unsigned char sealed[SEALRECORD_MAX];
	unsigned char plain[SEALRECORD_MAX];
};

void
segment_close(struct segment_reader *r)
{
	if (r == NULL)
		return;
	if (r->fd >= 0)
		(void)close(r->fd);
	sealscan_clear(&r->scan);
	box_wipe(r, sizeof(*r));
	free(r);
}

const struct segment_about *
segment_about(const struct segment_reader *r)
{
	return &r->about;
}

size_t
segment_gaps(const struct segment_reader *r, const struct segment_gap **gaps)
{
	*gaps = r->scan.gaps;
	return r->about.status == SEGMENT_BROKEN ? r->scan.ngaps : 0;
}

static enum rc
open_file(struct segment_reader *r, const char *path, struct error *err)
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

static enum rc
find_key(struct segment_reader *r, const struct box_secret *sec,
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

/* A rendition that ends in its final record is taken at its word. */
static enum rc
open_quick(struct segment_reader *r, bool *done, struct error *err)
{
	unsigned char last[SEALRECORD_FINAL];
	struct sealrecord_final *f = &r->scan.final;
	uint64_t cap = SEALRECORD_RENDITION - SEALRECORD_OVERHEAD;
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
	    r->naudio > (at - SEALHEADER_BYTES) / SEALRECORD_RENDITION ||
	    /* without an index the records must reach to here exactly */
	    (r->naudio == f->records &&
		SEALHEADER_BYTES + r->naudio * SEALRECORD_RENDITION != at))
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
static enum rc
load(struct segment_reader *r, uint64_t at, uint32_t size, uint64_t seq,
    struct error *err)
{
	enum rc rc;

	if (r->cached && r->cached_at == at)
		return RC_OK;
	r->cached = false;
	if ((rc = sealscan_pread(r->fd, at, r->sealed, size, err)) != RC_OK)
		return rc;
	if (!sealrecord_parse(&r->header, r->sealed, &r->record) ||
	    r->record.size != size || r->record.seq != seq)
		return error_set(err, RC_DAMAGED,
		    "record %llu is not where it belongs",
		    (unsigned long long)seq);
	rc = sealrecord_open(
	    &r->header, &r->key, &r->record, r->sealed, r->plain, err);
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

		rc = load(r, e->at, e->record.size, e->record.seq, err);
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
	a->plain_len = s->plain_end;
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
segment_open(struct segment_reader **out, const char *path,
    const struct box_secret *sec, const struct box_key *data_key,
    struct error *err)
{
	struct segment_reader *r = calloc(1, sizeof(*r));
	bool done = false;
	enum rc rc;

	*out = NULL;
	if (r == NULL)
		return error_nomem(err);
	r->fd = -1;
	if ((rc = open_file(r, path, err)) == RC_OK &&
	    (rc = find_key(r, sec, data_key, err)) == RC_OK &&
	    (rc = open_quick(r, &done, err)) == RC_OK && !done)
		rc = read_through(r, err);
	if (rc != RC_OK) {
		segment_close(r);
		return rc;
	}
	*out = r;
	return RC_OK;
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

/* What can be copied at OFFSET out of one record. */
static enum rc
load_offset(struct segment_reader *r, uint64_t offset, struct error *err)
{
	const struct sealscan_entry *e;
	enum rc rc;

	if (r->arithmetic) {
		uint64_t cap = SEALRECORD_RENDITION - SEALRECORD_OVERHEAD;
		uint64_t n = offset / cap;
		uint64_t len =
		    n + 1 < r->naudio ? cap : r->about.plain_len - n * cap;

		rc = load(r, SEALHEADER_BYTES + n * SEALRECORD_RENDITION,
		    SEALRECORD_RENDITION, n, err);
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
	return load(r, e->at, e->record.size, e->record.seq, err);
}

enum rc
segment_read(void *reader, uint64_t offset, void *out, size_t len, size_t *got,
    struct error *err)
{
	struct segment_reader *r = reader;
	unsigned char *p = out;
	enum rc rc;

	*got = 0;
	if (offset >= r->about.plain_len)
		return RC_OK;
	if (len > r->about.plain_len - offset)
		len = (size_t)(r->about.plain_len - offset);
	while (len > 0) {
		size_t within;
		size_t take;

		if ((rc = load_offset(r, offset, err)) != RC_OK)
			return rc;
		within = (size_t)(offset - r->record.detail);
		take = r->record.len - within;
		if (take > len)
			take = len;
		memcpy(p, r->plain + SEALRECORD_INNER + within, take);
		p += take;
		offset += take;
		len -= take;
		*got += take;
	}
	return RC_OK;
}

static enum rc
append_index(struct segment_reader *r, const struct sealscan_entry *e,
    struct buf *bytes, struct error *err)
{
	enum rc rc = load(r, e->at, e->record.size, e->record.seq, err);

	if (rc != RC_OK)
		return rc;
	if (r->record.type != SEALRECORD_INDEX ||
	    bytes->len + r->record.len > INDEX_MAX) {
		r->cached = false;
		return error_set(err, RC_DAMAGED,
		    "record %llu is no part of an index",
		    (unsigned long long)e->record.seq);
	}
	buf_put(bytes, r->plain + SEALRECORD_INNER, r->record.len);
	return buf_check(bytes, err);
}

/* The index records of a rendition lie between its audio and its end. */
static enum rc
gather_quick(struct segment_reader *r, struct buf *bytes, struct error *err)
{
	unsigned char head[SEALRECORD_HEADER];
	struct sealscan_entry e = {
	    .at = SEALHEADER_BYTES + r->naudio * SEALRECORD_RENDITION};
	enum rc rc = RC_OK;

	for (uint64_t seq = r->naudio; rc == RC_OK && seq < r->about.records;
	     seq++) {
		rc = sealscan_pread(r->fd, e.at, head, sizeof(head), err);
		if (rc != RC_OK)
			break;
		if (!sealrecord_parse(&r->header, head, &e.record) ||
		    e.record.seq != seq)
			return error_set(err, RC_DAMAGED,
			    "record %llu is not where it belongs",
			    (unsigned long long)seq);
		rc = append_index(r, &e, bytes, err);
		e.at += e.record.size;
	}
	return rc;
}

enum rc
segment_read_index(
    struct segment_reader *r, struct segment_index *index, struct error *err)
{
	struct buf bytes = {0};
	enum rc rc = RC_OK;

	*index = (struct segment_index){0};
	if (!r->about.has_index)
		return error_set(err, RC_NOTFOUND, "no index in this file");
	if (r->arithmetic)
		rc = gather_quick(r, &bytes, err);
	for (size_t i = 0; rc == RC_OK && i < r->scan.nothers; i++)
		if (r->scan.others[i].record.type == SEALRECORD_INDEX)
			rc = append_index(r, &r->scan.others[i], &bytes, err);
	if (rc == RC_OK)
		rc = sealindex_decode(bytes.data, bytes.len, index, err);
	buf_clear(&bytes);
	return rc;
}

enum rc
segment_events(struct segment_reader *r, segment_each_event *each, void *to,
    struct error *err)
{
	struct buf text = {0};
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < r->scan.nothers; i++) {
		const struct sealscan_entry *e = &r->scan.others[i];

		if (e->record.type != SEALRECORD_EVENT)
			continue;
		rc = load(r, e->at, e->record.size, e->record.seq, err);
		if (rc != RC_OK)
			break;
		buf_reset(&text);
		buf_put(&text, r->plain + SEALRECORD_INNER, r->record.len);
		rc = buf_check(&text, err);
		if (rc == RC_OK &&
		    (r->record.detail > UINT32_MAX ||
			memchr(r->plain + SEALRECORD_INNER, 0, r->record.len)))
			rc = error_set(err, RC_DAMAGED,
			    "the words in record %llu are no text",
			    (unsigned long long)e->record.seq);
		if (rc == RC_OK)
			rc = each(to, (uint32_t)r->record.detail,
			    buf_str(&text), err);
	}
	buf_clear(&text);
	return rc;
}

static void
name_gaps(const struct sealscan *s, struct buf *named)
{
	for (size_t i = 0; i < s->ngaps; i++)
		buf_printf(named,
		    "bytes %llu to %llu: %llu records are missing or damaged\n",
		    (unsigned long long)s->gaps[i].file_from,
		    (unsigned long long)s->gaps[i].file_to,
		    (unsigned long long)s->gaps[i].records);
}

static enum rc
check_keyless(struct segment_reader *r, const struct box_sign_public *signer,
    struct buf *named, struct error *err)
{
	struct segment_about *a = &r->about;
	struct sealscan *s = &r->scan;
	size_t before = named->len;
	enum rc rc =
	    sealscan_run(r->fd, r->file_size, &r->header, NULL, s, err);

	if (rc != RC_OK)
		return rc;
	sealscan_cut_torn(s, r->file_size);
	rc = sealscan_hash(r->fd, s->has_final ? s->final_at : r->file_size,
	    a->cipher_hash, err);
	if (rc != RC_OK)
		return rc;
	a->records = s->naudio + s->nothers;
	a->torn = s->tail;
	if (!r->both_headers)
		buf_text(named, "one of the header's two copies is damaged\n");
	if (signer != NULL &&
	    memcmp(signer->v, r->header.signer.v, sizeof(signer->v)) != 0)
		buf_text(named,
		    sealheader_signed(&r->header) ? "signed by another device\n"
						  : "not signed\n");
	name_gaps(s, named);
	if (s->has_final) {
		a->plain_len = s->final.plain_len;
		memcpy(a->plain_hash, s->final.plain_hash, BOX_HASH);
		if (s->tail > 0)
			buf_printf(named,
			    "%llu bytes behind the final record\n",
			    (unsigned long long)s->tail);
		if (s->ngaps == 0 && s->final.records != a->records)
			buf_printf(named,
			    "%llu records, the final one says %llu\n",
			    (unsigned long long)a->records,
			    (unsigned long long)s->final.records);
		if (memcmp(a->cipher_hash, s->final.cipher_hash, BOX_HASH) != 0)
			buf_text(named,
			    "the sealed bytes are not those the "
			    "final record was made over\n");
	} else if (s->tail > SEALSCAN_TORN) {
		buf_printf(named, "the last %llu bytes are no records\n",
		    (unsigned long long)s->tail);
	}
	a->status = named->len > before ? SEGMENT_BROKEN
	    : s->has_final              ? SEGMENT_COMPLETE
					: SEGMENT_RECOVERED;
	return buf_check(named, err);
}

enum rc
segment_verify(const char *path, const struct box_sign_public *signer,
    struct segment_about *about, struct buf *named, struct error *err)
{
	struct segment_reader *r = calloc(1, sizeof(*r));
	enum rc rc;

	*about = (struct segment_about){0};
	if (r == NULL)
		return error_nomem(err);
	r->fd = -1;
	if ((rc = open_file(r, path, err)) == RC_OK)
		rc = check_keyless(r, signer, named, err);
	else if (rc == RC_DAMAGED)
		buf_printf(named, "%s\n", err == NULL ? "header" : err->text);
	*about = r->about;
	if (rc == RC_OK && about->status == SEGMENT_BROKEN)
		rc = error_set(err, RC_DAMAGED, "%s is damaged", path);
	segment_close(r);
	return rc;
}
