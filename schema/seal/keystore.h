/*
 * keystore -- one program's secrets in one file, sealed under a
 * key-encryption key (KEK).
 *
 * The file: "MRCKEYS1", how the KEK is had (0: a 32-byte key file or systemd
 * credential; 1: a passphrase through Argon2id, 256 MiB, with its 16 bytes
 * of salt), box_commit of the KEK (so that a wrong one is told from damage), 24
 * random bytes, then XChaCha20-Poly1305 of the entries with everything before
 * as associated data.  An entry: kind u8, id u64, length u16, bytes.  Every
 * change writes the whole file anew (newfile), so it is the old or the new
 * one.  Writers hold an flock on "FILE.lock".
 *
 * Which program holds what (design: four sets of secrets):
 *   distributor.keystore  ITEM, LINK, COLUMN
 *   share.keystore        SHARE, PEPPER, TOTP, SIGN
 *   device.keystore       DEVICE (on the recorder)
 */
#ifndef SEAL_KEYSTORE_H
#define SEAL_KEYSTORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "seal/box.h"

enum keystore_kind {
	KEYSTORE_ITEM = 1, /* struct box_secret of agenda item ID */
	KEYSTORE_LINK,     /* struct box_key, link key number ID */
	KEYSTORE_COLUMN,   /* struct box_key of sealed columns, ID 1 */
	KEYSTORE_SHARE,    /* struct box_secret that renditions are sealed to */
	KEYSTORE_PEPPER,   /* struct box_key over access codes, ID 1 */
	KEYSTORE_TOTP,     /* struct box_key sealing TOTP secrets, ID 1 */
	KEYSTORE_DEVICE,   /* struct box_sign_secret, ID 1 */
	KEYSTORE_SIGN /* struct box_sign_secret that exports are signed with,
			      the highest ID */
};

struct keystore;

/* Where the KEK comes from: kek.h. */

/* Make an empty one at PATH with a fresh key file beside it (PASSPHRASE NULL)
 * or under PASSPHRASE.  RC_CONFLICT: PATH exists. */
enum rc
keystore_create(const char *path, const char *passphrase, struct error *err);

/* RC_NOTFOUND; RC_DENIED wrong KEK or a key file others can read or none;
 * RC_DAMAGED; RC_NEWER. */
enum rc
keystore_open(struct keystore **out, const char *path, struct error *err);
void keystore_close(struct keystore *ks); /* NULL-safe; wipes */

/* Read the file again if another program changed it since (a stat(2) when it
 * did not).  A program that runs for long asks at the start of each piece of
 * work, so that a new key is found and a destroyed one is gone.  Not while
 * another thread uses KS.  After a failure KS is as it was. */
enum rc keystore_refresh(struct keystore *ks, struct error *err);

/* Copy LEN bytes out.  RC_NOTFOUND; RC_INVALID another length. */
enum rc keystore_get(const struct keystore *ks, enum keystore_kind kind,
    int64_t id, void *out, size_t len, struct error *err);

/* Add or replace, and write the file before returning.  The file is read
 * again under the lock first, so two writers do not lose each other's. */
enum rc keystore_put(struct keystore *ks, enum keystore_kind kind, int64_t id,
    const void *secret, size_t len, struct error *err);

/* Destroy one.  RC_NOTFOUND. */
enum rc keystore_remove(struct keystore *ks, enum keystore_kind kind,
    int64_t id, struct error *err);

/* The highest ID of KIND, 0 when there is none. */
int64_t keystore_last(const struct keystore *ks, enum keystore_kind kind);

#endif
