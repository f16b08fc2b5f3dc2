/*
 * copies -- a rendition for one recipient, the parcel it travels in, and its
 * clock.
 *
 * Everything that writes is inside the caller's transaction and brings its
 * note in every child's file and its audit event with it (rule 23): there is
 * no way here to make or withdraw a copy without them.
 */
#ifndef STORE_COPIES_H
#define STORE_COPIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "seal/link.h"
#include "store/note.h"
#include "store/store.h"

/* Parcels ---------------------------------------------------------------- */

struct copies_parcel {
	struct parcel_id id;
	struct meeting_id meeting;
	struct person_id person;
	unsigned char selector[LINK_SELECTOR];
	uint32_t generation;
	int64_t link_key;
	int64_t expires_ms;
};

/* The newest link key that is not void.  RC_NOTFOUND says what to do. */
enum rc
copies_link_key(struct store *store, int64_t *number, struct error *err);

enum rc copies_parcel_add(struct store *store, struct copies_parcel *parcel,
    const unsigned char secret_hash[BOX_HASH], int64_t now_ms,
    struct error *err);

enum rc copies_parcel_get(struct store *store, struct parcel_id id,
    struct copies_parcel *out, struct error *err);

/* The parcel of PERSON for MEETING that nothing was sent or printed of yet and
 * that has no copy of CASE: the one a new copy joins.  RC_NOTFOUND (ERR untouched). */
enum rc copies_parcel_open(struct store *store, struct meeting_id meeting,
    struct person_id person, struct case_id case_id, int64_t now_ms,
    struct parcel_id *id, struct error *err);

/* From now on its link opens nothing. */
enum rc copies_parcel_void(struct store *store, struct parcel_id id,
    int64_t now_ms, struct error *err);

/* Live parcels with something to send and without a message, that do not go on
 * paper: nobody could be written to when they were made.  malloc'd. */
enum rc copies_parcels_unaddressed(struct store *store, int64_t now_ms,
    struct parcel_id **out, size_t *count, struct error *err);

/* Copies ----------------------------------------------------------------- */

struct copies_row {
	struct copy_id id;
	struct rendition_id rendition; /* 0: destroyed */
	struct parcel_id parcel;
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
	int64_t withdrawn_ms; /* 0: not */
};

/* RC_NOTFOUND. */
enum rc copies_get(struct store *store, struct copy_id id,
    struct copies_row *out, struct error *err);

/* What PERSON has of CASE at MEETING already. */
struct copies_had {
	struct copy_id live;           /* the newest not withdrawn; 0: none */
	struct rendition_id rendition; /* of it */
	bool dead;                     /* its link is void or has expired */
	int64_t withdrawn_ms; /* when one was last withdrawn by somebody, not
				 replaced; 0: never */
};
enum rc copies_had(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct copies_had *out, struct error *err);

/* Copy, delivery, note, audit.  BASIS is entitle_reason_name. */
enum rc copies_add(struct store *store, struct copies_row *row,
    const char *basis, int64_t due_ms, int64_t now_ms, struct error *err);

/* A note of KIND about ROW in every child's file of its case: "A copy for NAME
 * DONE.", or "DONE: WHY". */
enum rc copies_note(struct store *store, enum note_kind kind,
    const struct copies_row *row, const char *done, const char *why,
    int64_t now_ms, struct error *err);

/* Take it back: from now on it answers like one that never existed.  WHO is
 * audit's.  RC_CONFLICT: withdrawn before. */
enum rc copies_withdraw(struct store *store, struct copy_id id, const char *who,
    const char *why, int64_t now_ms, struct error *err);

/* withdrawn_why of a copy that a newer one took the place of: only then may
 * `copies` make another without being asked again. */
#define COPIES_REPLACED "replaced by a newer copy"

/* The same because a newer copy of the same case takes its place. */
enum rc copies_replace(
    struct store *store, struct copy_id id, int64_t now_ms, struct error *err);

/* Move a copy that cannot go now out of a parcel that can. */
enum rc copies_move(struct store *store, struct copy_id id, struct parcel_id to,
    struct error *err);

/* The copies of PARCEL that are not withdrawn; malloc'd. */
enum rc copies_of_parcel(struct store *store, struct parcel_id parcel,
    struct copy_id **out, size_t *count, struct error *err);

/* Those of them that nobody has collected. */
enum rc copies_uncollected(struct store *store, struct parcel_id parcel,
    struct copy_id **out, size_t *count, struct error *err);

/* The files of a rendition, below objects/. */
enum { COPIES_OBJECT = 80 };
struct copies_objects {
	char opus[COPIES_OBJECT];
	char mp3[COPIES_OBJECT]; /* "": there was none */
};

/* Renditions that nothing refers to: no live copy, no child's file, nobody who
 * listens; malloc'd.  One that is being made has no row yet that refers to it:
 * objects.h says who may ask. */
enum rc copies_unused(struct store *store, struct rendition_id **out,
    size_t *count, struct error *err);

/* Destroy rendition ID with its keys when no live copy and no child's file
 * plays it.  OBJECTS gets the names of the files to unlink once this is
 * committed.  RC_NOTFOUND (ERR untouched): it is still needed, or gone. */
enum rc copies_drop(struct store *store, struct rendition_id id,
    struct copies_objects *objects, struct error *err);

#endif
