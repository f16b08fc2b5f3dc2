/*
 * verp -- the address that a mail's bounce comes back to: the one of
 * mail.bounces with the message's number and a keyed hash put in.
 *
 *	bounces@service.example  ->  bounces+57.0123456789abcdef0123@service.example
 *
 * The hash, 80 bits of it, is over the number and the message's Message-ID,
 * which is random: so an address of a message that a restored backup has
 * forgotten belongs to none that has its number now.  Digits and lower-case
 * hex, because relays fold case.  Its key is made of the key of sealed columns,
 * which only the distributor holds.
 */
#ifndef DISTRIBUTOR_VERP_H
#define DISTRIBUTOR_VERP_H

#include <stdbool.h>

#include "base/id.h"
#include "seal/box.h"

enum {
	VERP_MAC = 21,     /* 20 hex digits and a NUL */
	VERP_ADDRESS = 256 /* what verp_make needs */
};

void verp_key(const struct box_key *column, struct box_key *key);

/* The address of message ID into OUT.  BOUNCES is mail.bounces, a bare
 * address; "" gives "". */
void verp_make(const struct box_key *key, const char *bounces,
    struct message_id id, const char *message_id, char out[VERP_ADDRESS]);

/* Is ADDRESS one that verp_make may have made for BOUNCES?  ID and MAC are
 * what it claims; verp_holds says whether that is true. */
bool verp_read(const char *address, const char *bounces, struct message_id *id,
    char mac[VERP_MAC]);

/* In constant time. */
bool verp_holds(const struct box_key *key, struct message_id id,
    const char *message_id, const char mac[VERP_MAC]);

#endif
