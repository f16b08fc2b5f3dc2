#include "recording/sealrecord.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

static const unsigned char magic[4] = {'S', 'R', 'E', 'C'};

enum {
	AT_TYPE = 4,
	AT_SIZE = 8,
	AT_SEQ = 16,
	AT_RANDOM = 24,
	/* of the final record */
	AT_RECORDS = SEALRECORD_HEADER,
	AT_PLAIN_LEN = 48,
	AT_PLAIN_HASH = 56,
	AT_CIPHER_HASH = 88,
	AT_TAG = 120,
	AT_SIGNATURE = 136,
	AT_PADDING = 200,
	AT_CHECKSUM = SEALRECORD_FINAL - BOX_HASH,
	/* associated data */
	BOUND = SEALHEADER_FILE_ID + BOX_HASH
};

static const char sign_label[] = "marac sealed file 1"; /* NUL included */

static void
bind(const struct sealheader *h, unsigned char *out)
{
	memcpy(out, h->file_id, SEALHEADER_FILE_ID);
	memcpy(out + SEALHEADER_FILE_ID, h->hash, BOX_HASH);
}

static void
nonce_of(const unsigned char *header, unsigned char nonce[BOX_NONCE])
{
	memcpy(nonce, header + AT_RANDOM, SEALRECORD_RANDOM);
	memcpy(nonce + SEALRECORD_RANDOM, header + AT_SEQ, 8);
}

static void
put_header(const struct sealrecord *r, unsigned char *out)
{
	memset(out, 0, SEALRECORD_HEADER);
	memcpy(out, magic, sizeof(magic));
	out[AT_TYPE] = (unsigned char)r->type;
	buf_store(out + AT_SIZE, r->size, 4);
	buf_store(out + AT_SEQ, r->seq, 8);
	box_random(out + AT_RANDOM, SEALRECORD_RANDOM);
}

uint32_t
sealrecord_size(size_t len, uint32_t unit)
{
	size_t units = (len + SEALRECORD_OVERHEAD + unit - 1) / unit;

	return (uint32_t)(units * unit);
}

void
sealrecord_seal(const struct sealheader *h, const struct box_key *key,
    const struct sealrecord *r, const void *data, size_t len,
    unsigned char *out)
{
	unsigned char ad[BOUND + SEALRECORD_HEADER];
	unsigned char nonce[BOX_NONCE];
	unsigned char *body = out + SEALRECORD_HEADER;
	size_t body_len = r->size - SEALRECORD_HEADER - BOX_TAG;

	assert(len + SEALRECORD_OVERHEAD <= r->size);
	put_header(r, out);
	buf_store(body, r->detail, 8);
	buf_store(body + 8, len, 4);
	if (len > 0)
		memcpy(body + SEALRECORD_INNER, data, len);
	memset(body + SEALRECORD_INNER + len, 0,
	    body_len - SEALRECORD_INNER - len);
	bind(h, ad);
	memcpy(ad + BOUND, out, SEALRECORD_HEADER);
	nonce_of(out, nonce);
	/* libsodium seals in place */
	box_record_seal(key, nonce, ad, sizeof(ad), body, body_len, body);
}

bool
sealrecord_parse(
    const struct sealheader *h, const unsigned char *in, struct sealrecord *r)
{
	*r = (struct sealrecord){0};
	if (memcmp(in, magic, sizeof(magic)) != 0 ||
	    !buf_is_zero(in + AT_TYPE + 1, AT_SIZE - AT_TYPE - 1) ||
	    !buf_is_zero(in + AT_SIZE + 4, AT_SEQ - AT_SIZE - 4))
		return false;
	r->size = buf_get_u32(in + AT_SIZE);
	r->seq = buf_get_u64(in + AT_SEQ);
	if (r->size > SEALRECORD_MAX || r->size < SEALRECORD_UNIT ||
	    r->size % SEALRECORD_UNIT != 0 || r->seq > INT64_MAX)
		return false;
	switch (in[AT_TYPE]) {
	case SEALRECORD_AUDIO:
		r->type = SEALRECORD_AUDIO;
		return r->size == h->record_size;
	case SEALRECORD_EVENT:
		r->type = SEALRECORD_EVENT;
		return r->size % SEALRECORD_MASTER == 0;
	case SEALRECORD_INDEX:
		r->type = SEALRECORD_INDEX;
		return true;
	case SEALRECORD_LAST:
		r->type = SEALRECORD_LAST;
		return r->size == SEALRECORD_FINAL;
	default:
		return false;
	}
}

enum rc
sealrecord_open(const struct sealheader *h, const struct box_key *key,
    struct sealrecord *r, const unsigned char *in, unsigned char *plain,
    struct error *err)
{
	unsigned char ad[BOUND + SEALRECORD_HEADER];
	unsigned char nonce[BOX_NONCE];
	size_t body_len = r->size - SEALRECORD_HEADER - BOX_TAG;
	enum rc rc;

