#include "seal/papercode.h"

#include <ctype.h>
#include <string.h>

#include <sodium.h>

enum { GROUP = 4, BITS = 5 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char purpose[] = "paper";

_Static_assert(PAPERCODE_LETTERS *BITS == PAPERCODE_SECRET * 8, "whole");
_Static_assert(
    PAPERCODE_LETTERS + PAPERCODE_LETTERS / GROUP == PAPERCODE_TEXT, "room");
_Static_assert(sizeof(alphabet) == (1 << BITS) + 1, "base32");

/* The N characters' values as text in groups. */
static void
print(const unsigned char values[PAPERCODE_LETTERS], char code[PAPERCODE_TEXT])
{
	size_t at = 0;

	for (size_t i = 0; i < PAPERCODE_LETTERS; i++) {
		if (i > 0 && i % GROUP == 0)
			code[at++] = '-';
		code[at++] = alphabet[values[i]];
	}
	code[at] = '\0';
}

void
papercode_make(const struct box_key *link_key,
    const unsigned char selector[LINK_SELECTOR], char code[PAPERCODE_TEXT],
    unsigned char hash[BOX_HASH])
{
	crypto_auth_hmacsha256_state state;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	unsigned char values[PAPERCODE_LETTERS];

	(void)crypto_auth_hmacsha256_init(
	    &state, link_key->v, sizeof(link_key->v));
	(void)crypto_auth_hmacsha256_update(&state, selector, LINK_SELECTOR);
	(void)crypto_auth_hmacsha256_update(
	    &state, (const unsigned char *)purpose, sizeof(purpose) - 1);
	(void)crypto_auth_hmacsha256_final(&state, mac);
	for (size_t i = 0; i < PAPERCODE_LETTERS; i++) {
		size_t bit = i * BITS, byte = bit / 8, shift = bit % 8;
		unsigned two = (unsigned)mac[byte] << 8;

		if (byte + 1 < PAPERCODE_SECRET)
			two |= mac[byte + 1];
		values[i] = (unsigned char)(two >> (16 - BITS - shift) & 31);
	}
	print(values, code);
	box_hash(mac, PAPERCODE_SECRET, hash);
	box_wipe(mac, sizeof(mac));
	box_wipe(values, sizeof(values));
	box_wipe(&state, sizeof(state));
}

/* The bytes at AT that mean nothing: a space, or a dash of any kind, as
 * keyboards of telephones put them. */
static size_t
filler(const char *at)
{
	const unsigned char *p = (const unsigned char *)at;

	if (*p == ' ' || *p == '\t' || *p == '-')
		return 1;
	if (p[0] == 0xc2 && p[1] == 0xa0) /* no-break space */
		return 2;
	if (p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0x95)
		return 3; /* hyphen to horizontal bar */
	if (p[0] == 0xe2 && p[1] == 0x88 && p[2] == 0x92)
		return 3; /* minus */
	return 0;
}

static int
value(char c)
{
	const char *found;

	c = (char)toupper((unsigned char)c);
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	found = c == '\0' ? NULL : strchr(alphabet, c);
	return found == NULL ? -1 : (int)(found - alphabet);
}

/* What was typed, as values of the alphabet. */
static enum rc
values_of(const char *typed, unsigned char values[PAPERCODE_LETTERS],
    struct error *err)
{
	size_t count = 0, skip;
	bool good = true;
	int v;

	while (*typed != '\0' && good) {
		if ((skip = filler(typed)) > 0) {
			typed += skip;
			continue;
		}
		v = value(*typed++);
		good = v >= 0 && count < PAPERCODE_LETTERS;
		if (good)
			values[count++] = (unsigned char)v;
	}
	return good && count == PAPERCODE_LETTERS
	    ? RC_OK
	    : error_set(err, RC_NOTFOUND, "no such code");
}

enum rc
papercode_parse(
    const char *typed, unsigned char hash[BOX_HASH], struct error *err)
{
	unsigned char values[PAPERCODE_LETTERS] = {0};
	unsigned char bytes[PAPERCODE_SECRET] = {0};
	enum rc rc = values_of(typed, values, err);

	for (size_t i = 0; rc == RC_OK && i < PAPERCODE_LETTERS; i++) {
		size_t bit = i * BITS, byte = bit / 8, shift = bit % 8;
		unsigned two = (unsigned)values[i] << (16 - BITS - shift);

		bytes[byte] |= (unsigned char)(two >> 8);
		if (byte + 1 < PAPERCODE_SECRET)
			bytes[byte + 1] |= (unsigned char)(two & 0xff);
	}
	if (rc == RC_OK)
		box_hash(bytes, PAPERCODE_SECRET, hash);
	box_wipe(values, sizeof(values));
	box_wipe(bytes, sizeof(bytes));
	return rc;
}

enum rc
papercode_tidy(const char *typed, char code[PAPERCODE_TEXT], struct error *err)
{
	unsigned char values[PAPERCODE_LETTERS] = {0};
	enum rc rc = values_of(typed, values, err);

	if (rc == RC_OK)
		print(values, code);
	box_wipe(values, sizeof(values));
	return rc;
}
