/*
 * tidings -- what `due` says of a debrief or an action: its state, what it waits
 * for, and what to type so that it goes on.
 */
#ifndef DISTRIBUTOR_TIDINGS_H
#define DISTRIBUTOR_TIDINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "store/actions.h"
#include "store/briefed.h"
#include "store/owed.h"
#include "store/store.h"

enum { TIDINGS_ADVICE = 256, TIDINGS_CAUSE = 160 };

struct tidings {
	const char *state; /* "to be written", "held", "given" ... */
	char cause[TIDINGS_CAUSE];
	char advice[TIDINGS_ADVICE]; /* "": nothing but time, or its reader */
	bool link_over;              /* it is in a parcel that opens no more */
	struct owed_copy way;        /* how its parcel stands */
};

/* OUT must be = {0}; tidings_clear it, after a failure too. */
enum rc tidings_of_debrief(struct store *store, const struct briefed_line *line,
    int64_t now_ms, struct tidings *out, struct error *err);
/* TODAY is what briefed_ask_action says of ROW and its owner. */
enum rc tidings_of_action(struct store *store, const struct actions_row *row,
    const struct briefing_answer *today, int64_t now_ms, struct tidings *out,
    struct error *err);
void tidings_clear(struct tidings *tidings);

#endif
