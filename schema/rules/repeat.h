/*
 * repeat -- rule 25: a further referral at or within 12 months of the last one is
 * a repeat, the day after is new.
 *
 * Twelve months end on the day with the same number; behind 29 February, which the
 * next year has not, on the 28th.
 */
#ifndef RULES_REPEAT_H
#define RULES_REPEAT_H

#include <stdbool.h>

/* Is a referral on ON a repeat of one on LAST?  Civil dates, "YYYY-MM-DD"; not
 * what is no such text, nor what came before LAST. */
bool repeat_within(const char *last, const char *on);

#endif
