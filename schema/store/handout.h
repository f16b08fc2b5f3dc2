/*
 * handout -- the papers of a meeting as a recording machine may fetch them,
 * until its recording is attached.
 */
#ifndef STORE_HANDOUT_H
#define STORE_HANDOUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

/* Those of before go, and who fetched them is forgotten.  Inside the caller's transaction. */
enum rc handout_put(struct store *store, struct meeting_id meeting,
    const void *papers, size_t len, int64_t now_ms, struct error *err);

/* Of the meeting that people call REF, appended to OUT.  RC_NOTFOUND: no such
 * meeting, none are handed out, or its recording is attached. */
enum rc handout_get(struct store *store, const char *ref,
    struct meeting_id *meeting, struct buf *out, struct error *err);

/* The meeting of PUBLIC_ID, if its papers are handed out.  RC_NOTFOUND. */
enum rc handout_meeting(struct store *store, const char *public_id,
    struct meeting_id *meeting, struct error *err);

/* DEVICE has fetched them, now. */
enum rc handout_fetched(struct store *store, struct meeting_id meeting,
    int64_t device, int64_t now_ms, struct error *err);

/* How it stands, and what is handed out, appended to BODY.  RC_NOTFOUND (ERR
 * untouched): nothing is. */
enum { HANDOUT_DEVICE = 96 };
struct handout_state {
	int64_t made_ms;
	int64_t fetched_ms;          /* 0: not yet */
	char device[HANDOUT_DEVICE]; /* the last that did */
};
enum rc handout_state(struct store *store, struct meeting_id meeting,
    struct handout_state *out, struct buf *body, struct error *err);

#endif
