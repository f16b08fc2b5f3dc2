/*
 * meeting -- a meeting that is planned: what people call it, when, where, who
 * chairs.  What was recorded of it is in recordings.h.
 */
#ifndef STORE_MEETING_H
#define STORE_MEETING_H

#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"
#include "store/upsert.h"

struct meeting {
	struct meeting_id id;
	char public_id[PUBLIC_ID_TEXT];
	char *ref; /* "NS-2026-11-23" */
	char *type;
	char *area;
	char *venue;
	int64_t planned_ms;
	struct person_id chair; /* 0: not known yet */
	struct person_id coordinator;
	int64_t started_ms; /* 0: nothing attached yet */
};

void meeting_clear(struct meeting *meeting);

/* RC_NOTFOUND: no meeting of that ref. */
enum rc meeting_find(struct store *store, const char *ref,
    struct meeting_id *id, struct error *err);

/* MEETING must be = {0}; meeting_clear it.  RC_NOTFOUND. */
enum rc meeting_get(struct store *store, struct meeting_id id,
    struct meeting *meeting, struct error *err);

/* Borrowed.  Known by its ref; its public id is made here and never changes. */
struct meeting_row {
	const char *ref;
	const char *type; /* marac, emergency_marac, icpc, rcpc, review */
	const char *area;
	const char *venue;
	int64_t planned_ms;
	struct person_id chair; /* 0: not known yet */
	struct person_id coordinator;
};

/* Inside the caller's transaction.  RC_CONFLICT: its recording is attached,
 * and another type would change who is owed a copy. */
enum rc meeting_put(struct store *store, const struct meeting_row *row,
    struct meeting_id *id, enum upsert *what, struct error *err);
/* What it would answer, without writing; of one that is there, changed. */
enum rc meeting_would(struct store *store, const struct meeting_row *row,
    enum upsert *what, struct error *err);

#endif
