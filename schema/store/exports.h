/*
 * exports -- archives that were made for somebody: which copies are in them, and
 * whether they were handed over.
 *
 * An archive is a file for a memory stick, or one for an agency's drop folder;
 * that one has an object, its name there and below exports/ until it is put.
 * Only its hash is here, never its passphrase.  One of a kind waits at a time:
 * a new one takes the place of the one before.  Everything that writes is
 * inside the caller's transaction and brings its audit event.
 */
#ifndef STORE_EXPORTS_H
#define STORE_EXPORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "store/releases.h"
#include "store/store.h"

/* A copy that PERSON has of MEETING and nobody took back.  Whether it may be
 * heard is standing.h's to say. */
struct exports_copy {
	struct copy_id copy;
	struct rendition_id rendition; /* 0: gone */
	struct case_id case_id;
};

/* In the order in which their page lists them; malloc'd. */
enum rc exports_copies(struct store *store, struct meeting_id meeting,
    struct person_id person, struct exports_copy **out, size_t *count,
    struct error *err);

enum { EXPORTS_OBJECT = 2 * 16 + sizeof(".zip") };

struct exports_row {
	struct export_id id;
	struct meeting_id meeting;
	struct person_id person;
	struct agency_id agency;     /* 0: a file */
	char object[EXPORTS_OBJECT]; /* "": a file */
	int64_t bytes;
	unsigned char hash[BOX_HASH];
	int attempts; /* to put it */
};

/* Write ROW with its COUNT copies; the one that waited is void. */
enum rc exports_add(struct store *store, struct exports_row *row,
    const struct exports_copy *copies, size_t count,
    const struct releases_account *by, int64_t now_ms, struct error *err);

/* The one that waits for PERSON: for a drop folder, or a file.  RC_NOTFOUND
 * (ERR untouched). */
enum rc exports_waiting(struct store *store, struct meeting_id meeting,
    struct person_id person, bool drop, struct exports_row *out,
    struct error *err);

/* Does a file called OBJECT wait to be put? */
enum rc exports_waits(
    struct store *store, const char *object, bool *yes, struct error *err);

/* Does ROW hold just these copies? */
enum rc exports_holds(struct store *store, const struct exports_row *row,
    const struct exports_copy *copies, size_t count, bool *yes,
    struct error *err);

/* May everything in ROW still be heard, and be given to its person (rules 6 and
 * 9)?  RC_DENIED: no; the text says what to do with the archive, and not why
 * something may not be heard (`explain` does). */
enum rc exports_ask(struct store *store, const struct exports_row *row,
    int64_t now_ms, struct error *err);

/* It will not be handed over any more. */
enum rc exports_void(struct store *store, const struct exports_row *row,
    const struct releases_account *by, int64_t now_ms, struct error *err);

/* A try to put it begins: asks as exports_ask does. */
enum rc exports_try(struct store *store, const struct exports_row *row,
    const struct releases_account *by, int64_t now_ms, struct error *err);

/* It is handed over by WORKER, or (WORKER "") it was put: meets the clock of
 * every copy in it, unless another way has already, with a note in every child's
 * file, and is their channel from now on.  Handing over asks once
 * more, RC_DENIED as exports_ask; what was put cannot be called back by that. */
enum rc exports_hand(struct store *store, const struct exports_row *row,
    const char *worker, const struct releases_account *by, int64_t now_ms,
    struct error *err);

/* Was COPY given in an archive, and is that its way?  Then it goes by no mail. */
enum rc exports_took(
    struct store *store, struct copy_id copy, bool *yes, struct error *err);
/* A person wants it mailed besides: then it may go.  What was given was given,
 * whatever becomes of that mail.  In the caller's transaction. */
enum rc
exports_let(struct store *store, struct copy_id copy, struct error *err);

#endif
