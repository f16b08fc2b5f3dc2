/*
 * paperwork -- a parcel that goes on paper: by letter, or handed over in
 * person.
 *
 *	printed ─▶ done (posted, handed over) ─▶ returned
 *	   └▶ void: printed again
 *
 * A row is one printing, with the hash of the code it bears; the code opens
 * its parcel while the row and the parcel are not void and the link key of its
 * time is alive.  `done` is what meets the clock of the copies in it; `returned`
 * takes that back.  A parcel that ever had a row here is no mail's any more
 * (sending asks), and no new copy joins it.
 *
 * Everything that writes is inside the caller's transaction and brings its
 * notes and audit events with it.
 */
#ifndef STORE_PAPERWORK_H
#define STORE_PAPERWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "seal/link.h"
#include "store/inbox.h"
#include "store/releases.h"
#include "store/store.h"

enum paperwork_channel { PAPERWORK_LETTER = 1, PAPERWORK_IN_PERSON };

/* "letter", "in person": as contact_route and delivery call them. */
const char *paperwork_channel_name(enum paperwork_channel channel);

enum { PAPERWORK_WORKER = 128 };

struct paperwork {
	struct paper_id id;
	struct parcel_id parcel;
	enum paperwork_channel channel;
	struct route_id route;
	char worker[PAPERWORK_WORKER]; /* "" of a letter */
	int64_t printed_ms;
	int64_t done_ms;     /* 0: not yet */
	int64_t returned_ms; /* 0: not */
	bool live;           /* neither printed again nor returned */
};

/* The parcels of PERSON at MEETING that are alive at NOW_MS and hold a copy
 * or words whose clock is not met, the oldest first; malloc'd. */
enum rc paperwork_unmet(struct store *store, struct meeting_id meeting,
    struct person_id person, int64_t now_ms, struct parcel_id **out,
    size_t *count, struct error *err);

/* Does TEXT hold the name of a child of any case in PARCEL, another name of
 * theirs, or such a case's reference (rule 7)? */
enum rc paperwork_tells(struct store *store, struct parcel_id parcel,
    const char *text, bool *tells, struct error *err);

/* PAPER is printed: parcel, channel, route and worker are the caller's; the id
 * is given.  HASH NULL: it bears no code.  What was printed before is void.
 * RC_CONFLICT: that was posted or handed over. */
enum rc
paperwork_add(struct store *store, struct paperwork *paper, int64_t link_key,
    const unsigned char selector[LINK_SELECTOR], const unsigned char *hash,
    const struct releases_account *by, int64_t now_ms, struct error *err);

/* The newest printing of PARCEL.  RC_NOTFOUND (ERR untouched): none ever. */
enum rc paperwork_of(struct store *store, struct parcel_id parcel,
    struct paperwork *out, struct error *err);

/* The newest live one for PERSON at MEETING by CHANNEL that is DONE, or not.
 * RC_NOTFOUND (ERR untouched). */
enum rc paperwork_latest(struct store *store, struct meeting_id meeting,
    struct person_id person, enum paperwork_channel channel, bool done,
    struct paperwork *out, struct error *err);

/* PAPER is posted or handed over at WHEN_MS: the clocks of the COUNT copies
 * COPIES are met. */
enum rc paperwork_done(struct store *store, const struct paperwork *paper,
    const struct copy_id *copies, size_t count,
    const struct releases_account *by, int64_t when_ms, int64_t now_ms,
    struct error *err);

/* It came back: its code is void, and the clocks that it met run again. */
enum rc paperwork_returned(struct store *store, const struct paperwork *paper,
    const struct releases_account *by, const char *why, int64_t now_ms,
    struct error *err);

/* What the code with HASH opens.  RC_NOTFOUND for everything but a live parcel:
 * unknown, printed again, returned, expired, or its link key void. */
enum rc paperwork_find(struct store *store, const unsigned char hash[BOX_HASH],
    int64_t now_ms, struct inbox_parcel *out, struct error *err);

#endif
