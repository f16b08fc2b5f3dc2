/*
 * progress -- a bar with percent and time left on stderr for long work; says
 * nothing when stderr is not a terminal.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdint.h>

struct progress {
	const char *what; /* "Importing", "Making copies"; borrowed */
	int64_t total;
	int64_t started_ns;
	int64_t drawn_ns;
	int shown;
};

void progress_begin(struct progress *p, const char *what, int64_t total);
void progress_at(struct progress *p, int64_t done); /* at most 10 a second */
void progress_end(struct progress *p);              /* clears the line */

#endif
