/*
 * outbox -- what goes by mail, from queued to accepted: the one mail of a
 * parcel, reminders about one, escalations.
 *
 *	queued ─▶ sending ─▶ accepted ─▶ bounced
 *	  ▲ ▲        │ └────▶ failed          (5xx)
 *	  │ └────────┘        4xx, unreachable: with back-off
 *	  └▶ held             a rule, or a person, must let it go first
 *
 * `sending` is committed with a lease before anything connects.  A lease that
 * runs out means that a sender died, and nobody knows how far it came: that
 * counts like a connection lost after the dot.  After two such repeats a
 * person decides (state held, which OUTBOX_STUCK tells).
 *
 * The message's source is stored sealed, so that a repeat is byte-identical
 * and the database holds no link.  Everything that writes is inside the
 * caller's transaction.
 */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "store/store.h"

enum {
	OUTBOX_ID = 256, /* a Message-ID and a NUL */
	OUTBOX_CAUSE = 160,
	OUTBOX_LEASE_MS = 10 * 60 * 1000, /* more than any conversation */
	OUTBOX_AGAIN_MS = 60 * 60 * 1000, /* between ambiguous repeats */
	OUTBOX_REPEATS = 2                /* ambiguous ones, by itself */
};

enum outbox_kind {
	OUTBOX_PARCEL = 1, /* one a parcel */
	OUTBOX_REMINDER,   /* about a parcel */
	OUTBOX_ESCALATION  /* to who must see to something */
};

enum outbox_state {
	OUTBOX_QUEUED = 1,
	OUTBOX_SENDING,
	OUTBOX_ACCEPTED,
	OUTBOX_BOUNCED,
	OUTBOX_FAILED,
	OUTBOX_HELD
};

struct outbox_message {
	struct message_id id;
	enum outbox_kind kind;
	struct parcel_id parcel;   /* 0: about none */
	struct meeting_id meeting; /* 0: of none */
	struct person_id person;
	struct route_id route;
	char message_id[OUTBOX_ID];
	enum outbox_state state;
	char cause[OUTBOX_CAUSE];
	int attempts;
	int ambiguous;
	int64_t next_ms;
	int64_t leased_until_ms;
};

const char *outbox_state_name(enum outbox_state state);

/* How long to wait after try N (1, 2 ...): 60 n² seconds, at most an hour,
 * less up to a fifth of it by RANDOM, so that many do not come back at once. */
int64_t outbox_backoff_ms(int n, uint32_t random);

struct outbox_new {
	enum outbox_kind kind;
	struct parcel_id parcel;   /* 0 for an escalation only */
	struct meeting_id meeting; /* 0: of none */
	struct person_id person;   /* to whom */
	struct route_id route;     /* one of theirs */
	const char *message_id;
};

/* A message, held, without a source yet: outbox_write and outbox_queue come
 * next.  RC_CONFLICT: the parcel has its mail already. */
enum rc outbox_add(struct store *store, const struct outbox_new *message,
    int64_t now_ms, struct message_id *id, struct error *err);

/* The one mail of PARCEL, 0 when it has none. */
enum rc outbox_of(struct store *store, struct parcel_id parcel,
    struct message_id *id, struct error *err);

/* RC_NOTFOUND. */
enum rc outbox_get(struct store *store, struct message_id id,
    struct outbox_message *out, struct error *err);

/* Seal SOURCE with COLUMN and store it, to go by ROUTE.  RC_CONFLICT: a try
 * was made of it; then it can no longer change. */
enum rc outbox_write(struct store *store, const struct box_key *column,
    struct message_id id, struct route_id route, const void *source, size_t len,
    struct error *err);

/* Appended to OUT.  RC_DAMAGED; RC_NOTFOUND. */
enum rc outbox_read(struct store *store, const struct box_key *column,
    struct message_id id, struct buf *out, struct error *err);

/* What a sender should look at now: queued and past next_at, held and past
 * next_at (or all held, with HELD), but none that waits for a person.  What is
 * about no parcel first, then in the order of their due time; malloc'd. */
enum rc outbox_due(struct store *store, int64_t now_ms, bool held,
    struct message_id **out, size_t *count, struct error *err);

/* All that is neither accepted nor over at NOW_MS, whatever it waits for, in the
 * same order: of parcels whose link may still open, and notices that may still
 * go; malloc'd. */
enum rc outbox_open(struct store *store, int64_t now_ms,
    struct message_id **out, size_t *count, struct error *err);

/* Those sending whose lease has run out; malloc'd. */
enum rc outbox_lost(struct store *store, int64_t now_ms,
    struct message_id **out, size_t *count, struct error *err);

/* Does anything wait, or hold a lease, for longer from NOW_MS on than anything
 * ever does?  Then a clock was ahead when that was written, and was put back. */
enum rc
outbox_ahead(struct store *store, int64_t now_ms, bool *any, struct error *err);
/* Make it wait from NOW_MS on, as long as it can have had to.  In a transaction. */
enum rc outbox_rewind(struct store *store, int64_t now_ms, struct error *err);

/* What PERSON's mails are held for may be otherwise now: they are asked about
 * at NOW_MS, and not only when a route was to be safe again.  In a
 * transaction. */
enum rc outbox_wake(struct store *store, struct person_id person,
    int64_t now_ms, struct error *err);

/* The steps.  CAUSE is a sentence without a name or address.  Of what waits for a
 * person, next_ms is when it came to that (an hour later for what nobody knows
 * the fate of). */
enum rc outbox_queue(struct store *store, struct message_id id, int64_t next_ms,
    const char *cause, struct error *err);
enum rc outbox_hold(struct store *store, struct message_id id, int64_t next_ms,
    const char *cause, struct error *err);
/* Leases it and counts the try. */
enum rc outbox_sending(struct store *store, struct message_id id,
    int64_t now_ms, struct error *err);
enum rc outbox_fail(struct store *store, struct message_id id, int64_t now_ms,
    const char *cause, struct error *err);
/* Nobody knows whether it arrived: again in an hour, or, when that was done
 * twice, *STUCK: held for a person. */
enum rc outbox_ambiguous(struct store *store, struct message_id id,
    int64_t now_ms, const char *cause, bool *stuck, struct error *err);
/* A person wants what failed, or what nobody knows the fate of, to go once
 * more.  RC_CONFLICT: it does not wait for that. */
enum rc outbox_again(struct store *store, struct message_id id, int64_t now_ms,
    struct error *err);
/* The relay has it: the message and the audit; of a parcel's mail also the clock
 * of every live copy and debrief met, and a note in every child's file. */
enum rc outbox_accept(struct store *store, struct message_id id, int64_t now_ms,
    struct error *err);

#endif
