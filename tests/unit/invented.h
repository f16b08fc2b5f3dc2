/*
 * invented -- meetings made up at random, of all that the rules look at, small
 * enough to be looked at sample by sample: time is 64 slots, and every
 * interval a word of 64 bits.
 */
#ifndef UNIT_INVENTED_H
#define UNIT_INVENTED_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "rules/facts.h"

enum {
	INVENTED_CASES = 3,
	INVENTED_PEOPLE = 8, /* the first INVENTED_CHILDREN are children */
	INVENTED_CHILDREN = 3,
	INVENTED_SLOT = 1000, /* samples */
	INVENTED_ACTORS = 3   /* who decide, from 1 */
};

#define INVENTED_NOW ((int64_t)1795000000 * 1000)

enum invented_attendance { NOT_THERE, AS_CORE, AS_FAMILY };
enum invented_exception {
	NO_EXCEPTION,
	ONLY_PROPOSED,
	ONE_APPROVED,
	TWO_APPROVED,
	ONE_TWICE, /* two accounts of one person */
	MADE_VOID
};

struct invented_person {
	enum invented_attendance attendance;
	uint64_t present;
	uint64_t excluded;
	/* Of the first ones only. */
	bool understands, supporter;
};

/* One person and one case. */
struct invented_pair {
	bool conflict;
	bool named; /* as perpetrator */
	enum verdict verdict;
	int proposer, approver; /* 0: nobody */
	bool void_since;
	int64_t proposed_ms;
	uint64_t withheld;   /* from them by name, approved ... */
	int64_t withheld_ms; /* ... then; meaningless without */
	bool wanted;         /* another proposed */
	bool on_hold;
	enum invented_exception exception;
};

struct invented_case {
	uint64_t passage;
	int victim;
	unsigned children; /* a bit a child */
	bool released, deferred;
	int64_t safety_ms; /* 0: never */
	uint64_t withheld; /* from everybody */
	bool wanted;
	struct invented_pair of[INVENTED_PEOPLE];
};

struct invented {
	uint64_t dice; /* the state of the generator */
	enum meeting_type type;
	uint64_t closed, off_record;
	struct invented_person people[INVENTED_PEOPLE];
	struct invented_case cases[INVENTED_CASES];
	/* Towards each child: 0 none, else as enum harm. */
	enum harm relation[INVENTED_PEOPLE][INVENTED_CHILDREN];
};

/* splitmix64 */
static inline uint64_t
invented_roll(struct invented *m)
{
	uint64_t z = m->dice += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static inline int
invented_below(struct invented *m, int n)
{
	return (int)(invented_roll(m) % (uint64_t)n);
}

static inline bool
invented_one_in(struct invented *m, int n)
{
	return invented_below(m, n) == 0;
}

/* A stretch of up to LONGEST slots, anywhere. */
static inline uint64_t
invented_stretch(struct invented *m, int longest)
{
	int len = 1 + invented_below(m, longest);
	int from = invented_below(m, 64);
	uint64_t run = len >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << len) - 1;

	return run << from;
}

static inline void
invented_pair_(struct invented *m, struct invented_pair *of)
{
	of->conflict = invented_one_in(m, 20);
	of->named = invented_one_in(m, 12);
	if (!invented_one_in(m, 4)) {
		of->verdict =
		    invented_one_in(m, 6) ? VERDICT_WITHHOLD : VERDICT_SEND;
		of->proposer = 1 + invented_below(m, INVENTED_ACTORS);
		of->approver = invented_below(m, INVENTED_ACTORS + 1);
		of->void_since = invented_one_in(m, 8);
		of->proposed_ms = 1 + invented_below(m, 9);
	}
	if (invented_one_in(m, 4)) {
		of->withheld = invented_stretch(m, 12);
		of->withheld_ms = 1 + invented_below(m, 9);
	}
	of->wanted = invented_one_in(m, 12);
	of->on_hold = invented_one_in(m, 12);
	of->exception = invented_one_in(m, 2)
	    ? TWO_APPROVED
	    : (enum invented_exception)invented_below(m, MADE_VOID + 1);
}

