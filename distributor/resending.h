/*
 * resending -- `resend COPY`: a person decides that a mail which nothing sends
 * any more goes again.
 *
 * To the address that it went to, it is the same mail, with the same bytes and
 * Message-ID, so that whoever has it twice sees that it is one; and it is tried
 * once: if nobody knows again what became of it, a person is asked again.
 *
 * To another address, because the route was corrected and confirmed since, it
 * is a new mail with a new link in a new parcel, and the old link is void: where
 * the old one may lie is not where it should (rule 9).  What came back goes to no
 * address that it came back from.
 *
 * What was given in a locked archive is mailed by nothing else than this.
 *
 * What the mail server took goes no second time; `withdraw` and `copies` make
 * another copy.  What waits by itself is left to that.
 */
#ifndef DISTRIBUTOR_RESENDING_H
#define DISTRIBUTOR_RESENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cmd.h"
#include "base/error.h"
#include "base/id.h"
#include "distributor/post.h"
#include "store/releases.h"

/* *ANEW: it is a new mail.  A transaction of its own, with its audit event.
 * RC_NOTFOUND; RC_CONFLICT: it does not need this, or this does not help; RC_DENIED:
 * the route may not be used; each says what to do instead. */
enum rc resending_copy(struct post *post, struct copy_id copy,
    const char *reason, const struct releases_account *by, int64_t now_ms,
    bool *anew, struct error *err);

/* The same inside the caller's transaction. */
enum rc resending_within(struct post *post, struct copy_id copy,
    const char *reason, const struct releases_account *by, int64_t now_ms,
    bool *anew, struct error *err);

enum rc resending_verb(struct cmd_call *call, struct error *err);

#endif
