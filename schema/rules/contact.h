/*
 * contact -- may this route be used at this minute? (rule 6)
 */
#ifndef RULES_CONTACT_H
#define RULES_CONTACT_H

#include <stdbool.h>
#include <stdint.h>

enum contact_safe { CONTACT_UNKNOWN = 0, CONTACT_NO, CONTACT_YES };

struct contact_facts {
	enum contact_safe safe;   /* blank is UNKNOWN, which is no */
	int from_minute;          /* safe times: minutes of the London day, */
	int to_minute;            /* [from, to), may wrap midnight; -1: any */
	int64_t expires_ms;       /* 0: never */
	bool verified;            /* by somebody, on some day */
	bool changed_unconfirmed; /* rule 9 */
	bool shared;              /* whoever else holds the device reads it */
};
/* FROM equal to TO, one -1 alone, or beyond the day: no time is safe. */

enum contact_answer {
	CONTACT_USABLE = 1,
	CONTACT_LATER,  /* safe, but not at this time of day */
	CONTACT_UNSAFE, /* safe is not yes */
	CONTACT_EXPIRED,
	CONTACT_UNVERIFIED,
	CONTACT_CHANGED,
	CONTACT_SHARED /* the device is, whatever SAFE says */
};

enum contact_answer contact_now(const struct contact_facts *f, int64_t now_ms);

/* The first minute from NOW_MS at which the time of day is right (NOW_MS when it
 * is now); INT64_MAX when it never is.  For a LATER route. */
int64_t contact_next(const struct contact_facts *f, int64_t now_ms);

const char *contact_text(enum contact_answer answer); /* a sentence */

#endif
