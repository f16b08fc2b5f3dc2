/*
 * tidings -- what `due` says of a debrief: its state, what it waits for, and
 * what to type so that it goes on.
 */
#ifndef DISTRIBUTOR_TIDINGS_H
#define DISTRIBUTOR_TIDINGS_H

#include <stdint.h>

#include "base/error.h"
#include "store/briefed.h"
#include "store/store.h"

enum { TIDINGS_ADVICE = 256, TIDINGS_CAUSE = 160 };

struct tidings {
	const char *state; /* "to be written", "held", "given" ... */
	char cause[TIDINGS_CAUSE];
	char advice[TIDINGS_ADVICE]; /* "": nothing but time, or its reader */
	int64_t next_ms;             /* when its mail is tried next; 0: none */
};

/* OUT must be = {0}. */
enum rc tidings_of(struct store *store, const struct briefed_line *line,
    int64_t now_ms, struct tidings *out, struct error *err);

#endif
