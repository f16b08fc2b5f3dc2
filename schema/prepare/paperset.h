/*
 * paperset -- what a recorder is given for one meeting (recording/papers.h),
 * from what the store knows.
 *
 * Each agenda item gets an X25519 pair once: the private half goes to the
 * distributor's keystore under the item's id before the public half is
 * committed, so there is never a public half that nobody can open.  Made
 * again, the same keys come out.  Three spares go with them.
 */
#ifndef PREPARE_PAPERSET_H
#define PREPARE_PAPERSET_H

#include "base/error.h"
#include "base/id.h"
#include "recording/papers.h"
#include "seal/keystore.h"
#include "store/store.h"

enum { PAPERSET_SPARES = 3 };

/* Spares and keys, inside the caller's transaction, with its audit event by WHO.
 * KEYS is the distributor's.
 * RC_NOTFOUND: MEETING has no agenda
 * RC_DAMAGED:  an item has a public half, and KEYS not the private one */
enum rc paperset_keys(struct store *store, struct keystore *keys,
    struct meeting_id meeting, const char *who, struct error *err);

/* What they hold today, into PAPERS (= {0}; papers_clear it).  No key is asked
 * for: an item without one makes papers that papers_text refuses. */
enum rc paperset_fill(struct store *store, struct meeting_id meeting,
    struct papers *papers, struct error *err);

/* Where trusted recording machines can fetch them.  Inside the caller's
 * transaction, with its audit event. */
enum rc paperset_publish(struct store *store, struct meeting_id meeting,
    const struct papers *papers, const char *who, struct error *err);

#endif
