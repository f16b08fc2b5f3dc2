/*
 * columns -- how wide text is on a terminal: a wide character takes two cells,
 * a mark that sits on another one none.
 */
#ifndef BASE_COLUMNS_H
#define BASE_COLUMNS_H

#include <stddef.h>

/* Cells that TEXT (UTF-8) takes. */
size_t columns_of(const char *text);

/* Copy of TEXT what fits into WIDTH cells and OUT[SIZE] into OUT; what a
 * terminal would obey, or is not UTF-8, becomes "?".  Returns the cells
 * taken. */
size_t columns_fit(const char *text, size_t width, char *out, size_t size);

#endif
