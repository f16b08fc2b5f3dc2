#include "recording/segment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sink.h"
#include "recording/sealcheck.h"
#include "recording/sealfile.h"
#include "recording/sealheader.h"
#include "recording/sealindex.h"
#include "recording/sealreader.h"
#include "recording/sealrecord.h"

enum { INDEX_MAX = 64 * 1024 * 1024 };

struct segment_writer {
	struct sealfile file;
	struct sealheader header;
	struct box_key key;
	struct box_sign_secret signer;
	bool is_signed;
	uint64_t seq;
	uint64_t plain_len; /* sealed so far */
	struct box_hash plain_hash;
	size_t filled; /* bytes waiting in PLAIN */
	unsigned char plain[SEALRECORD_MAX];
	unsigned char record[SEALRECORD_MAX];
};

static void
release(struct segment_writer **w)
{
	box_wipe(*w, sizeof(**w));
	free(*w);
	*w = NULL;
}

static enum rc
make_header(struct segment_writer *w, const struct segment_plan *plan,
    struct error *err)
{
	struct sealheader *h = &w->header;

	h->kind = (uint16_t)plan->kind;
	h->record_size = plan->kind == SEGMENT_MASTER ? SEALRECORD_MASTER
						      : SEALRECORD_RENDITION;
	box_random(h->file_id, sizeof(h->file_id));
	h->created_ms = plan->created_ms;
	h->start_sample = plan->start_sample;
	h->detached = plan->to == NULL;
	if (plan->data_key != NULL)
		w->key = *plan->data_key;
	else
		box_key_make(&w->key);
	box_commit(&w->key, h->commitment);
	if (plan->signer != NULL) {
		w->signer = *plan->signer;
		w->is_signed = true;
		box_sign_public_of(plan->signer, &h->signer);
	}
	return plan->to == NULL
	    ? RC_OK
	    : box_key_seal(&w->key, plan->to, h->sealed_key, err);
}

enum rc
segment_create(struct segment_writer **out, const char *path,
    const struct segment_plan *plan, struct error *err)
{
	unsigned char head[SEALHEADER_BYTES];
	struct segment_writer *w;
	enum rc rc;

	*out = NULL;
	if (plan->to == NULL && plan->data_key == NULL)
		return error_set(
		    err, RC_INVALID, "a sealed file that nobody could open");
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return error_nomem(err);
	box_hash_begin(&w->plain_hash);
	if ((rc = make_header(w, plan, err)) != RC_OK ||
	    (rc = sealfile_create(&w->file, path, err)) != RC_OK) {
		release(&w);
		return rc;
	}
	sealheader_encode(&w->header, head);
	if ((rc = sealfile_append(&w->file, head, sizeof(head), err)) !=
	    RC_OK) {
		error_prefix(err, "%s", path);
		segment_abandon(&w);
		(void)unlink(path);
		return rc;
	}
	*out = w;
	return RC_OK;
}

static enum rc
put_record(struct segment_writer *w, enum sealrecord_type type, uint32_t size,
    uint64_t detail, const void *data, size_t len, struct error *err)
{
	struct sealrecord r = {
	    .type = type, .size = size, .seq = w->seq, .detail = detail};

	sealrecord_seal(&w->header, &w->key, &r, data, len, w->record);
	w->seq++;
	return sealfile_append(&w->file, w->record, size, err);
}

static enum rc
put_audio(struct segment_writer *w, struct error *err)
{
	size_t len = w->filled;
	enum rc rc;

	if (len == 0)
		return RC_OK;
	rc = put_record(w, SEALRECORD_AUDIO, w->header.record_size,
	    w->plain_len, w->plain, len, err);
	box_hash_more(&w->plain_hash, w->plain, len);
	w->plain_len += len;
	w->filled = 0;
	return rc;
}

enum rc
segment_write(
    struct segment_writer *w, const void *data, size_t len, struct error *err)
{
	size_t room = w->header.record_size - SEALRECORD_OVERHEAD;
	const unsigned char *p = data;
	enum rc rc = RC_OK;

	while (rc == RC_OK && len > 0) {
		size_t take = room - w->filled < len ? room - w->filled : len;

		memcpy(w->plain + w->filled, p, take);
		w->filled += take;
		p += take;
		len -= take;
		if (w->filled == room)
			rc = put_audio(w, err);
	}
	return rc;
}

static enum rc
write_segment(
    struct sink *sink, const void *data, size_t len, struct error *err)
{
	return segment_write(sink->to, data, len, err);
}

struct sink
segment_sink(struct segment_writer *w)
{
	return (struct sink){.write = write_segment, .to = w};
}

enum rc
segment_flush(struct segment_writer *w, struct error *err)
{
	return w->header.kind == SEGMENT_MASTER ? put_audio(w, err) : RC_OK;
}

enum rc
segment_sync(struct segment_writer *w, struct error *err)
{
	return sealfile_sync(&w->file, err);
}

