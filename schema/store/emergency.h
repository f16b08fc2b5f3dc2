/*
 * emergency -- "break glass": a caseworker opens a file that they do not hold,
 * with a reason, for EMERGENCY_MS, and the coordinator knows at once.
 *
 * Whom they want they must know: the whole name (or another name of the child)
 * and the date of birth, and if two children have both, a reference.  It opens
 * for nobody whom file_barred names, nobody who declared a conflict in one of
 * the child's cases, and never a restricted file (rules 3, 4 and 14); these are
 * answered exactly as a child that does not exist.  caseload.h asks the same
 * again on every page, so that what changes ends it.
 */
#ifndef STORE_EMERGENCY_H
#define STORE_EMERGENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

enum {
	EMERGENCY_MS = 4 * 60 * 60 * 1000,
	EMERGENCY_TRIES = 5, /* an account's, granted or not, in */
	EMERGENCY_WINDOW_MS = 60 * 60 * 1000
};

struct emergency_try {
	struct account_id account;
	const char *folded;    /* the name, text_fold */
	const char *born_on;   /* YYYY-MM-DD; of an unborn child, expected on */
	const char *reference; /* "": none is known */
	const char *reason;
};

enum emergency_answer {
	EMERGENCY_GRANTED = 1,
	EMERGENCY_HELD, /* they have that file as it is; nothing is written */
	EMERGENCY_REFUSED, /* no such child, or not for them */
	EMERGENCY_OFTEN    /* no try is left; nothing is written */
};

/* Ask, and write down that it was asked: its row, with *CHILD when it is granted
 * or held.  Inside the caller's transaction, with its audit event.
 * RC_DENIED: ACCOUNT is no caseworker's, or disabled. */
enum rc emergency_ask(struct store *store, const struct emergency_try *try,
    int64_t now_ms, enum emergency_answer *answer, struct emergency_id *id,
    struct child_id *child, struct error *err);

/* The meeting at which CHILD was last talked about, or will be: its alerts are
 * shown to those alone who may know of all its cases.  {0}: none. */
enum rc emergency_meeting(struct store *store, struct child_id child,
    struct meeting_id *meeting, struct error *err);

/* Who is to be told of ID: the coordinators who look after the child's meetings
 * (file_overseer), else the chairs; malloc'd. */
enum rc emergency_people(struct store *store, struct emergency_id id,
    struct person_id **out, size_t *count, struct error *err);

/* Those since SINCE_MS that ACCOUNT looks after, the newest first; and every one
 * that was refused, which has no child and no reason.  malloc'd. */
struct emergency_one {
	struct child_id child; /* {0}: it was refused */
	int64_t at_ms;
	int64_t ends_ms;
	char *name; /* of the child, or "" */
	char *by;   /* who asked */
	char *reason;
};
enum rc
emergency_list(struct store *store, struct account_id account, int64_t since_ms,
    struct emergency_one **out, size_t *count, struct error *err);
void emergency_free(struct emergency_one *list, size_t count);

#endif