static inline void
invented_case_(struct invented *m, struct invented_case *c)
{
	c->victim = invented_below(m, INVENTED_PEOPLE);
	c->children = (unsigned)invented_below(m, 1 << INVENTED_CHILDREN);
	c->released = !invented_one_in(m, 5);
	c->deferred = invented_one_in(m, 12);
	/* Up to nine days old, to the millisecond at the limit. */
	if (!invented_one_in(m, 6))
		c->safety_ms = INVENTED_NOW -
		    invented_below(m, 9) * (int64_t)CLOCK_DAY_MS -
		    invented_below(m, 2);
	if (invented_one_in(m, 3))
		c->withheld =
		    invented_stretch(m, invented_one_in(m, 10) ? 64 : 10);
	c->wanted = invented_one_in(m, 12);
	for (int p = 0; p < INVENTED_PEOPLE; p++)
		invented_pair_(m, &c->of[p]);
}

/* The meeting of SEED; mostly one where something is granted. */
static inline void
invented_make(struct invented *m, uint64_t seed)
{
	*m = (struct invented){.dice = seed};
	m->type = (enum meeting_type)(1 + invented_below(m, MEETING_REVIEW));
	for (int i = invented_below(m, 3); i > 0; i--)
		m->closed |= invented_stretch(m, 8);
	if (invented_one_in(m, 2))
		m->off_record = invented_stretch(m, 8);
	for (int p = 0; p < INVENTED_PEOPLE; p++) {
		struct invented_person *person = &m->people[p];

		person->attendance =
		    (enum invented_attendance)invented_below(m, 3);
		for (int i = invented_below(m, 4); i > 0; i--)
			person->present |= invented_stretch(m, 40);
		if (invented_one_in(m, 4))
			person->excluded = invented_stretch(m, 16);
		person->understands = !invented_one_in(m, 3);
		person->supporter = !invented_one_in(m, 6);
		for (int k = 0; k < INVENTED_CHILDREN; k++)
			if (k != p && invented_one_in(m, 3))
				m->relation[p][k] = invented_one_in(m, 5)
				    ? (enum harm)(
					  1 + invented_below(m, HARM_YES))
				    : HARM_NO;
	}
	for (int c = 0; c < INVENTED_CASES; c++)
		invented_case_(m, &m->cases[c]);
	/* One case at a time, and one may be come back to. */
	for (int s = 0, now = 0; s < 64; s++) {
		if (invented_one_in(m, 9))
			now = invented_below(m, INVENTED_CASES + 1);
		if (now < INVENTED_CASES)
			m->cases[now].passage |= (uint64_t)1 << s;
	}
}

/* Take one right of somebody away, or add one reason against. */
static inline void
invented_lessen(struct invented *m)
{
	int p = invented_below(m, INVENTED_PEOPLE);
	int k = invented_below(m, INVENTED_CHILDREN);
	struct invented_person *person = &m->people[p];
	struct invented_case *c = &m->cases[invented_below(m, INVENTED_CASES)];
	struct invented_pair *of = &c->of[p];

	switch (invented_below(m, 23)) {
	case 0:
		c->released = false;
		break;
	case 1:
		c->deferred = true;
		break;
	case 2:
		of->conflict = true;
		break;
	case 3:
		of->named = true;
		break;
	case 4: /* whom they are related to already, gets worse */
		if (m->relation[p][k] != 0 && m->relation[p][k] < HARM_YES)
			m->relation[p][k]++;
		break;
	case 5:
		of->void_since = true;
		break;
	case 6:
		of->approver = 0;
		break;
	case 7:
		of->approver = of->proposer;
		break;
	case 8:
		if (of->verdict == VERDICT_SEND)
			of->verdict = VERDICT_WITHHOLD;
		break;
	case 9:
		c->safety_ms = 0;
		break;
	case 10:
		c->safety_ms -= c->safety_ms == 0
		    ? 0
		    : invented_below(m, 9) * (int64_t)CLOCK_DAY_MS;
		break;
	case 11:
		person->understands = false;
		break;
	case 12:
		person->supporter = false;
		break;
	case 13:
		m->closed |= invented_stretch(m, 16);
		break;
	case 20:
		m->off_record |= invented_stretch(m, 16);
		break;
	case 14:
		person->excluded |= invented_stretch(m, 16);
		break;
	case 15:
		person->present &= ~invented_stretch(m, 16);
		break;
	case 16:
		c->passage &= ~invented_stretch(m, 16);
		break;
	case 17:
		c->withheld |= invented_stretch(m, 16);
		break;
	case 18: /* today: after every decision */
		of->withheld |= invented_stretch(m, 16);
		of->withheld_ms = 10;
		break;
	case 19:
		if (invented_one_in(m, 2))
			c->wanted = true;
		else
			of->wanted = true;
		break;
	case 21:
		of->on_hold = true;
		break;
	default:
		of->exception = NO_EXCEPTION;
		break;
	}
}

#endif
