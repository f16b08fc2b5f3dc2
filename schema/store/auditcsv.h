/*
 * auditcsv -- the audit as a signed CSV file, a piece at a time.
 *
 * RFC 4180 with lines ending in CR LF:
 *
 *	seq,at,who,what,which,why,hash
 *	1,2026-11-26T21:48:00Z,program:store,store.made,store,,5f3c...
 *	signature,2026-11-26T22:10:00Z,KEY,ed25519,1 event,no words,SIGNATURE
 *
 * KEY is the public half, SIGNATURE (128 hex digits, then CR LF and the end) is
 * Ed25519 over "marac-audit 1", LF, the SHA-256 of every byte before it as hex,
 * LF.  So nothing in the file can be changed, added or cut, and anybody can
 * verify it with the key and without this program.
 *
 * WHY holds words that people typed, in which a name may stand: it is left empty
 * unless WORDS, but for events whose words are all ours (accounts, keys).  A text
 * that a spreadsheet would take for a formula (it begins with = + - @, a tab or a
 * return) has a ' before it.
 */
#ifndef STORE_AUDITCSV_H
#define STORE_AUDITCSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "seal/box.h"
#include "store/store.h"

struct auditcsv {
	struct box_sign_secret
	    key; /* a copy; auditcsv_end and _clear wipe it */
	bool words;
	int64_t upto; /* how many events it will hold */
	int64_t at;   /* the last one written */
	struct box_hash hash;
	bool begun, ended;
};

/* All that there is now, of STORE, signed with KEY. */
enum rc auditcsv_begin(struct auditcsv *a, struct store *store,
    const struct box_sign_secret *key, bool words, struct error *err);

/* Append the next piece to OUT, some 30 kB at most, and on the last the
 * signature; nothing once A has ended. */
enum rc auditcsv_more(struct auditcsv *a, struct store *store, struct buf *out,
    struct error *err);

void auditcsv_clear(struct auditcsv *a);

/* Is PATH whole, and signed by KEY?  RC_DAMAGED: not; RC_INVALID: no such file
 * of ours.  *EVENTS says how many it holds. */
enum rc auditcsv_verify(const char *path, const struct box_sign_public *key,
    int64_t *events, struct error *err);

#endif
