/*
 * courier -- what a recording machine says, signed, when it fetches papers or
 * brings a meeting (FORMAT.md, "The way between two machines").
 *
 * Four headers stand beside the request.  The signature is Ed25519 by the
 * device's key over these lines, each ending in LF:
 *
 *	marac-courier 1
 *	PUT /recorder/file/3b0c.../0001.seg
 *	1764180000000           milliseconds since 1970, UTC
 *	3145728                 bytes of the body
 *	9f86d081884c7d65...     SHA-256 of the body, lower-case hex
 *
 * So none of these can be another's, and a request that was overheard can at
 * most be said again, which changes nothing: each may be said twice.
 */
#ifndef SEAL_COURIER_H
#define SEAL_COURIER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "seal/box.h"

#define COURIER_DEVICE "Marac-Device" /* the public key, hex */
#define COURIER_TIME "Marac-Time"
#define COURIER_HASH "Marac-Hash"
#define COURIER_SIGNATURE "Marac-Signature" /* hex */

/* How far the two machines' clocks may be apart. */
enum { COURIER_APART_MS = 15 * 60 * 1000 };

struct courier {
	const char *method;
	const char *path;
	int64_t time_ms;
	int64_t length;
	unsigned char hash[BOX_HASH];
};

/* RC_NOMEM. */
enum rc
courier_sign(const struct courier *c, const struct box_sign_secret *signer,
    unsigned char out[BOX_SIGNATURE], struct error *err);

/* RC_DAMAGED: not DEVICE's signature of C.  RC_NOMEM. */
enum rc
courier_verify(const struct courier *c, const struct box_sign_public *device,
    const unsigned char signature[BOX_SIGNATURE], struct error *err);

/* The SHA-256 of the file at PATH, and its bytes (LENGTH may be NULL).
 * RC_NOTFOUND (ERR is set): there is none; RC_IO. */
enum rc courier_hash(const char *path, unsigned char out[BOX_HASH],
    int64_t *length, struct error *err);

/* The files a meeting's folder is brought in: papers.json, journal, manifest,
 * and NNNN.seg with four digits or more. */
bool courier_is_file(const char *name);

#endif
