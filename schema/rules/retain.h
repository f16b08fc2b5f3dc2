/*
 * retain -- when something that is kept is looked at again: whether it must be
 * kept on, or may go.
 */
#ifndef RULES_RETAIN_H
#define RULES_RETAIN_H

#include <stdint.h>

/* The beginning of the day, in London, on which what ended at ENDED_MS is looked
 * at again, YEARS years on: that of 29 February is 1 March where there is none.
 * Milliseconds since 1970, UTC. */
int64_t retain_review(int64_t ended_ms, int years);

#endif
