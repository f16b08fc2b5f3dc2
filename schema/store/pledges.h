/*
 * pledges -- the statement of confidentiality: its versions, who is asked for
 * it, and who has accepted which.
 *
 * Participants are asked, before anything that was sent to them: whoever sat at
 * the parcel's meeting other than as family, and professionals who were not
 * there and are told of it (a debrief, a task).  Family and children are not:
 * what is about them is theirs.  Accepting holds for the version that was read;
 * a newer one asks again.  As long as there is no version nobody is asked.
 *
 * Versions and acceptances are kept for ever: nothing here changes or deletes
 * one.
 */
#ifndef STORE_PLEDGES_H
#define STORE_PLEDGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/wordbook.h"
#include "store/store.h"

enum { PLEDGES_TEXT = 16 * 1024 }; /* bytes of a text, at most */

struct pledges_version {
	int64_t number; /* 1, 2, 3 ... */
	int64_t since_ms;
	char *english;
	char *welsh;
	int64_t accepted; /* by so many people */
};
void pledges_clear(struct pledges_version *version);

/* Version NUMBER, or the newest when it is 0.  OUT must be = {0}; pledges_clear
 * it.  RC_NOTFOUND. */
enum rc pledges_get(struct store *store, int64_t number,
    struct pledges_version *out, struct error *err);

/* Must the person of PARCEL accept the newest before anything of it? */
enum rc pledges_owed(struct store *store, struct parcel_id parcel, bool *owed,
    struct error *err);

/* A new version; in a transaction of the caller, with its audit event.
 * RC_INVALID: a text is empty, too long, or not text. */
enum rc pledges_set(struct store *store, const char *english, const char *welsh,
    struct account_id by, int64_t now_ms, int64_t *number, struct error *err);

/* PERSON has read NUMBER in LANGUAGE and accepts it (once more is fine), or
 * does not: then the coordinator of the parcel's meeting is told.  In a
 * transaction of the caller, with its audit event.  RC_CONFLICT: there is a
 * newer version. */
enum rc
pledges_accept(struct store *store, struct person_id person, int64_t number,
    enum wordbook_language language, int64_t now_ms, struct error *err);
enum rc pledges_refuse(struct store *store, struct parcel_id parcel,
    int64_t number, int64_t now_ms, struct error *err);

#endif
