/*
 * resemble -- could one folded name (text_fold) be taken for another?  Pure.
 */
#ifndef BASE_RESEMBLE_H
#define BASE_RESEMBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Equal, or as few letters put in, left out, exchanged or swapped with their
 * neighbour as one slip of the pen makes: one, and from eight letters on two.
 * Names longer than RESEMBLE_MOST bytes are compared as far as that. */
enum { RESEMBLE_MOST = 63 };
bool resemble_names(const char *a, const char *b);

/* For a name that is compared with many: it is looked at once, and most others
 * are told apart by the letters that they have. */
struct resemble {
	const char *name; /* borrowed; LEN bytes of it */
	int len;
	uint64_t letters; /* one bit a byte that is in it, by its last six */
};
struct resemble resemble_of(const char *name, size_t len);
bool resemble_each(const struct resemble *a, const struct resemble *b);

#endif
