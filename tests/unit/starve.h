/*
 * starve -- no memory, on purpose: the n-th allocation of a test fails.
 *
 * The linker puts these in the place of malloc, calloc, realloc and strdup
 * (marac_starving in CMakeLists.txt).
 */
#ifndef UNIT_STARVE_H
#define UNIT_STARVE_H

#include <stdbool.h>

/* Allocations until one fails, and only that one; 0: none does. */
extern unsigned starve_countdown;

/* One failed since this was last made false. */
extern bool starve_happened;

/* Is this the one that fails?  For allocators besides the four. */
bool starve_now(void);

#endif
