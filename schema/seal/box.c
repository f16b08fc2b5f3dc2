#include "seal/box.h"

#include <limits.h>
#include <nettle/sha2.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

_Static_assert(BOX_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES &&
	BOX_KEY == crypto_box_PUBLICKEYBYTES &&
	BOX_KEY == crypto_box_SECRETKEYBYTES &&
	BOX_KEY == crypto_sign_PUBLICKEYBYTES,
    "32-byte keys");
_Static_assert(BOX_SEALED_KEY == crypto_box_SEALBYTES + BOX_KEY, "sealed key");
_Static_assert(
    BOX_NONCE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(BOX_TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");
_Static_assert(BOX_SIGNATURE == crypto_sign_BYTES &&
	BOX_SIGN_SECRET == crypto_sign_SECRETKEYBYTES,
    "signature");
_Static_assert(
    BOX_HASH == SHA256_DIGEST_SIZE && BOX_HASH == crypto_generichash_BYTES,
    "hash");
_Static_assert(
    sizeof(struct sha256_ctx) <= sizeof(struct box_hash), "hash state");

enum rc
box_init(struct error *err)
{
	return sodium_init() < 0
	    ? error_set(err, RC_IO, "libsodium cannot start: no randomness")
	    : RC_OK;
}

void
box_random(void *out, size_t len)
{
	randombytes_buf(out, len);
}

void
box_random_id(char id[PUBLIC_ID_TEXT])
{
	unsigned char random[PUBLIC_ID_TEXT / 2];

	randombytes_buf(random, sizeof(random));
	(void)sodium_bin2hex(id, PUBLIC_ID_TEXT, random, sizeof(random));
}

void
box_wipe(void *secret, size_t len)
{
	sodium_memzero(secret, len);
}

void
box_key_make(struct box_key *key)
{
	randombytes_buf(key->v, sizeof(key->v));
}

void
box_pair_make(struct box_public *pub, struct box_secret *sec)
{
	(void)crypto_box_keypair(pub->v, sec->v);
}

void
box_public_of(const struct box_secret *sec, struct box_public *pub)
{
	(void)crypto_scalarmult_base(pub->v, sec->v);
}

void
box_sign_make(struct box_sign_public *pub, struct box_sign_secret *sec)
{
	(void)crypto_sign_keypair(pub->v, sec->v);
}

void
box_sign_public_of(
    const struct box_sign_secret *sec, struct box_sign_public *pub)
{
	(void)crypto_sign_ed25519_sk_to_pk(pub->v, sec->v);
}

enum rc
box_key_seal(const struct box_key *key, const struct box_public *to,
    unsigned char out[BOX_SEALED_KEY], struct error *err)
{
	/* Fails for a public key of low order, which anybody could open. */
	return crypto_box_seal(out, key->v, sizeof(key->v), to->v) != 0
	    ? error_set(err, RC_INVALID,
		  "that public key is weak: nothing is sealed to it")
	    : RC_OK;
}

enum rc
box_key_open(const unsigned char in[BOX_SEALED_KEY],
    const struct box_secret *sec, struct box_key *key, struct error *err)
{
	struct box_public pub;

	box_public_of(sec, &pub);
	if (crypto_box_seal_open(key->v, in, BOX_SEALED_KEY, pub.v, sec->v) !=
	    0) {
		box_wipe(key, sizeof(*key));
		return error_set(err, RC_DENIED,
		    "the key does not open this: it was "
		    "sealed to another");
	}
	return RC_OK;
}

void
box_commit(const struct box_key *key, unsigned char out[BOX_HASH])
{
	static const char label[] = "marac key commitment";
	struct box_hash h;

	box_hash_begin(&h);
	box_hash_more(&h, label, sizeof(label) - 1);
	box_hash_more(&h, key->v, sizeof(key->v));
	box_hash_end(&h, out);
}

void
box_record_seal(const struct box_key *key, const unsigned char nonce[BOX_NONCE],
    const void *ad, size_t ad_len, const void *plain, size_t len,
    unsigned char *out)
{
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(
	    out, NULL, plain, len, ad, ad_len, NULL, nonce, key->v);
}

static pthread_once_t fast_once = PTHREAD_ONCE_INIT;
static EVP_CIPHER *fast; /* NULL: this machine's OpenSSL may not, or has not */

static void
fetch_fast(void)
{
	fast = EVP_CIPHER_fetch(NULL, "ChaCha20-Poly1305", NULL);
}

/* Only what is read by the thousand: a recorder's records are smaller, and its
 * memory is counted. */
static bool
is_for_fast(size_t len, size_t ad_len)
{
	if (len < BOX_LARGE || len > INT_MAX || ad_len > INT_MAX)
		return false;
	(void)pthread_once(&fast_once, fetch_fast);
	return fast != NULL;
}

/* The same cipher by OpenSSL, whose AVX2 opens a record of 64 KiB in a third of
 * the time: XChaCha20 is HChaCha20 of the key and 16 bytes of the nonce, then
 * ChaCha20 with the other 8 behind four zeros (draft-irtf-cfrg-xchacha-03,
 * section 2.3).  OUT is zeros if they do not verify. */
static bool
open_fast(const struct box_key *key, const unsigned char nonce[BOX_NONCE],
    const void *ad, int ad_len, const unsigned char *sealed, int len, void *out)
{
	unsigned char sub[BOX_KEY], iv[12] = {0}, tag[BOX_TAG];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;
	bool ok;

	(void)crypto_core_hchacha20(sub, nonce, key->v, NULL);
	memcpy(iv + 4, nonce + 16, 8);
	memcpy(tag, sealed + len, BOX_TAG);
	ok = ctx != NULL &&
	    EVP_DecryptInit_ex2(ctx, fast, sub, iv, NULL) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, BOX_TAG, tag) ==
		1 &&
	    EVP_DecryptUpdate(ctx, NULL, &n, ad, ad_len) == 1 &&
	    EVP_DecryptUpdate(ctx, out, &n, sealed, len) == 1 && n == len &&
	    EVP_DecryptFinal_ex(ctx, (unsigned char *)out + len, &n) == 1;
	if (!ok)
		box_wipe(out, (size_t)len);
	EVP_CIPHER_CTX_free(ctx);
	box_wipe(sub, sizeof(sub));
	return ok;
}

enum rc
box_record_open(const struct box_key *key, const unsigned char nonce[BOX_NONCE],
    const void *ad, size_t ad_len, const unsigned char *sealed, size_t len,
    void *out, struct error *err)
{
	bool ok;

	if (len < BOX_TAG)
		ok = false;
	else if (is_for_fast(len, ad_len))
		ok = open_fast(key, nonce, ad, (int)ad_len, sealed,
		    (int)(len - BOX_TAG), out);
	else
		ok = crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL,
			 sealed, len, ad, ad_len, nonce, key->v) == 0;
	return ok ? RC_OK
		  : error_set(err, RC_DAMAGED, "sealed bytes do not verify");
}

