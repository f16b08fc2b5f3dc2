/*
 * legible -- may these words stand beside what somebody hears?
 *
 * Words can name what the sound does not hold, so they are cut and withheld by
 * the same rules as the sound (rules 1, 2, 10, 11), and where it is not certain
 * what they are about, they stay out.  Pure.
 */
#ifndef RULES_LEGIBLE_H
#define RULES_LEGIBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

enum legible_kind {
	LEGIBLE_SPOKEN = 1, /* a transcript's: said during SPAN */
	LEGIBLE_TYPED,  /* typed with a mark that was pressed at SPAN.from */
	LEGIBLE_MINUTES /* about all of the case; SPAN says nothing */
};

/* Whoever types a mark writes down what was just said: so much of what lay
 * before it must be heard too, as far as it was about the case. */
enum { LEGIBLE_BEFORE = 60 * SPAN_RATE };

/* PASSAGE is where the case was discussed, HEARD what of it sounds in the copy.
 * Spoken words: all of SPAN is heard.  Typed ones: the mark lies in the passage,
 * and from LEGIBLE_BEFORE before it, or the beginning of its stretch, to the
 * mark everything is heard.  Minutes: everything of the passage is heard. */
bool legible(enum legible_kind kind, struct span span,
    const struct span_list *passage, const struct span_list *heard);

#endif
