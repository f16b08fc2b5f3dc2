#include "distributor/verp.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sodium.h>

enum { MAC_BYTES = (VERP_MAC - 1) / 2, ID_DIGITS = 18 };

/* Its first byte is in no text, and so in no value that is hashed with the
 * same key for equality. */
static const char label[] = "\0bounce address";

void
verp_key(const struct box_key *column, struct box_key *key)
{
	box_mac(column, label, sizeof(label), key->v);
}

static void
hash(const struct box_key *key, struct message_id id, const char *message_id,
    char mac[VERP_MAC])
{
	unsigned char full[BOX_HASH];
	char text[320];
	int len = snprintf(
	    text, sizeof(text), "%lld %.256s", (long long)id.v, message_id);

	box_mac(key, text, (size_t)len, full);
	for (size_t i = 0; i < MAC_BYTES; i++)
		(void)snprintf(mac + 2 * i, 3, "%02x", full[i]);
}

void
verp_make(const struct box_key *key, const char *bounces, struct message_id id,
    const char *message_id, char out[VERP_ADDRESS])
{
	const char *at = strchr(bounces, '@');
	char mac[VERP_MAC];

	out[0] = '\0';
	if (at == NULL)
		return;
	hash(key, id, message_id, mac);
	(void)snprintf(out, VERP_ADDRESS, "%.*s+%lld.%s%.180s",
	    (int)(at - bounces), bounces, (long long)id.v, mac, at);
}

bool
verp_read(const char *address, const char *bounces, struct message_id *id,
    char mac[VERP_MAC])
{
	const char *at = strchr(bounces, '@');
	const char *p;
	size_t digits, local;

	if (at == NULL)
		return false;
	local = (size_t)(at - bounces);
	if (strncasecmp(address, bounces, local) != 0 || address[local] != '+')
		return false;
	p = address + local + 1;
	digits = strspn(p, "0123456789");
	if (digits < 1 || digits > ID_DIGITS || p[digits] != '.')
		return false;
	id->v = strtoll(p, NULL, 10);
	p += digits + 1;
	if (strspn(p, "0123456789abcdefABCDEF") != VERP_MAC - 1 ||
	    strcasecmp(p + VERP_MAC - 1, at) != 0)
		return false;
	for (size_t i = 0; i < VERP_MAC - 1; i++)
		mac[i] = p[i] >= 'A' && p[i] <= 'F' ? (char)(p[i] + 32) : p[i];
	mac[VERP_MAC - 1] = '\0';
	return true;
}

bool
verp_holds(const struct box_key *key, struct message_id id,
    const char *message_id, const char mac[VERP_MAC])
{
	char own[VERP_MAC];

	hash(key, id, message_id, own);
	return sodium_memcmp(own, mac, VERP_MAC - 1) == 0;
}
