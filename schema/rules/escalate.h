/*
 * escalate -- who is told, and when, that something owed has not gone.
 *
 * The steps are counted back from the due time, never forward from the
 * meeting, so that none can come later than it should.  In an ordinary week,
 * and in the week in which the clocks go back, the due time is 168 hours after
 * the meeting's end; when they go forward it is 167 (due.h), and every step is
 * that hour earlier, too:
 *
 *	step                 time left   after the end    in the short week
 *	ESCALATE_DAY_2       5 days      2 days           1 day 23 h
 *	ESCALATE_DAY_4       3 days      4 days           3 days 23 h
 *	ESCALATE_DAY_5       2 days      5 days           4 days 23 h
 *	ESCALATE_DAY_6       1 day       6 days           5 days 23 h
 *	ESCALATE_DAY_6_HALF  12 hours    6 days 12 h      6 days 11 h
 *	ESCALATE_DUE         none        7 days           6 days 23 h
 *
 * A day is 24 hours here.  A step that would come on a day when nobody is at
 * work comes at the same time of the last working day before (holiday.h); due
 * comes when it is.  Steps that come together are told as one, the last of
 * them; the half day, brought forward, can come before the whole one, and is
 * told for both.
 *
 * What only a person can put right (bounced, refused, a mail that nobody knows
 * the fate of) is told at once, however much time is left: ESCALATE_AT_ONCE.
 * And from ESCALATE_DAY_5 on every cause that is new is told when it is seen:
 * there are two days left, or two days and a weekend.
 *
 * The coordinator is told every step, the chair the last three as well.
 */
#ifndef RULES_ESCALATE_H
#define RULES_ESCALATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum escalate_step {
	ESCALATE_AT_ONCE = 1,
	ESCALATE_DAY_2,
	ESCALATE_DAY_4,
	ESCALATE_DAY_5,
	ESCALATE_DAY_6,
	ESCALATE_DAY_6_HALF,
	ESCALATE_DUE
};

/* Why it has not gone.  Two that a person would put right in the same way are
 * one. */
enum escalate_cause {
	ESCALATE_TURN = 1,   /* nothing is wrong: its turn comes */
	ESCALATE_NOT_MADE,   /* it may go, and no copy was made */
	ESCALATE_UNRELEASED, /* the chair's release is missing */
	ESCALATE_UNDECIDED,  /* a decision, or its second person, is missing */
	ESCALATE_RULE,       /* a rule holds it */
	ESCALATE_HOLD,       /* a named person holds it (rule 19) */
	ESCALATE_LINK,       /* its link is void or over */
	ESCALATE_NO_ROUTE,   /* nobody knows where to send it */
	ESCALATE_ROUTE,      /* the route may not be used (rules 6, 9) */
	ESCALATE_HOURS,      /* the route is safe, at another time of day */
	ESCALATE_UNSENT,     /* nobody sends: its turn came and passed */
	ESCALATE_RELAY,      /* the mail server has not taken it yet */
	ESCALATE_REFUSED,    /* the mail server never will */
	ESCALATE_BOUNCED,    /* it came back */
	ESCALATE_UNKNOWN,    /* nobody knows whether it arrived */
	ESCALATE_MOVED,      /* it was tried, and the address is another now */
	ESCALATE_PAPER,      /* printed, and neither posted nor handed over */
	ESCALATE_UNWRITTEN,  /* words that nobody has written yet */
	ESCALATE_NOBODY,     /* nobody is named who gets it */
	ESCALATE_LETTER      /* and came back */
};

/* When STEP comes for what is due at DUE_MS; INT64_MIN for AT_ONCE. */
int64_t escalate_at(int64_t due_ms, enum escalate_step step);

/* Told before: a step, the cause it named, and when. */
struct escalate_told {
	enum escalate_step step;
	enum escalate_cause cause;
	int64_t at_ms;
};

/*
 * The step to tell now of what is due at DUE_MS and waits because of CAUSE, or
 * 0.  TOLD are the COUNT tellings so far, in any order.  One that is later than
 * NOW_MS was told by a clock that was wrong and does not count: what it
 * swallowed must be told in its time.  What only a person can put right came at
 * SINCE_MS (0: that is not known): CAUSE told before that was of another time,
 * which was put right, and it is told again.
 *
 * That is: the last step that has come, unless it or a later one was told; or
 * the same again when CAUSE was not named at it or later, and is to be told
 * when it is seen.
 */
enum escalate_step
escalate_next(int64_t due_ms, int64_t now_ms, enum escalate_cause cause,
    int64_t since_ms, const struct escalate_told *told, size_t count);

bool escalate_to_chair(enum escalate_step step);

/* "day-2", "at-once", "due"; "relay", "hold": as the store keeps them.  The
 * inverse gives 0 for no such name. */
const char *escalate_step_name(enum escalate_step step);
const char *escalate_cause_name(enum escalate_cause cause);
enum escalate_step escalate_step_of(const char *name);
enum escalate_cause escalate_cause_of(const char *name);

/* What is wrong, and what to do about it: sentences that hint at nobody and at no
 * subject, because they travel (rule 7).  Verbs are in `quotes`. */
const char *escalate_cause_text(enum escalate_cause cause);
const char *escalate_cause_todo(enum escalate_cause cause);

#endif
