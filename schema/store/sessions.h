/*
 * sessions -- who is signed in at the pages, and which children's files a
 * caseworker opened, with the reason given.
 *
 * A session is known by the SHA-256 of its cookie's value, so that the
 * database opens nothing.  It is a staff member's or a recipient's, never
 * both.
 */
#ifndef STORE_SESSIONS_H
#define STORE_SESSIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "store/store.h"

struct sessions_hash {
	unsigned char v[BOX_HASH];
};

enum { SESSIONS_NAME = 128, SESSIONS_ROLE = 16 };

struct sessions_row {
	struct account_id account; /* 0: a recipient's */
	struct parcel_id parcel;   /* 0: a staff member's */
	struct person_id person;
	char name[SESSIONS_NAME]; /* of the person, cut to fit */
	char role[SESSIONS_ROLE]; /* of the account, "" for a recipient */
	char language[4];         /* the person's, "" not known */
	int64_t seen_ms;
	int64_t ends_ms;
};

/* Exactly one of ACCOUNT and PARCEL is not 0. */
enum rc sessions_add(struct store *store, const struct sessions_hash *id,
    struct account_id account, struct parcel_id parcel, int64_t now_ms,
    int64_t ends_ms, struct error *err);

/* RC_NOTFOUND: no such session, ended, not seen for STAFF_IDLE_MS (or
 * RECIPIENT_IDLE_MS), or its account was disabled. */
enum rc sessions_find(struct store *store, const struct sessions_hash *id,
    int64_t now_ms, int64_t staff_idle_ms, int64_t recipient_idle_ms,
    struct sessions_row *out, struct error *err);

enum rc sessions_touch(struct store *store, const struct sessions_hash *id,
    int64_t now_ms, struct error *err);

/* Ending one that is not there is RC_OK. */
enum rc sessions_end(
    struct store *store, const struct sessions_hash *id, struct error *err);

/* Forget those that ended. */
enum rc sessions_sweep(struct store *store, int64_t now_ms, struct error *err);

/* Inside the caller's transaction, with its audit event. */
enum rc sessions_open_file(struct store *store, const struct sessions_hash *id,
    struct child_id child, const char *reason, int64_t now_ms,
    struct error *err);

/* RC_NOTFOUND: this session has given no reason for CHILD. */
enum rc sessions_file_is_open(struct store *store,
    const struct sessions_hash *id, struct child_id child, struct error *err);

#endif
