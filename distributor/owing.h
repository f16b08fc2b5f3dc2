/*
 * owing -- everything that is owed, the overdue first: the list that `due`
 * prints and that escalation goes through.
 *
 * Owed is every copy that was made, and everybody who would have one by now
 * but for a release, a decision or the making of it: the clock runs for them
 * too (rule 19); every debrief, written or not; and every action that its
 * owner was not sent yet, or that has no owner because its agency names nobody.
 * Who gets nothing by a rule is not in it.
 */
#ifndef DISTRIBUTOR_OWING_H
#define DISTRIBUTOR_OWING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "rules/briefing.h"
#include "rules/entitle.h"
#include "store/owed.h"
#include "store/store.h"

enum { OWING_ADVICE = 256 }; /* bytes of what to type */

/* One copy, debrief or action, made or not; the texts are its own. */
struct owing_line {
	enum owed_kind kind;
	struct copy_id copy;       /* 0: none made, or another kind */
	struct debrief_id debrief; /* 0: none written, or another kind */
	struct action_id action;   /* 0: another kind */
	struct meeting_id meeting_id;
	struct case_id case_id;
	struct person_id person_id; /* of what NOBODY gets: the coordinator */
	char *meeting;
	char *reference;
	char *person;
	char *name;
	char *cause;       /* why not, as text */
	const char *state; /* "sent", "queued", "needs a decision" ... */
	int64_t due_ms;
	int64_t met_ms; /* 0: not yet */
	int64_t next_ms;
	int64_t hold;       /* the number of the hold on it; 0: none */
	enum reason reason; /* of somebody without a copy */
	enum briefing_reason briefing; /* today's, of words */
	bool nobody;      /* an action of an agency without a contact */
	bool parcelled;   /* words that are in a parcel */
	bool link_over;   /* which opens no more; or a copy's */
	bool stuck;       /* nobody knows whether it arrived */
	bool moved;       /* it was tried, and has another address now */
	bool on_paper;    /* printed; it waits to be posted or handed over */
	bool letter_back; /* and came back */
	int64_t since_ms; /* when it came to what only a person puts right;
			       0: that is not known */
	char step[OWING_ADVICE]; /* of words, or of a copy that no mail takes;
				    "" none */
	bool over;               /* sent or withdrawn: nothing is waited for */
};

struct owing {
	struct owing_line *v;
	size_t count;
};

/* Of MEETING, or of all when it is {0}, at NOW_MS.  OUT must be = {0};
 * owing_clear it, after a failure too. */
enum rc owing_read(struct store *store, struct meeting_id meeting,
    int64_t now_ms, struct owing *out, struct error *err);
/* Only what was made and can be on its way, without whoever waits for a copy. */
enum rc owing_made(struct store *store, struct meeting_id meeting,
    int64_t now_ms, struct owing *out, struct error *err);
void owing_clear(struct owing *owing);

/* What to type so that LINE goes on, or "": nothing but time, or a person,
 * helps. */
void owing_advice(const struct owing_line *line, int64_t now_ms, char *text);

#endif
