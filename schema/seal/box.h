/*
 * box -- the cryptography, all of it libsodium's but SHA-256, behind types that
 * cannot be mixed up.
 *
 *   data key     32 bytes, one a segment or rendition
 *   pair         X25519; a data key travels as crypto_box_seal to its public
 *                half, so whoever holds only that can write and not read
 *   signer       Ed25519, one a recording device
 *   record       XChaCha20-Poly1305-IETF
 */
#ifndef SEAL_BOX_H
#define SEAL_BOX_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"

enum {
	BOX_KEY = 32,        /* data key, X25519 halves, hashes */
	BOX_SEALED_KEY = 80, /* crypto_box_seal of a data key: 48 + 32 */
	BOX_NONCE = 24,      /* XChaCha20 */
	BOX_TAG = 16,        /* Poly1305 */
	BOX_LARGE =
	    8192, /* from here on OpenSSL opens it, byte for byte alike */
	BOX_SIGNATURE = 64, /* Ed25519 */
	BOX_SIGN_SECRET = 64,
	BOX_HASH = 32 /* SHA-256 */
};

struct box_key {
	unsigned char v[BOX_KEY];
};
struct box_public {
	unsigned char v[BOX_KEY];
};
struct box_secret {
	unsigned char v[BOX_KEY];
};
struct box_sign_public {
	unsigned char v[BOX_KEY];
};
struct box_sign_secret {
	unsigned char v[BOX_SIGN_SECRET];
};

/* Once, before anything else; RC_IO when libsodium cannot start. */
enum rc box_init(struct error *err);

void box_random(void *out, size_t len);
/* A name that travels: base/id.h. */
void box_random_id(char id[PUBLIC_ID_TEXT]);
void box_wipe(void *secret, size_t len);

void box_key_make(struct box_key *key);
void box_pair_make(struct box_public *pub, struct box_secret *sec);
void box_public_of(const struct box_secret *sec, struct box_public *pub);
void box_sign_make(struct box_sign_public *pub, struct box_sign_secret *sec);
void box_sign_public_of(
    const struct box_sign_secret *sec, struct box_sign_public *pub);

/* crypto_box_seal / _open of a data key.  RC_INVALID: TO is a weak key, which
 * anybody could open.  RC_DENIED: not sealed to SEC. */
enum rc box_key_seal(const struct box_key *key, const struct box_public *to,
    unsigned char out[BOX_SEALED_KEY], struct error *err);
enum rc box_key_open(const unsigned char in[BOX_SEALED_KEY],
    const struct box_secret *sec, struct box_key *key, struct error *err);

/* SHA-256("marac key commitment" || key): a file names the one key that opens
 * it, because Poly1305 alone does not commit. */
void box_commit(const struct box_key *key, unsigned char out[BOX_HASH]);

/* OUT takes LEN + BOX_TAG bytes. */
void box_record_seal(const struct box_key *key,
    const unsigned char nonce[BOX_NONCE], const void *ad, size_t ad_len,
    const void *plain, size_t len, unsigned char *out);
/* LEN counts the tag; OUT takes LEN - BOX_TAG.  RC_DAMAGED. */
enum rc box_record_open(const struct box_key *key,
    const unsigned char nonce[BOX_NONCE], const void *ad, size_t ad_len,
    const unsigned char *sealed, size_t len, void *out, struct error *err);

/* A small value in a database column: random nonce || ciphertext || tag,
 * bound to WHERE ("contact_route.value:17") so that it opens nowhere else. */
enum rc box_value_seal(const struct box_key *key, const char *where,
    const void *plain, size_t len, struct buf *out, struct error *err);
enum rc box_value_open(const struct box_key *key, const char *where,
    const void *sealed, size_t len, struct buf *out, struct error *err);

/* Keyed BLAKE2b-256, for equality of values that must not be read. */
void box_mac(const struct box_key *key, const void *data, size_t len,
    unsigned char out[BOX_HASH]);

/* SHA-256, whole and in parts.  Nettle's: a processor that can does it four
 * times as fast as libsodium 1.0.18, and it was most of what a copy cost. */
struct box_hash {
	_Alignas(16) unsigned char state[128];
};
void box_hash_begin(struct box_hash *h);
void box_hash_more(struct box_hash *h, const void *data, size_t len);
void box_hash_end(struct box_hash *h, unsigned char out[BOX_HASH]);
void box_hash(const void *data, size_t len, unsigned char out[BOX_HASH]);

void box_sign(const struct box_sign_secret *sec, const void *data, size_t len,
    unsigned char out[BOX_SIGNATURE]);
/* RC_DAMAGED: not PUB's signature of DATA. */
enum rc box_verify(const struct box_sign_public *pub, const void *data,
    size_t len, const unsigned char sig[BOX_SIGNATURE], struct error *err);

#endif
