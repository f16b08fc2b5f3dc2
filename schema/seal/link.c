#include "seal/link.h"

#include <sodium.h>
#include <string.h>

enum { TOKEN_BYTES = LINK_SELECTOR + LINK_SECRET };

_Static_assert(sodium_base64_ENCODED_LEN(TOKEN_BYTES,
		   sodium_base64_VARIANT_URLSAFE_NO_PADDING) == LINK_TOKEN,
    "token length");

void
link_make(const struct box_key *link_key,
    const unsigned char selector[LINK_SELECTOR], uint32_t generation,
    char token[LINK_TOKEN], unsigned char secret_hash[BOX_HASH])
{
	crypto_auth_hmacsha256_state state;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	unsigned char bytes[TOKEN_BYTES];
	unsigned char count[4];

	for (size_t i = 0; i < sizeof(count); i++)
		count[i] = (unsigned char)(generation >> (8 * i));
	(void)crypto_auth_hmacsha256_init(
	    &state, link_key->v, sizeof(link_key->v));
	(void)crypto_auth_hmacsha256_update(&state, selector, LINK_SELECTOR);
	(void)crypto_auth_hmacsha256_update(&state, count, sizeof(count));
	(void)crypto_auth_hmacsha256_final(&state, mac);
	memcpy(bytes, selector, LINK_SELECTOR);
	memcpy(bytes + LINK_SELECTOR, mac, LINK_SECRET);
	box_hash(mac, LINK_SECRET, secret_hash);
	(void)sodium_bin2base64(token, LINK_TOKEN, bytes, sizeof(bytes),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	box_wipe(mac, sizeof(mac));
	box_wipe(bytes, sizeof(bytes));
	box_wipe(&state, sizeof(state));
}

enum rc
link_parse(const char *token, unsigned char selector[LINK_SELECTOR],
    unsigned char secret_hash[BOX_HASH], struct error *err)
{
	unsigned char bytes[TOKEN_BYTES];
	const char *end = NULL;
	size_t len = 0;
	enum rc rc = RC_OK;

	/* One spelling only: no padding, no white space, no stray low bits. */
	if (strnlen(token, LINK_TOKEN) != LINK_TOKEN - 1 ||
	    sodium_base642bin(bytes, sizeof(bytes), token, LINK_TOKEN - 1, NULL,
		&len, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    len != sizeof(bytes) || end != token + LINK_TOKEN - 1) {
		rc = error_set(err, RC_NOTFOUND, "no such link");
	} else {
		memcpy(selector, bytes, LINK_SELECTOR);
		box_hash(bytes + LINK_SELECTOR, LINK_SECRET, secret_hash);
	}
	box_wipe(bytes, sizeof(bytes));
	return rc;
}
