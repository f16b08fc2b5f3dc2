#include "seal/code.h"

#include <ctype.h>
#include <liboath/oath.h>
#include <pthread.h>
#include <semaphore.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum {
	LETTERS = 12,
	PASS_LETTERS = 24,
	GROUP = 4,
	STEP_MS = 30000,
	DIGITS = 6,
	AT_A_TIME = 2,
	TEXTED = 't' /* before the hash of a texted code */
};

/* Argon2id, 64 MiB, 2 passes */
#define PASSES 2
#define MEMORY ((size_t)64 * 1024 * 1024)

_Static_assert(CODE_STORED == crypto_pwhash_STRBYTES, "stored hash");
_Static_assert(LETTERS + LETTERS / GROUP <= CODE_ACCESS, "access code");
_Static_assert(
    PASS_LETTERS + PASS_LETTERS / GROUP <= CODE_PASSPHRASE, "passphrase");

static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/* What nobody's password is, at the price of a real one. */
static const char dummy[] = "$argon2id$v=19$m=65536,t=2,p=1$"
			    "bm8gcGVyc29uIGF0IGFsbA$"
			    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t places; /* AT_A_TIME people may cost 64 MiB each */
static int oath = OATH_OK;

static void
start(void)
{
	(void)sem_init(&places, 0, AT_A_TIME);
	oath = oath_init();
}

static void
enter(void)
{
	(void)pthread_once(&once, start);
	while (sem_wait(&places) != 0) /* a signal came between */
		;
}

static enum rc
hash(
    const char *secret, size_t len, char stored[CODE_STORED], struct error *err)
{
	int failed;

	memset(stored, 0, CODE_STORED);
	enter();
	failed = crypto_pwhash_str_alg(
	    stored, secret, len, PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13);
	(void)sem_post(&places);
	return failed != 0 ? error_nomem(err) : RC_OK;
}

/* STORED NULL costs the same and is never right. */
static bool
check(const char *secret, size_t len, const char *stored)
{
	bool right;

	enter();
	right = crypto_pwhash_str_verify(
		    stored == NULL ? dummy : stored, secret, len) == 0;
	(void)sem_post(&places);
	return right && stored != NULL;
}

enum rc
code_password_fits(const char *password, struct error *err)
{
	size_t characters = 0;

	if (!text_valid(password, strlen(password)))
		return error_set(
		    err, RC_INVALID, "the password is not UTF-8 text");
	for (const char *p = password; *p != '\0'; p++)
		characters += ((unsigned char)*p & 0xc0) != 0x80;
	if (characters < CODE_PASSWORD_MIN)
		return error_set(err, RC_INVALID,
		    "a password has at least %d characters; three words do it",
		    CODE_PASSWORD_MIN);
	return RC_OK;
}

enum rc
code_password_hash(
    const char *password, char stored[CODE_STORED], struct error *err)
{
	return hash(password, strlen(password), stored, err);
}

bool
code_password_check(const char *password, const char *stored)
{
	return check(password, strlen(password), stored);
}

/* COUNT letters in groups, and a NUL. */
static void
letters(char *out, uint32_t count)
{
	size_t at = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (i > 0 && i % GROUP == 0)
			out[at++] = '-';
		out[at++] = alphabet[randombytes_uniform(sizeof(alphabet) - 1)];
	}
	out[at] = '\0';
}

void
code_access_make(char code[CODE_ACCESS])
{
	letters(code, LETTERS);
}

void
code_passphrase_make(char passphrase[CODE_PASSPHRASE])
{
	letters(passphrase, PASS_LETTERS);
}

/* HMAC(pepper, the code's letters) as hex into MAC; false when CODE is not 12
 * letters of the alphabet (MAC is then of nothing). */
static bool
pepper_code(const struct box_key *pepper, const char *code,
    char mac[2 * crypto_auth_hmacsha256_BYTES + 1])
{
	crypto_auth_hmacsha256_state state;
	unsigned char bytes[crypto_auth_hmacsha256_BYTES];
	char typed[LETTERS];
	size_t count = 0;
	bool good = true;

	for (; *code != '\0' && good; code++) {
		char c = (char)toupper((unsigned char)*code);

		if (c == ' ' || c == '-')
			continue;
		good = count < LETTERS && strchr(alphabet, c) != NULL;
		if (good)
			typed[count++] = c;
	}
	good = good && count == LETTERS;
	(void)crypto_auth_hmacsha256_init(&state, pepper->v, sizeof(pepper->v));
	(void)crypto_auth_hmacsha256_update(
	    &state, (const unsigned char *)typed, good ? sizeof(typed) : 0);
	(void)crypto_auth_hmacsha256_final(&state, bytes);
	(void)sodium_bin2hex(mac, 2 * sizeof(bytes) + 1, bytes, sizeof(bytes));
	box_wipe(&state, sizeof(state));
	box_wipe(bytes, sizeof(bytes));
	box_wipe(typed, sizeof(typed));
	return good;
}

