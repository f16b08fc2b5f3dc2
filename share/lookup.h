/*
 * lookup -- what somebody typed who looks for a child: a name, a reference, a
 * date of birth, or one of the first two and a date behind it.  Pure.
 */
#ifndef SHARE_LOOKUP_H
#define SHARE_LOOKUP_H

#include <stdbool.h>

#include "base/error.h"

enum { LOOKUP_TEXT = 128, LOOKUP_DATE = 11 };

struct lookup {
	char *folded;                /* the name, text_fold; or "" */
	char reference[LOOKUP_TEXT]; /* what has a digit in it and is no date */
	char born_on[LOOKUP_DATE];
};
void lookup_clear(struct lookup *l);

/* OUT must be = {0}.  RC_INVALID not UTF-8; RC_NOMEM. */
enum rc lookup_read(const char *text, struct lookup *out, struct error *err);

/* "4 March 2014", "4 Mar 2014", "4/3/2014", "04.03.2014" and "2014-03-04" are
 * "2014-03-04", into OUT.  False, OUT "": no day of the calendar. */
bool lookup_date(const char *text, char out[LOOKUP_DATE]);

#endif
