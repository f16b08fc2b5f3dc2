/*
 * envelope -- where an address stands on A4 so that a window envelope shows it
 * and nothing else.
 *
 * A DL envelope is 220 x 110 mm; its window (BS 4264) is 90 x 35 mm, 20 mm
 * from the left and 18 mm from the bottom.  A sheet folded in three lies in it
 * with 10 mm to spare across and 11 mm down, so two boxes count, in millimetres
 * from the sheet's top left corner: what the window shows wherever the sheet
 * has slipped to (the address fits in that), and what it can show at all (no
 * other word stands there).
 */
#ifndef DISTRIBUTOR_ENVELOPE_H
#define DISTRIBUTOR_ENVELOPE_H

#include <stddef.h>

#include "base/error.h"

enum {
	ENVELOPE_LEFT = 20, /* shown always */
	ENVELOPE_TOP = 57,
	ENVELOPE_RIGHT = 100,
	ENVELOPE_BOTTOM = 81,
	ENVELOPE_CLEAR_TOP = 46, /* shown at most, from the sheet's edge on */
	ENVELOPE_CLEAR_BOTTOM = 92,
	ENVELOPE_LINES = 5,
	ENVELOPE_LINE = 160 /* bytes of one, with its NUL */
};

/* The lines of an address as somebody typed it: a line each or, when it is all
 * on one, split at its commas.  More than fit are joined in the middle, the
 * first and the last (the postcode) stay alone.
 * RC_INVALID: it does not fit, or is empty; the text does not repeat it. */
enum rc
envelope_lines(const char *value, char lines[ENVELOPE_LINES][ENVELOPE_LINE],
    size_t *count, struct error *err);

#endif