	bind(h, ad);
	memcpy(ad + BOUND, in, SEALRECORD_HEADER);
	nonce_of(in, nonce);
	rc = box_record_open(key, nonce, ad, sizeof(ad), in + SEALRECORD_HEADER,
	    body_len + BOX_TAG, plain, err);
	if (rc != RC_OK)
		return rc;
	r->detail = buf_get_u64(plain);
	r->len = buf_get_u32(plain + 8);
	if (r->len > body_len - SEALRECORD_INNER || r->detail > INT64_MAX ||
	    !buf_is_zero(plain + SEALRECORD_INNER + r->len,
		body_len - SEALRECORD_INNER - r->len))
		return error_set(err, RC_DAMAGED,
		    "record %llu opens and contradicts itself",
		    (unsigned long long)r->seq);
	return RC_OK;
}

/* label || file id || header hash || record up to and with the tag */
static size_t
signed_message(const struct sealheader *h, const unsigned char *record,
    unsigned char out[sizeof(sign_label) + BOUND + AT_SIGNATURE])
{
	memcpy(out, sign_label, sizeof(sign_label));
	bind(h, out + sizeof(sign_label));
	memcpy(out + sizeof(sign_label) + BOUND, record, AT_SIGNATURE);
	return sizeof(sign_label) + BOUND + AT_SIGNATURE;
}

void
sealrecord_final_seal(const struct sealheader *h, const struct box_key *key,
    const struct box_sign_secret *signer, const struct sealrecord_final *f,
    unsigned char out[SEALRECORD_FINAL])
{
	unsigned char ad[BOUND + AT_TAG];
	unsigned char message[sizeof(sign_label) + BOUND + AT_SIGNATURE];
	unsigned char nonce[BOX_NONCE];
	struct sealrecord r = {.type = SEALRECORD_LAST,
	    .size = SEALRECORD_FINAL,
	    .seq = f->records};

	memset(out, 0, SEALRECORD_FINAL);
	put_header(&r, out);
	buf_store(out + AT_RECORDS, f->records, 8);
	buf_store(out + AT_PLAIN_LEN, f->plain_len, 8);
	memcpy(out + AT_PLAIN_HASH, f->plain_hash, BOX_HASH);
	memcpy(out + AT_CIPHER_HASH, f->cipher_hash, BOX_HASH);
	bind(h, ad);
	memcpy(ad + BOUND, out, AT_TAG);
	nonce_of(out, nonce);
	box_record_seal(key, nonce, ad, sizeof(ad), "", 0, out + AT_TAG);
	if (signer != NULL)
		box_sign(signer, message, signed_message(h, out, message),
		    out + AT_SIGNATURE);
	box_hash(out, AT_CHECKSUM, out + AT_CHECKSUM);
}

enum rc
sealrecord_final_open(const struct sealheader *h, const struct box_key *key,
    const unsigned char in[SEALRECORD_FINAL], struct sealrecord_final *f,
    struct error *err)
{
	unsigned char ad[BOUND + AT_TAG];
	unsigned char message[sizeof(sign_label) + BOUND + AT_SIGNATURE];
	unsigned char nonce[BOX_NONCE];
	unsigned char hash[BOX_HASH];
	unsigned char nothing[1];
	struct sealrecord r;
	enum rc rc;

	box_hash(in, AT_CHECKSUM, hash);
	if (!sealrecord_parse(h, in, &r) || r.type != SEALRECORD_LAST ||
	    memcmp(hash, in + AT_CHECKSUM, BOX_HASH) != 0 ||
	    !buf_is_zero(in + AT_PADDING, AT_CHECKSUM - AT_PADDING))
		return error_set(
		    err, RC_DAMAGED, "the final record is damaged");
	f->records = buf_get_u64(in + AT_RECORDS);
	f->plain_len = buf_get_u64(in + AT_PLAIN_LEN);
	memcpy(f->plain_hash, in + AT_PLAIN_HASH, BOX_HASH);
	memcpy(f->cipher_hash, in + AT_CIPHER_HASH, BOX_HASH);
	if (f->records != r.seq || f->plain_len > INT64_MAX)
		return error_set(
		    err, RC_DAMAGED, "the final record contradicts itself");
	if (sealheader_signed(h)) {
		rc = box_verify(&h->signer, message,
		    signed_message(h, in, message), in + AT_SIGNATURE, err);
		if (rc != RC_OK)
			return error_set(err, RC_DAMAGED,
			    "the device's signature does not fit the final "
			    "record");
	} else if (!buf_is_zero(in + AT_SIGNATURE, BOX_SIGNATURE)) {
		return error_set(
		    err, RC_DAMAGED, "a signature in a file without a signer");
	}
	if (key == NULL)
		return RC_OK;
	bind(h, ad);
	memcpy(ad + BOUND, in, AT_TAG);
	nonce_of(in, nonce);
	rc = box_record_open(
	    key, nonce, ad, sizeof(ad), in + AT_TAG, BOX_TAG, nothing, err);
	return rc == RC_OK ? RC_OK
			   : error_set(err, RC_DAMAGED,
				 "the final record was not made with this "
				 "file's key");
}
