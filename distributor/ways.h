/*
 * ways -- what `due` says of a copy, or of a parcel of words, that no mail can
 * take: on which paper it goes, or what to type so that it does.  It proposes; a
 * person chooses.
 */
#ifndef DISTRIBUTOR_WAYS_H
#define DISTRIBUTOR_WAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store/owed.h"
#include "store/store.h"

/* "posted", "handed over"; NULL: COPY did not go on paper. */
const char *ways_state(const struct owed_copy *copy);

/* Has its mail stopped until a person sees to it?  Not what goes on paper, or
 * did: whatever became of its mail, that is no mail's any more. */
bool ways_stopped(const struct owed_copy *copy);
/* And is that because its address changed after a first try? */
bool ways_moved(const struct owed_copy *copy);

/* What it waits for on paper, or for want of a route; NULL: for neither. */
const char *ways_cause(const struct owed_copy *copy);

/* What to type next, into TEXT[ROOM]; "": nothing of this kind helps.  Of a mail
 * that is held: only when its route may not be used. */
enum rc ways_next(struct store *store, const struct owed_copy *copy,
    int64_t now_ms, char *text, size_t room, struct error *err);

#endif