enum rc
code_access_hash(const struct box_key *pepper, const char *code,
    char stored[CODE_STORED], struct error *err)
{
	char mac[2 * crypto_auth_hmacsha256_BYTES + 1];
	enum rc rc;

	if (!pepper_code(pepper, code, mac))
		rc = error_set(err, RC_INVALID,
		    "an access code has %d letters and digits", LETTERS);
	else
		rc = hash(mac, sizeof(mac) - 1, stored, err);
	box_wipe(mac, sizeof(mac));
	return rc;
}

static const struct box_key no_pepper;

enum rc
code_texted_hash(const char *code, char stored[CODE_STORED], struct error *err)
{
	char bare[CODE_STORED];
	enum rc rc = code_access_hash(&no_pepper, code, bare, err);

	if (rc == RC_OK &&
	    (size_t)snprintf(stored, CODE_STORED, "%c%s", TEXTED, bare) >=
		CODE_STORED)
		rc = error_set(err, RC_INVALID, "the code's hash is too long");
	return rc;
}

bool
code_access_check(
    const struct box_key *pepper, const char *code, const char *stored)
{
	char mac[2 * crypto_auth_hmacsha256_BYTES + 1];
	bool texted = stored != NULL && stored[0] == TEXTED;
	bool good = pepper_code(texted ? &no_pepper : pepper, code, mac);
	bool right;

	if (texted)
		stored++;
	right = check(mac, sizeof(mac) - 1, good ? stored : NULL);

	box_wipe(mac, sizeof(mac));
	return right;
}

void
code_totp_make(
    unsigned char secret[CODE_TOTP_SECRET], char base32[CODE_TOTP_BASE32])
{
	randombytes_buf(secret, CODE_TOTP_SECRET);
	code_totp_text(secret, base32);
}

void
code_totp_text(
    const unsigned char secret[CODE_TOTP_SECRET], char base32[CODE_TOTP_BASE32])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	size_t at = 0;

	_Static_assert(CODE_TOTP_SECRET % 5 == 0 &&
		CODE_TOTP_SECRET / 5 * 8 + 1 == CODE_TOTP_BASE32,
	    "whole groups: RFC 4648 without padding");
	for (size_t i = 0; i < CODE_TOTP_SECRET; i += 5) {
		uint64_t group = 0;

		for (size_t k = 0; k < 5; k++)
			group = group << 8 | secret[i + k];
		for (int shift = 35; shift >= 0; shift -= 5)
			base32[at++] = digits[group >> shift & 31];
	}
	base32[at] = '\0';
}

static void
put_brand(const char *brand, struct buf *out)
{
	for (const char *p = brand; *p != '\0'; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9'))
			buf_u8(out, (unsigned char)*p);
		else
			buf_printf(out, "%%%02X", (unsigned char)*p);
	}
}

void
code_totp_uri(
    const char *brand, const char *login, const char *base32, struct buf *out)
{
	buf_text(out, "otpauth://totp/");
	put_brand(brand, out);
	buf_printf(out, ":%s?secret=%s&issuer=", login, base32);
	put_brand(brand, out);
}

int64_t
code_totp_check(const unsigned char secret[CODE_TOTP_SECRET],
    const char *digits, int64_t now_ms, int64_t last_step)
{
	static const int drift[] = {0, -1, 1};
	char want[DIGITS + 1];
	int64_t found = 0;

	(void)pthread_once(&once, start);
	if (oath != OATH_OK || now_ms < 0 ||
	    strnlen(digits, DIGITS + 1) != DIGITS)
		return 0;
	for (size_t i = 0; i < 3 && found == 0; i++) {
		int64_t step = now_ms / STEP_MS + drift[i];

		if (step <= 0 || step <= last_step)
			continue;
		if (oath_hotp_generate((const char *)secret, CODE_TOTP_SECRET,
			(uint64_t)step, DIGITS, false,
			OATH_HOTP_DYNAMIC_TRUNCATION, want) != OATH_OK)
			break;
		if (sodium_memcmp(want, digits, DIGITS) == 0)
			found = step;
	}
	box_wipe(want, sizeof(want));
	return found;
}
