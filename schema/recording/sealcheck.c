#include "recording/sealcheck.h"

#include <string.h>

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

/* A size that was changed can lead over the final record: is there one? */
static enum rc
hides_final(struct segment_reader *r, bool *hidden, struct error *err)
{
	unsigned char last[SEALRECORD_FINAL];
	struct sealrecord_final f;
	enum rc rc;

	*hidden = false;
	if (r->file_size < SEALHEADER_BYTES + SEALRECORD_FINAL)
		return RC_OK;
	rc = sealscan_pread(
	    r->fd, r->file_size - SEALRECORD_FINAL, last, sizeof(last), err);
	*hidden = rc == RC_OK &&
	    sealrecord_final_open(&r->header, NULL, last, &f, NULL) == RC_OK;
	return rc;
}

enum rc
sealcheck_run(struct segment_reader *r, const struct box_sign_public *signer,
    struct buf *named, struct error *err)
{
	struct segment_about *a = &r->about;
	struct sealscan *s = &r->scan;
	size_t before = named->len;
	bool hidden = false;
	enum rc rc =
	    sealscan_run(r->fd, r->file_size, &r->header, NULL, s, err);

	if (rc != RC_OK)
		return rc;
	sealscan_cut_torn(s, r->file_size);
	rc = sealscan_hash(r->fd, s->has_final ? s->final_at : r->file_size,
	    a->cipher_hash, err);
	if (rc != RC_OK)
		return rc;
	if (!s->has_final && (rc = hides_final(r, &hidden, err)) != RC_OK)
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
	} else if (hidden) {
		buf_text(named,
		    "the records before it do not lead to the final one\n");
	} else if (s->tail > SEALSCAN_TORN) {
		buf_printf(named, "the last %llu bytes are no records\n",
		    (unsigned long long)s->tail);
	}
	a->status = named->len > before ? SEGMENT_BROKEN
	    : s->has_final              ? SEGMENT_COMPLETE
					: SEGMENT_RECOVERED;
	return buf_check(named, err);
}
