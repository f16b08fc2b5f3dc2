/*
 * route -- how somebody may be reached, and whether that is safe (rules 6, 9).
 *
 * The value (an e-mail address, a number, a postal address) is sealed with
 * the column key, bound to "contact_route.value:ID"; a MAC of its normalised
 * form finds it again.  Only whoever holds the column key can read it.
 *
 * A new value on a channel where the person has one supersedes it: the old
 * route is no longer safe and has expired, the new one carries changed_at and
 * is not used until it is confirmed: put again with who verified it, on the
 * day of the change or later (rule 9).
 */
#ifndef STORE_ROUTE_H
#define STORE_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "rules/contact.h"
#include "seal/box.h"
#include "store/store.h"
#include "store/upsert.h"

/* Borrowed.  Known by (person, channel, normalised value). */
struct route_row {
	struct person_id person;
	const char *channel; /* email, phone, letter, in person */
	const char *value;
	const char *safe;     /* yes, no, unknown */
	int safe_from_minute; /* of the London day; -1: any time */
	int safe_to_minute;
	bool voicemail;
	bool shared_device;
	const char *verified_by; /* "" nobody */
	int64_t verified_at;     /* 0: never */
	int64_t expires_at;      /* 0: never */
};

/* The form of VALUE that equality is judged in: e-mail in lower case, a
 * number's digits, an address's folded words.  OUT is appended to.
 * RC_INVALID: not a value of that channel; the text says why and does not
 * repeat it. */
enum rc route_normal(
    const char *channel, const char *value, struct buf *out, struct error *err);

/* Inside the caller's transaction.  A new or changed route voids the
 * decisions about that person's copies (rule 12), and what waits for a route of
 * theirs is looked at anew. */
enum rc route_put(struct store *store, const struct box_key *column,
    const struct route_row *row, int64_t now_ms, enum upsert *what,
    struct error *err);

struct route {
	struct route_id id;
	struct contact_facts facts;
};

/* PERSON's routes of CHANNEL, the one added last first; malloc'd.  None is
 * RC_OK and a count of 0. */
enum rc route_list(struct store *store, struct person_id person,
    const char *channel, struct route **out, size_t *count, struct error *err);

/* Has any way to reach PERSON changed, and nobody has confirmed it (rule 9)?
 * Then nothing goes to them by any. */
enum rc route_changed(
    struct store *store, struct person_id person, bool *yes, struct error *err);

/* The value in clear, appended to OUT (wipe it with buf_clear).  RC_NOTFOUND;
 * RC_DAMAGED: not under this key. */
enum rc route_value(struct store *store, const struct box_key *column,
    struct route_id id, struct buf *out, struct error *err);

#endif
