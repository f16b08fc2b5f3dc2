/*
 * audit -- who did what to which thing, and why; a hash chain (rule 18).
 *
 * hash = SHA-256(previous hash || seq || at || who || what || which || why),
 * each text with its length before it.  The head (count and last hash) is a
 * row of its own, changed in the same transaction, so a cut tail shows.
 * Appended inside the caller's transaction: no deed without its event.
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "base/buf.h"
#include "base/error.h"
#include "store/store.h"

/* WHO "account:3", "program:distributor", "recipient:12"; WHAT a verb
 * ("copy.made"); WHICH "copy:17"; WHY words or "".  Never a token or code.
 * Asserts a transaction. */
enum rc audit_add(struct store *store, const char *who, const char *what,
    const char *which, const char *why, struct error *err);

/* Check the whole chain.  RC_DAMAGED: NAMED says which event. */
enum rc audit_verify(struct store *store, struct buf *named, struct error *err);

/* The same for as long as UNTIL_NS (monotonic) has not come.  *SEEN: how many
 * events were looked at.  RC_BUSY: the time was up before the end of it, and so
 * far nothing is wrong. */
enum rc audit_verify_until(struct store *store, int64_t until_ns, int64_t *seen,
    struct buf *named, struct error *err);

/* Append "12 events, the last one <64 hex digits>" to OUT: what to note in
 * another place, because who can rewrite the whole chain can lie. */
enum rc audit_head(struct store *store, struct buf *out, struct error *err);

#endif
