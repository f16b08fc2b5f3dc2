/*
 * impartial -- rules 3, 4 and 14 hold for whoever decides, too: nobody decides
 * about a case in which they declared a conflict of interest, to whose family
 * they belong, or in which they may be a source of harm.
 *
 * deed_add asks it of every deed, inside the transaction that writes it; so
 * does what writes its audit event another way.  There is no way around it but
 * deed_note, for what anybody may say of themselves.
 *
 * What a deed is about (deed.h):
 *
 *   a case               that case at that meeting
 *   a person, no case    every case that they have something of, or are the
 *                        family of: at that meeting; or at any, and before one
 *   a meeting alone      every case on its agenda
 */
#ifndef STORE_IMPARTIAL_H
#define STORE_IMPARTIAL_H

#include <stdbool.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

struct deed;             /* deed.h */
struct releases_account; /* releases.h */

/* May BY decide about CASE at MEETING? */
enum rc impartial_towards(struct store *store,
    const struct releases_account *by, struct meeting_id meeting,
    struct case_id case_id, bool *yes, struct error *err);

/* May BY do what WHICH is about?  RC_DENIED: not about all of it. */
enum rc impartial_ask(struct store *store, const struct releases_account *by,
    const struct deed *which, struct error *err);

/* The same for what only stops something: RC_DENIED when there is nothing in it
 * that BY may decide about.  A chair with a conflict in one case stops a whole
 * meeting, and the one whose case it is alone stops nothing. */
enum rc impartial_stop(struct store *store, const struct releases_account *by,
    const struct deed *which, struct error *err);

#endif
