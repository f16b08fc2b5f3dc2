/*
 * docket -- the meetings and cases that a chair or a coordinator sees at the
 * pages.
 *
 * Their meetings are those they chair or coordinate, or are expected at as core
 * member or deputy (store/attendance.h), whether or not they came; of one that
 * they neither chair nor coordinate, the cases that they sat through whole and
 * that had no closed session (rule 15), hence none before it has been.  Of a case
 * in which they declared a conflict of interest, to whose family they belong, or
 * in which they may be a source of harm, nothing shows (rules 3, 4 and 14): it is
 * missing from every list, and cases are counted without it.  An exception does
 * not change that.
 */
#ifndef STORE_DOCKET_H
#define STORE_DOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/releases.h"
#include "store/store.h"

enum { DOCKET_TEXT = 96 };

/* Who ACCOUNT is.  RC_NOTFOUND: neither chair nor coordinator, or disabled. */
struct docket_account {
	struct releases_account by;
	bool chair;
};
enum rc docket_account(struct store *store, struct account_id account,
    struct docket_account *out, struct error *err);

struct docket_meeting {
	struct meeting_id id;
	char ref[DOCKET_TEXT];
	char type[DOCKET_TEXT];
	char area[DOCKET_TEXT];
	int64_t at_ms;    /* began, or is planned */
	int64_t ended_ms; /* 0: nothing is attached */
	int64_t due_ms;
};

/* Those of PERSON, the newest first; malloc'd. */
enum rc docket_meetings(struct store *store, struct person_id person,
    struct docket_meeting **out, size_t *count, struct error *err);
/* RC_NOTFOUND: none of PERSON's. */
enum rc docket_meeting(struct store *store, struct person_id person,
    struct meeting_id meeting, struct docket_meeting *out, struct error *err);

struct docket_case {
	struct case_id id;
	char reference[64];
	int number; /* in PERSON's own list, from 1 */
	bool deferred;
	bool released;
	int64_t samples; /* of its passage; 0: not recorded */
};

/* The cases of MEETING that PERSON may know of; malloc'd.  *HIDDEN (may be
 * NULL): there are others. */
enum rc docket_cases(struct store *store, struct person_id person,
    struct meeting_id meeting, int64_t now_ms, struct docket_case **out,
    size_t *count, bool *hidden, struct error *err);
/* RC_NOTFOUND: not PERSON's meeting, not its case, or not theirs to know of:
 * one answer. */
enum rc docket_case(struct store *store, struct person_id person,
    struct meeting_id meeting, struct case_id case_id, int64_t now_ms,
    struct docket_case *out, struct error *err);

/* May PERSON know of CASE, which need not be on the agenda of MEETING? */
enum rc docket_knows(struct store *store, struct person_id person,
    struct meeting_id meeting, struct case_id case_id, int64_t now_ms,
    bool *yes, struct error *err);

/* May PERSON prepare MEETING: are they its chair or coordinator, and is nothing
 * recorded of it yet? */
enum rc docket_prepares(struct store *store, struct person_id person,
    struct meeting_id meeting, bool *yes, struct error *err);

/* The numbers of MEETING's items whose case PERSON may not know of, in order;
 * malloc'd. */
enum rc docket_hidden(struct store *store, struct person_id person,
    struct meeting_id meeting, int64_t now_ms, int **out, size_t *count,
    struct error *err);

#endif
