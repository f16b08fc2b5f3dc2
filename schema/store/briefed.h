/*
 * briefed -- may this debrief, or this action, be read by its person today?
 * The one place where the store and rules/briefing meet, as standing.h is for
 * copies; so that parcels, sending and every page ask the same.
 */
#ifndef STORE_BRIEFED_H
#define STORE_BRIEFED_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "rules/briefing.h"
#include "store/store.h"

/* The answer about PERSON's debrief of CASE at MEETING, whether there is one
 * or not; and about their action.  RC_NOTFOUND no such row. */
enum rc briefed_ask(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, int64_t now_ms,
    struct briefing_answer *out, struct error *err);
enum rc briefed_ask_action(struct store *store, struct action_id action,
    struct person_id person, int64_t now_ms, struct briefing_answer *out,
    struct error *err);

/* May DEBRIEF be read?  RC_OK yes.  RC_NOTFOUND for everything else: never
 * there, withdrawn, in no parcel of this person and meeting, its link over, or
 * the rules say no.  One answer, so that none of them can be told apart.  WHY
 * (may be NULL) gets the rules' reason, 0 when it was not them. */
enum rc briefed_debrief(struct store *store, struct debrief_id debrief,
    int64_t now_ms, enum briefing_reason *why, struct error *err);

/* The same of a task; its link may be another of PARCEL's person and meeting. */
enum rc briefed_task(struct store *store, struct task_id task, int64_t now_ms,
    enum briefing_reason *why, struct error *err);

/* The words of ACTION as PERSON may read them: those that were marked in a
 * closed session, off the record, while they were sent out, or about what is
 * withheld from them are not theirs (rules 10, 11; rules/legible.h), and then
 * *OUT is "".  malloc'd. */
enum rc briefed_words(struct store *store, struct action_id action,
    struct person_id person, int64_t now_ms, char **out, struct error *err);

/* What of PARCEL's words has reached its person: accepted, posted or handed
 * over.  A task that is no longer its owner's went with nothing.  And for CAUSE
 * it came back.  In a transaction. */
enum rc briefed_meet(struct store *store, struct parcel_id parcel,
    int64_t when_ms, struct error *err);
enum rc briefed_unmeet(struct store *store, struct parcel_id parcel,
    const char *cause, int64_t now_ms, struct error *err);

/* Everybody who is owed a debrief of a case of MEETING (of any meeting with a
 * clock, when {0}), or has one. */
struct briefed_line {
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
	struct debrief_id debrief; /* the live one; 0: none */
	struct parcel_id parcel;   /* it is in; 0: none yet */
	struct briefing_answer today;
	char *meeting_ref;
	char *reference;
	char *person_ref;
	char *name;
	char *why; /* they are owed one */
	int64_t due_ms;
	int64_t given_ms; /* 0: not yet */
	int64_t acknowledged_ms;
};

/* By meeting, case and person; malloc'd, briefed_free it. */
enum rc
briefed_table(struct store *store, struct meeting_id meeting, int64_t now_ms,
    struct briefed_line **out, size_t *count, struct error *err);
void briefed_free(struct briefed_line *list, size_t count);

#endif
