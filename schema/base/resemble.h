/*
 * resemble -- could one folded name (text_fold) be taken for another?  Pure.
 */
#ifndef BASE_RESEMBLE_H
#define BASE_RESEMBLE_H

#include <stdbool.h>

/* Equal, or as few letters put in, left out, exchanged or swapped with their
 * neighbour as one slip of the pen makes: one, and from eight letters on two.
 * Names longer than RESEMBLE_MOST bytes are compared as far as that. */
enum { RESEMBLE_MOST = 63 };
bool resemble_names(const char *a, const char *b);

#endif
