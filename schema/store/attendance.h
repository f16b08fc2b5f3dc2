/*
 * attendance -- who is expected at a meeting and in what capacity, and the
 * conflicts of interest they declared (rule 14).  When they were in the room
 * is in the marks.
 */
#ifndef STORE_ATTENDANCE_H
#define STORE_ATTENDANCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/span.h"
#include "store/store.h"
#include "store/upsert.h"

/* Borrowed.  Known by (meeting, person). */
struct attendance_row {
	struct meeting_id meeting;
	struct person_id person;
	const char *capacity; /* core, deputy, observer, family, advocate */
	int64_t signed_ms;    /* confidentiality statement; 0: not yet */
};

/* Inside the caller's transaction.  A new one gets the meeting's next number
 * for papers and journal; the number never changes.  A new one, or another
 * capacity, voids the decisions about that person's copies of this meeting. */
enum rc attendance_put(struct store *store, const struct attendance_row *row,
    enum upsert *what, struct error *err);
/* What it would answer, without writing. */
enum rc attendance_would(struct store *store, const struct attendance_row *row,
    enum upsert *what, struct error *err);

/* PERSON is not expected after all.  Inside the caller's transaction; voids what
 * was decided about their copies of this meeting.  RC_NOTFOUND: they were not
 * expected; RC_CONFLICT: the papers have their number. */
enum rc attendance_remove(struct store *store, struct meeting_id meeting,
    struct person_id person, struct error *err);

/* PERSON declared a conflict about CASE at MEETING.  Never taken back here;
 * voids what was decided about their copy. */
enum rc attendance_conflict(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t declared_ms,
    enum upsert *what, struct error *err);

/* PERSON was sent out of SPAN of MEETING: it is cut out of their copies (rule
 * 10), whatever was decided about them is void.  RC_INVALID an empty span. */
enum rc attendance_exclude(struct store *store, struct meeting_id meeting,
    struct person_id person, struct span span, const char *reason,
    struct error *err);

struct attendance {
	int ref;
	struct person_id person;
	char *name;
	char *agency; /* "" for family */
	char *capacity;
};
/* Everybody, by number; attendance_free the list. */
enum rc attendance_list(struct store *store, struct meeting_id meeting,
    struct attendance **out, size_t *count, struct error *err);
/* Conflicts of interest declared at MEETING; malloc'd. */
struct attendance_clash {
	struct case_id case_id;
	struct person_id person;
	int64_t declared_ms;
};
enum rc attendance_clashes(struct store *store, struct meeting_id meeting,
    struct attendance_clash **out, size_t *count, struct error *err);
void attendance_free(struct attendance *list, size_t count);

#endif