enum rc
box_value_seal(const struct box_key *key, const char *where, const void *plain,
    size_t len, struct buf *out, struct error *err)
{
	unsigned char *at = buf_more(out, BOX_NONCE + len + BOX_TAG);

	if (at == NULL)
		return error_nomem(err);
	box_random(at, BOX_NONCE);
	box_record_seal(
	    key, at, where, strlen(where), plain, len, at + BOX_NONCE);
	return RC_OK;
}

enum rc
box_value_open(const struct box_key *key, const char *where, const void *sealed,
    size_t len, struct buf *out, struct error *err)
{
	const unsigned char *p = sealed;
	unsigned char *at;
	enum rc rc;

	if (len < BOX_NONCE + BOX_TAG)
		return error_set(
		    err, RC_DAMAGED, "a sealed value is cut short");
	len -= BOX_NONCE;
	if ((at = buf_more(out, len - BOX_TAG)) == NULL)
		return error_nomem(err);
	rc = box_record_open(
	    key, p, where, strlen(where), p + BOX_NONCE, len, at, err);
	if (rc != RC_OK)
		out->len -= len - BOX_TAG;
	return rc;
}

void
box_mac(const struct box_key *key, const void *data, size_t len,
    unsigned char out[BOX_HASH])
{
	(void)crypto_generichash(
	    out, BOX_HASH, data, len, key->v, sizeof(key->v));
}

void
box_hash_begin(struct box_hash *h)
{
	nettle_sha256_init((void *)h->state);
}

void
box_hash_more(struct box_hash *h, const void *data, size_t len)
{
	nettle_sha256_update((void *)h->state, len, data);
}

void
box_hash_end(struct box_hash *h, unsigned char out[BOX_HASH])
{
	nettle_sha256_digest((void *)h->state, BOX_HASH, out);
}

void
box_hash(const void *data, size_t len, unsigned char out[BOX_HASH])
{
	struct box_hash h;

	box_hash_begin(&h);
	box_hash_more(&h, data, len);
	box_hash_end(&h, out);
}

void
box_sign(const struct box_sign_secret *sec, const void *data, size_t len,
    unsigned char out[BOX_SIGNATURE])
{
	(void)crypto_sign_detached(out, NULL, data, len, sec->v);
}

enum rc
box_verify(const struct box_sign_public *pub, const void *data, size_t len,
    const unsigned char sig[BOX_SIGNATURE], struct error *err)
{
	return crypto_sign_verify_detached(sig, data, len, pub->v) == 0
	    ? RC_OK
	    : error_set(err, RC_DAMAGED, "the signature does not verify");
}
