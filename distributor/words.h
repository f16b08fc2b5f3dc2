/*
 * words -- the debriefs and actions in a person's parcel: put there when they
 * are owed, asked again before each try to send it.
 *
 * They travel as copies do: in the parcel that a person of this meeting has
 * and nothing was sent of yet, or else in a new one, by its one mail.
 */
#ifndef DISTRIBUTOR_WORDS_H
#define DISTRIBUTOR_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "distributor/post.h"
#include "rules/briefing.h"

struct words_tally {
	int debriefs;
	int tasks;
};

/* All that PERSON may be told of MEETING today and has in no parcel whose link
 * still opens.  In a transaction; adds to TALLY. */
enum rc
words_put(struct post *post, struct meeting_id meeting, struct person_id person,
    int64_t now_ms, struct words_tally *tally, struct error *err);

/* The same for everybody, a transaction each. */
enum rc words_put_all(struct post *post, struct meeting_id meeting,
    struct words_tally *tally, struct error *err);

/* The words of parcel FROM, which is PERSON's of MEETING, into TO.  In a
 * transaction. */
enum rc words_move(struct store *store, struct meeting_id meeting,
    struct person_id person, struct parcel_id from, struct parcel_id to,
    int64_t now_ms, struct error *err);

/* What PERSON was to be told of MEETING and has not reached them, into a new
 * parcel with a mail of its own: a person has put right what kept it.  In a
 * transaction; adds to TALLY. */
enum rc words_again(struct post *post, struct meeting_id meeting,
    struct person_id person, int64_t now_ms, struct words_tally *tally,
    struct error *err);

/* What of PARCEL's words may be read today. */
struct words {
	size_t live; /* not withdrawn */
	size_t may;  /* of them */
	enum briefing_reason
	    why; /* the first one's that may not; 0: its link */
	struct debrief_id *barred; /* debriefs that may not */
	size_t nbarred;
	struct task_id *waiting; /* actions that may not, open and still
				    their owner's */
	size_t nwaiting;
};
void words_clear(struct words *words);

/* Does anything in WORDS wait for its own parcel? */
bool words_barred(const struct words *words);

/* What is barred of WORDS into parcel TO: the rest goes without it, and it when
 * it may.  In a transaction. */
enum rc words_set_apart(struct store *store, const struct words *words,
    struct parcel_id to, int64_t now_ms, struct error *err);

/* OUT must be = {0}; words_clear it.  In a transaction. */
enum rc words_ask(struct post *post, struct parcel_id parcel, int64_t now_ms,
    struct words *out, struct error *err);

/* What a reminder M may still be about, read today: the task that it is of; or,
 * when it is of none, a debrief of its parcel to acknowledge or a task to do.
 * *TASK: it is of a task, and nothing else counts. */
enum rc words_left(struct post *post, const struct outbox_message *m,
    int64_t now_ms, bool *task, bool *yes, struct error *err);

#endif
