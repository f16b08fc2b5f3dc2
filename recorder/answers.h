/*
 * answers -- what was answered to which idempotency key: the same key again
 * gets the same answer and does nothing.  Whole answers are kept in memory;
 * of commands before a restart the journal knows that they were done.
 */
#ifndef RECORDER_ANSWERS_H
#define RECORDER_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { ANSWERS_KEPT = 1024 };

struct answers { /* = {0} */
	struct answers_one {
		uint64_t key;
		enum rc rc;
		uint32_t seq;
		char text[256];
	} v[ANSWERS_KEPT];
	size_t next; /* the oldest makes room */
};

/* Of a command's key; never 0. */
uint64_t answers_hash(const char *key);

const struct answers_one *answers_find(const struct answers *a, uint64_t key);

void answers_add(struct answers *a, uint64_t key, enum rc rc, uint32_t seq,
    const char *text);

#endif
