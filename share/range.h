/*
 * range -- one Range header (RFC 9110, section 14.2) against a size.  Pure.
 *
 * One range is served; a list of them, another unit, or anything that is not
 * well formed is ignored, as the RFC allows, and the whole is sent.
 */
#ifndef SHARE_RANGE_H
#define SHARE_RANGE_H

#include <stdint.h>

enum range_answer {
	RANGE_WHOLE = 200,
	RANGE_PART = 206,
	RANGE_NONE = 416 /* it begins behind the end, or asks for no byte */
};

struct range {
	uint64_t from;
	uint64_t to; /* half-open */
};

/* HEADER may be NULL.  OUT is the whole, the part, or 0..0. */
enum range_answer
range_of(const char *header, uint64_t size, struct range *out);

#endif
