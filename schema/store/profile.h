/*
 * profile -- what a meeting's distribution profile proposes by itself.
 *
 * At conferences and reviews the family is included by default
 * (entitle_by_profile says who).  A default is a proposal to send, like one
 * that somebody types: made with the release, in the name of who releases, so
 * that another person has to approve it (rule 12).
 */
#ifndef STORE_PROFILE_H
#define STORE_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/releases.h"
#include "store/store.h"

/* Propose it for everybody it includes in CASE of MEETING; *PROPOSED counts
 * on.  Inside the caller's transaction, with its audit events. */
enum rc profile_propose(struct store *store, struct meeting_id meeting,
    struct case_id case_id, const struct releases_account *by, int64_t now_ms,
    size_t *proposed, struct error *err);

#endif
