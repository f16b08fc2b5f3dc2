/*
 * inbox -- what one link opens: a parcel and the copies in it, as their
 * recipient may know them.
 *
 * Whether a copy may still be heard is standing.h's to say.
 */
#ifndef STORE_INBOX_H
#define STORE_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/link.h"
#include "store/store.h"

struct inbox_parcel {
	struct parcel_id parcel;
	struct person_id person;
	struct meeting_id meeting;
	int64_t expires_ms;
};

/* RC_NOTFOUND for everything but a live parcel whose secret this is: unknown
 * selector, another secret, void, expired, or its link key void. */
enum rc
inbox_find(struct store *store, const unsigned char selector[LINK_SELECTOR],
    const unsigned char secret_hash[BOX_HASH], int64_t now_ms,
    struct inbox_parcel *out, struct error *err);

/* Which there are, for who asks a hundred times while they listen. */
struct inbox_place {
	struct copy_id copy;
	struct rendition_id rendition; /* 0: gone */
	bool collected;
};

/* All of PARCEL, malloc'd; the caller frees *OUT. */
enum rc inbox_places(struct store *store, struct parcel_id parcel,
    struct inbox_place **out, size_t *count, struct error *err);

enum { INBOX_NAME = 128 };

struct inbox_copy {
	struct copy_id copy;
	struct rendition_id rendition; /* 0: gone */
	int item;                      /* its number on the agenda */
	int64_t meeting_ms; /* when the meeting began, or was planned */
	int64_t samples;
	int64_t bytes;
	int64_t mp3_bytes;          /* 0: there is none */
	int64_t expires_ms;         /* the link's */
	bool child;                 /* it is a child's own copy ... */
	char supporter[INBOX_NAME]; /* ... who hears it with this person */
};

/* One of PARCEL.  RC_NOTFOUND. */
enum rc inbox_copy(struct store *store, struct parcel_id parcel,
    struct copy_id copy, struct inbox_copy *out, struct error *err);

/* All of PARCEL, malloc'd; the caller frees *OUT. */
enum rc inbox_copies(struct store *store, struct parcel_id parcel,
    struct inbox_copy **out, size_t *count, struct error *err);

/* What a recipient may know a case by: when it was, and its number there. */
struct inbox_case {
	int item;
	int64_t meeting_ms; /* as above */
};
enum rc inbox_about(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct inbox_case *out, struct error *err);

#endif
