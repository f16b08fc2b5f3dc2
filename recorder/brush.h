/*
 * brush -- puts text into a view: cut to its place, never over the edge.
 */
#ifndef RECORDER_BRUSH_H
#define RECORDER_BRUSH_H

#include "recorder/view.h"

struct brush {
	const struct view_input *in;
	struct view *out;
	int limit; /* no row from here on */
};

/* TEXT at ROW and COLUMN, at most WIDTH cells of it.  What lies outside the
 * screen, or below the limit, is left out. */
void brush_put(struct brush *b, int row, int column, int width,
    enum view_style style, const char *text);

/* TEXT over the whole width from ROW on, broken at spaces, at most ROWS rows.
 * Returns how many it took. */
int brush_wrap(struct brush *b, int row, int rows, enum view_style style,
    const char *text);

#endif
