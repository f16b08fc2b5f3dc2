/*
 * kek -- where a keystore's key-encryption key (KEK) comes from.
 *
 * Tried in order: $CREDENTIALS_DIRECTORY/NAME.kek (systemd), then the key file
 * beside the keystore (NAME.kek for NAME.keystore, mode 0600 or refused).  Or
 * a passphrase, through Argon2id with 256 MiB and three passes.
 */
#ifndef SEAL_KEK_H
#define SEAL_KEK_H

#include <stddef.h>

#include "base/error.h"
#include "seal/box.h"

enum { KEK_SALT = 16 };

/* The key file beside KEYSTORE.  RC_INVALID: no such name. */
enum rc
kek_path(const char *keystore, char *out, size_t room, struct error *err);

/* The credential or the key file.  RC_NOTFOUND; RC_DENIED others can read it;
 * RC_DAMAGED. */
enum rc kek_find(const char *keystore, struct box_key *kek, struct error *err);

enum rc kek_derive(const char *passphrase, const unsigned char salt[KEK_SALT],
    struct box_key *kek, struct error *err);

/* Derived of a passphrase typed at the terminal itself, not echoed; never
 * from a pipe.  RC_DENIED: there is no terminal. */
enum rc kek_ask(const char *keystore, const unsigned char salt[KEK_SALT],
    struct box_key *kek, struct error *err);

#endif