enum rc
segment_event(struct segment_writer *w, uint32_t mark_seq, const char *text,
    struct error *err)
{
	size_t len = strlen(text);

	if (w->header.kind != SEGMENT_MASTER)
		return error_set(
		    err, RC_INVALID, "a rendition holds no events");
	if (len > SEGMENT_EVENT_MAX)
		return error_set(err, RC_INVALID,
		    "the words of mark %lu have %zu bytes; %d is the most",
		    (unsigned long)mark_seq, len, SEGMENT_EVENT_MAX);
	return put_record(w, SEALRECORD_EVENT,
	    sealrecord_size(len, SEALRECORD_MASTER), mark_seq, text, len, err);
}

static enum rc
put_index(struct segment_writer *w, const struct segment_index *index,
    struct error *err)
{
	const size_t cap = SEALRECORD_MAX - SEALRECORD_OVERHEAD;
	struct buf bytes = {0};
	uint64_t part = 0;
	enum rc rc = sealindex_encode(index, &bytes, err);

	for (size_t at = 0; rc == RC_OK && at < bytes.len; part++) {
		size_t take = bytes.len - at < cap ? bytes.len - at : cap;

		rc = put_record(w, SEALRECORD_INDEX,
		    sealrecord_size(take, SEALRECORD_UNIT), part,
		    bytes.data + at, take, err);
		at += take;
	}
	buf_clear(&bytes);
	return rc;
}

static enum rc
put_final(
    struct segment_writer *w, unsigned char digest[BOX_HASH], struct error *err)
{
	struct sealrecord_final f = {
	    .records = w->seq, .plain_len = w->plain_len};
	struct box_hash cipher = w->file.hash;

	box_hash_end(&w->plain_hash, f.plain_hash);
	box_hash_end(&cipher, f.cipher_hash);
	sealrecord_final_seal(&w->header, &w->key,
	    w->is_signed ? &w->signer : NULL, &f, w->record);
	if (digest != NULL)
		memcpy(digest, f.plain_hash, BOX_HASH);
	return sealfile_append(&w->file, w->record, SEALRECORD_FINAL, err);
}

enum rc
segment_finish(struct segment_writer **out, const struct segment_index *index,
    unsigned char digest[BOX_HASH], struct error *err)
{
	struct segment_writer *w = *out;
	enum rc rc;

	/* What lies before the final record is on the disk before it is:
	 * so a final record in place says that the rest is. */
	if ((rc = put_audio(w, err)) == RC_OK &&
	    (index == NULL || (rc = put_index(w, index, err)) == RC_OK) &&
	    (rc = sealfile_sync(&w->file, err)) == RC_OK &&
	    (rc = put_final(w, digest, err)) == RC_OK &&
	    (rc = sealfile_sync(&w->file, err)) == RC_OK)
		rc = sealfile_close(&w->file, err);
	segment_abandon(out);
	return rc;
}

void
segment_abandon(struct segment_writer **w)
{
	if (*w == NULL)
		return;
	(void)sealfile_close(&(*w)->file, NULL);
	release(w);
}

/* Reading */

void
segment_index_clear(struct segment_index *index)
{
	free(index->points);
	free(index->peaks);
	free(index->clocks);
	*index = (struct segment_index){0};
}

void
segment_close(struct segment_reader *r)
{
	if (r == NULL)
		return;
	sealreader_close(r);
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

enum rc
segment_open(struct segment_reader **out, const char *path,
    const struct box_secret *sec, const struct box_key *data_key,
    struct error *err)
{
	struct segment_reader *r = calloc(1, sizeof(*r));
	enum rc rc;

	*out = NULL;
	if (r == NULL)
		return error_nomem(err);
	r->fd = -1;
	if ((rc = sealreader_open(r, path, err)) == RC_OK &&
	    (rc = sealreader_key(r, sec, data_key, err)) == RC_OK)
		rc = sealreader_examine(r, err);
	if (rc != RC_OK) {
		segment_close(r);
		return rc;
	}
	*out = r;
	return RC_OK;
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
	sealreader_expect(r, offset, len);
	while (len > 0) {
		size_t within;
		size_t take;

		if ((rc = sealreader_locate(r, offset, err)) != RC_OK)
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
	enum rc rc =
	    sealreader_load(r, e->at, e->record.size, e->record.seq, err);

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
	    .at = SEALHEADER_BYTES + r->naudio * r->header.record_size};
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
		rc = sealreader_load(
		    r, e->at, e->record.size, e->record.seq, err);
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
	if ((rc = sealreader_open(r, path, err)) == RC_OK)
		rc = sealcheck_run(r, signer, named, err);
	else if (rc == RC_DAMAGED)
		buf_printf(named, "%s\n", err == NULL ? "header" : err->text);
	*about = r->about;
	if (rc == RC_OK && about->status == SEGMENT_BROKEN)
		rc = error_set(err, RC_DAMAGED, "%s is damaged", path);
	segment_close(r);
	return rc;
}
