/*
 * owed -- every copy with its clock, for whoever chases them; and how a parcel
 * stands, whatever is in it.
 */
#ifndef STORE_OWED_H
#define STORE_OWED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

enum owed_kind { OWED_COPY = 1, OWED_DEBRIEF, OWED_ACTION };

/* "copy", "debrief", "action": as the store calls them. */
const char *owed_kind_name(enum owed_kind kind);

struct owed_copy {
	struct copy_id copy;
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
	char *meeting_ref;
	char *reference; /* of the case */
	char *person_ref;
	char *name;
	int64_t due_ms;
	int64_t met_ms;       /* 0: not yet */
	int64_t withdrawn_ms; /* 0: not */
	int64_t collected_ms; /* 0: not yet */
	int64_t ends_ms; /* its link does; 0: it is void; INT64_MAX: it went
				  as a file and needs none */
	char *state;     /* of the message; "" none yet */
	char *cause;     /* why held, failed, tried again, withdrawn */
	int64_t next_ms; /* when it is tried next */
	char *paper;     /* its channel on paper; "" none */
	int64_t paper_done_ms;     /* posted, or handed over; 0: not */
	int64_t paper_returned_ms; /* 0: not */
	bool stuck;                /* nobody knows whether its mail arrived */
	int64_t since_ms; /* when it came to its state, if that waits for a
			     person; else when its mail was made; 0: neither */
};

/* Of MEETING, or of all when it is {0}; replaced copies are left out.
 * malloc'd; owed_free it. */
enum rc owed_copies(struct store *store, struct meeting_id meeting,
    struct owed_copy **out, size_t *count, struct error *err);
void owed_free(struct owed_copy *list, size_t count);

/* How PARCEL stands, of no copy in particular: STATE and what is below it.  OUT
 * must be = {0}; owed_clear it, which frees all its texts.  RC_NOTFOUND. */
enum rc owed_parcel(struct store *store, struct parcel_id parcel,
    struct owed_copy *out, struct error *err);
void owed_clear(struct owed_copy *copy);

/* Has COPY's link ended, before COPY was collected, so that it reaches nobody?
 * `copies` makes another. */
bool owed_unread(const struct owed_copy *copy, int64_t now_ms);

/* What COPY waits for on paper, or for want of a route; NULL: for neither. */
const char *owed_cause(const struct owed_copy *copy);

/* The meetings that have a clock; malloc'd, owed_meetings_free it. */
struct owed_meeting {
	struct meeting_id id;
	char *ref;
	int64_t due_ms;
	struct person_id coordinator; /* 0: none is named */
};
enum rc owed_meetings(struct store *store, struct meeting_id meeting,
    struct owed_meeting **out, size_t *count, struct error *err);
void owed_meetings_free(struct owed_meeting *list, size_t count);

#endif
