/*
 * code -- passwords, access codes and TOTP: what a person knows or holds.
 *
 * Password   Argon2id (libsodium str), 64 MiB, 2 passes; at most two at a time
 *            (a semaphore here), because each costs 64 MiB.
 * Access     12 characters of the alphabet 23456789ABCDEFGHJKMNPQRSTVWXYZ in
 * code       three groups ("K7QM-2XPD-9HTA", 58 bits); what is stored is the
 *            Argon2id of HMAC(pepper, the code's characters).  Case, spaces
 *            and dashes do not matter when it is typed.
 * Texted     The same, issued by whoever has no pepper (the distributor, which
 *            sends it by text message): under a pepper of zeros, and marked so.
 *            58 random bits behind Argon2id hold without one.
 * Passphrase 24 of the same characters in six groups (117 bits), for an archive
 *            that leaves this machine; it is stored nowhere.
 * TOTP       RFC 6238: SHA-1, 6 digits, 30 s, one step of drift either way;
 *            a step is used once (the caller stores the last one).
 */
#ifndef SEAL_CODE_H
#define SEAL_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "seal/box.h"

enum {
	CODE_STORED = 128,    /* bytes of a stored hash, with its NUL */
	CODE_ACCESS = 16,     /* "K7QM-2XPD-9HTA" and a NUL, with room */
	CODE_PASSPHRASE = 30, /* six groups and a NUL */
	CODE_TOTP_SECRET = 20,
	CODE_TOTP_BASE32 = 33
};

/* Is it one that may be chosen: UTF-8 of at least CODE_PASSWORD_MIN characters?
 * RC_INVALID. */
enum { CODE_PASSWORD_MIN = 12, CODE_PASSWORD_MAX = 256 };
enum rc code_password_fits(const char *password, struct error *err);

enum rc code_password_hash(
    const char *password, char stored[CODE_STORED], struct error *err);
/* STORED NULL: unknown name; the same work is done on a dummy, then false. */
bool code_password_check(const char *password, const char *stored);

void code_access_make(char code[CODE_ACCESS]);
enum rc code_access_hash(const struct box_key *pepper, const char *code,
    char stored[CODE_STORED], struct error *err);
enum rc
code_texted_hash(const char *code, char stored[CODE_STORED], struct error *err);
/* STORED by either. */
bool code_access_check(
    const struct box_key *pepper, const char *code, const char *stored);

void code_passphrase_make(char passphrase[CODE_PASSPHRASE]);

/* As it is typed: base 32 without padding (RFC 4648). */
void code_totp_text(const unsigned char secret[CODE_TOTP_SECRET],
    char base32[CODE_TOTP_BASE32]);
void code_totp_make(
    unsigned char secret[CODE_TOTP_SECRET], char base32[CODE_TOTP_BASE32]);
/* Appends what an authenticator app takes: BRAND, percent-encoded, is what it
 * shows beside LOGIN. */
void code_totp_uri(
    const char *brand, const char *login, const char *base32, struct buf *out);
/* The step that DIGITS are right for at NOW_MS and that is above LAST_STEP,
 * or 0. */
int64_t code_totp_check(const unsigned char secret[CODE_TOTP_SECRET],
    const char *digits, int64_t now_ms, int64_t last_step);

#endif
