/*
 * actions -- what agencies took on, whose each is today, what became of it,
 * and its place in its owner's parcel (a task).
 *
 * The owner is the person who was named, or else the contact of the agency; an
 * agency without one has nobody to send it to, and `actions` says so.  Owner
 * agency and due date are always there (rule 24 is NOT NULL).  Everything that
 * writes is inside the caller's transaction and brings its audit event and its
 * note in every child's file.
 */
#ifndef STORE_ACTIONS_H
#define STORE_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

struct actions_row {
	struct action_id id;
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id owner; /* 0: nobody */
	struct task_id task;    /* today's owner's; 0: in no parcel yet */
	struct parcel_id parcel;
	int64_t sample;  /* of its mark; -1: none */
	int64_t sent_ms; /* to today's owner; 0: not yet */
	char *meeting_ref;
	char *reference; /* of the case */
	char *text;
	char *agency;
	char *name;       /* of the owner, "" nobody */
	char *person_ref; /* likewise */
	char *due_on;
	char *outcome; /* "" open */
	char *note;
	char *basis;
};

/* Of MEETING, or of all when {0}; and of OWNER, or of all when {0}; by due
 * date.  malloc'd; actions_free them. */
enum rc actions_list(struct store *store, struct meeting_id meeting,
    struct person_id owner, struct actions_row **out, size_t *count,
    struct error *err);
void actions_free(struct actions_row *list, size_t count);

/* OUT must be = {0}; actions_clear it.  RC_NOTFOUND. */
enum rc actions_get(struct store *store, struct action_id id,
    struct actions_row *out, struct error *err);
void actions_clear(struct actions_row *row);

/* The words of outcome.  In the store and in forms; "" no such. */
const char *actions_outcome_text(const char *outcome);

/* WHO (audit's) says what became of it: OUTCOME {complete, not possible, not
 * undertaken}, BASIS {observed, reported}, NOTE may be "".  Saying the same
 * again writes nothing.  RC_INVALID: not such a word. */
enum rc actions_conclude(struct store *store, struct action_id id,
    const char *who, const char *outcome, const char *basis, const char *note,
    int64_t now_ms, struct error *err);

/* An action in a parcel. */
struct actions_task {
	struct task_id id;
	struct action_id action;
	struct person_id person;
	struct meeting_id meeting;
	struct case_id case_id;
	struct parcel_id parcel;
	int64_t made_ms;
	int64_t sent_ms; /* 0: not yet */
	char due_on[16];
	bool open; /* without an outcome */
};

/* RC_NOTFOUND. */
enum rc actions_task(struct store *store, struct task_id id,
    struct actions_task *out, struct error *err);

/* Of PERSON at MEETING, by due date; malloc'd. */
enum rc actions_tasks(struct store *store, struct meeting_id meeting,
    struct person_id person, struct actions_task **out, size_t *count,
    struct error *err);

/* Of everybody: without an outcome, due on UNTIL_ON (YYYY-MM-DD) or before, and
 * not reminded for the last time; malloc'd. */
enum rc actions_nearing(struct store *store, const char *until_on,
    struct actions_task **out, size_t *count, struct error *err);

/* Those of PARCEL; malloc'd. */
enum rc actions_tasks_of_parcel(struct store *store, struct parcel_id parcel,
    struct task_id **out, size_t *count, struct error *err);

/* Put ACTION, which is PERSON's, into PARCEL; again when the link is over. */
enum rc actions_put(struct store *store, struct action_id action,
    struct person_id person, struct parcel_id parcel, int64_t now_ms,
    struct task_id *id, struct error *err);

/* Is ID's link one that still opens? */
enum rc actions_reachable(struct store *store, struct task_id id,
    int64_t now_ms, bool *yes, struct error *err);

/* It has reached its person (once; later calls write nothing). */
enum rc actions_sent(
    struct store *store, struct task_id id, int64_t now_ms, struct error *err);

/* The mail came back: it has not reached them after all. */
enum rc actions_bounced(struct store *store, struct task_id id,
    const char *cause, struct error *err);

/* Reminders, in the order they come. */
enum actions_stage {
	ACTIONS_WEEK_BEFORE = 1,
	ACTIONS_DAY_BEFORE,
	ACTIONS_DAY_AFTER
};

/* Did STAGE's go, or a later one? */
enum rc actions_reminded(struct store *store, struct task_id id,
    enum actions_stage stage, bool *yes, struct error *err);
/* Which task MESSAGE is a reminder of; RC_NOTFOUND (ERR untouched): none. */
enum rc actions_reminder_of(struct store *store, struct message_id message,
    struct task_id *id, struct error *err);

/* By MESSAGE; {0}: by none that is a reminder. */
enum rc
actions_remind(struct store *store, struct task_id id, enum actions_stage stage,
    struct message_id message, int64_t now_ms, struct error *err);

#endif
