/*
 * deadline -- what is owed from the meetings of a chair or coordinator, copy by
 * copy, debrief by debrief, action by action, and whoever waits for one, for the
 * page "Deadlines".
 *
 * Cases that docket.h hides from them are left out.
 */
#ifndef STORE_DEADLINE_H
#define STORE_DEADLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "rules/entitle.h"
#include "store/store.h"

enum deadline_state {         /* the worst first */
	DEADLINE_BOUNCED = 1, /* or refused by a mail server; or a letter was */
	DEADLINE_EXPIRED,     /* its link has, and it was not collected */
	DEADLINE_HELD,
	DEADLINE_DECIDE, /* no copy yet, and people must decide */
	DEADLINE_WAITING,
	DEADLINE_SENT,
	DEADLINE_OPENED,
	DEADLINE_COLLECTED,
	DEADLINE_STOPPED
};

struct deadline {
	struct meeting_id meeting;
	struct case_id case_id;
	struct person_id person;
	struct copy_id copy; /* 0: none is made, or: */
	struct debrief_id debrief;
	struct action_id action; /* owed to its owner */
	bool words;              /* it is a debrief or an action */
	char *meeting_ref;
	char *reference; /* of the case */
	char *name;
	char *cause; /* may be "" */
	enum deadline_state state;
	enum reason reason; /* of somebody without a copy; else 0 */
	int64_t due_ms;
	int64_t met_ms; /* 0: not yet */
	bool over;      /* sent or stopped: its clock is */
	bool printed;   /* as a letter, which is not in the post yet */
	bool resends;   /* a person may have it sent again */
	char *told; /* the last who was told that it has not gone; "" nobody */
	int64_t told_ms;
};

/* Of every meeting of PERSON that was due no longer ago than DAYS; malloc'd,
 * deadline_free it. */
enum rc deadline_list(struct store *store, struct person_id person, int days,
    int64_t now_ms, struct deadline **out, size_t *count, struct error *err);

/* Is something of CASE owed to PERSON, or could it be?  Whoever standing_people
 * knows, and whoever has a debrief or an action of it. */
enum rc deadline_concerns(struct store *store, struct meeting_id meeting,
    struct case_id case_id, struct person_id person, bool *yes,
    struct error *err);
void deadline_free(struct deadline *list, size_t count);

#endif
