/*
 * post -- parcels and the mail that goes with each: a link is made, a route is
 * chosen, the mail is written and sealed into the outbox.  Notices, too.
 *
 * The route is the person's own e-mail route and no other: when it may not be
 * used the message is held and says why; nothing is tried instead (rule 6).
 * While any route of the person has changed and nobody has confirmed it,
 * nothing goes at all (rule 9).
 */
#ifndef DISTRIBUTOR_POST_H
#define DISTRIBUTOR_POST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "distributor/desk.h"
#include "distributor/verp.h"
#include "rules/contact.h"
#include "seal/box.h"
#include "store/outbox.h"

struct post {
	struct desk *desk;
	struct box_key column;
};

/* Borrows DESK.  RC_INVALID: the configuration cannot send (mail.from);
 * RC_NOTFOUND: a key is missing.  post_clear wipes. */
enum rc post_open(struct post *post, struct desk *desk, struct error *err);
void post_clear(struct post *post);

/* A new parcel for PERSON under the newest link key.  In a transaction. */
enum rc post_parcel(struct post *post, struct meeting_id meeting,
    struct person_id person, int64_t now_ms, struct parcel_id *id,
    struct error *err);

struct post_route {
	struct route_id id; /* 0: the person has none of that channel */
	enum contact_answer answer;
	int64_t next_ms; /* when a LATER route opens */
	bool hours;      /* it has safe times of day */
};

/* The route for PERSON as it stands at NOW_MS; for a message that was tried
 * before, KEEP is the only one that may be it. */
enum rc
post_route(struct post *post, struct person_id person, struct route_id keep,
    int64_t now_ms, struct post_route *out, struct error *err);
/* The same of another CHANNEL: "letter", "in person". */
enum rc post_route_by(struct post *post, const char *channel,
    struct person_id person, struct route_id keep, int64_t now_ms,
    struct post_route *out, struct error *err);

/* Why a route cannot be used now, in words for the coordinator. */
const char *post_route_text(const struct post_route *route);

/* Give PARCEL a message when it has none and its person has a route: queued,
 * or held with the cause.  In a transaction.  *ID is 0 when there is no route
 * (the copies wait, and an alert says so when ALERT). */
enum rc post_message(struct post *post, struct parcel_id parcel, bool alert,
    int64_t now_ms, struct message_id *id, struct error *err);

/* Is RC about one message, parcel or person, and not about the store?  Then the
 * others go all the same. */
bool post_of_one(enum rc rc);

/* WHAT number ID, one of many, came to ONE and WHY: that is logged, and the first
 * of its kind is what the pass comes to (RC, ERR).  False: it is the store's, and
 * no other is tried. */
bool post_next(const char *what, int64_t id, enum rc one,
    const struct error *why, enum rc *rc, struct error *err);

/* Write a notice of KIND (a reminder or an escalation) to PERSON: SUBJECT and
 * BODY (lines ending in \n) in the frame of every mail.  A reminder is about
 * PARCEL and gets its link below the words; an escalation has no link, and its
 * PARCEL and MEETING may be {0}.  Queued, or held with the cause.  In a
 * transaction.  *ID is 0 when PERSON has no e-mail route: nothing is tried
 * instead.
 * RC_DENIED a telling word (rule 7): nothing is written. */
enum rc
post_notice(struct post *post, enum outbox_kind kind, struct parcel_id parcel,
    struct meeting_id meeting, struct person_id person, const char *subject,
    const char *body, int64_t now_ms, struct message_id *id, struct error *err);

/* An escalation to PERSON among others: what of PERSON alone cannot be read or
 * written is logged, and *ID is 0, as without a route. */
enum rc post_notice_among(struct post *post, struct meeting_id meeting,
    struct person_id person, const char *subject, const char *body,
    int64_t now_ms, struct message_id *id, struct error *err);

/* Write MESSAGE's mail again, to go by ROUTE, with the address that it has
 * now.  In a transaction. */
enum rc post_write(struct post *post, const struct outbox_message *message,
    struct route_id route, int64_t now_ms, struct error *err);

/* Where a bounce of message ID comes back to (verp.h): "" when mail.bounces is
 * not set, and then the sender's address is. */
void post_return_path(struct post *post, struct message_id id,
    const char *message_id, char out[VERP_ADDRESS]);

/* The address of ROUTE, appended to OUT, which wipes it. */
enum rc post_address(struct post *post, struct route_id route, struct buf *out,
    struct error *err);

#endif
