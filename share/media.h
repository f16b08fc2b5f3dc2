/*
 * media -- bytes of a rendition, decrypted as they are asked for.
 *
 * Whoever answers with it has checked the claim and is checked again while it
 * runs, at least every GUARD_ASK_MS.  The audit event is committed before the
 * first byte, or there is none (503).  A record that does not verify is a 503 when
 * the part fits into a block, and else ends the transfer: never wrong bytes.  What a recipient truly fetched is added to the
 * copy's coverage when the transfer ends.
 */
#ifndef SHARE_MEDIA_H
#define SHARE_MEDIA_H

#include <stdbool.h>

#include "share/claim.h"
#include "share/request.h"
#include "share/session.h"
#include "store/playable.h"

/* Answer R with what CLAIM's rendition holds in FORMAT, its Range only; SAVE: as
 * a file to keep.  As if there were nothing when there is none in FORMAT.  A
 * moment that STORE holds (store_snapshot) ends. */
void
media_answer(struct request *r, struct store *store, const struct session *s,
    const struct claim *claim, enum playable_format format, bool save);

/* The answer is over.  WHOLE: all of it was taken by the client's side. */
void media_over(struct request *r, bool whole);

void media_close(struct media *m); /* NULL-safe */

#endif
