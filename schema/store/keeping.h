/*
 * keeping -- the recorded meetings, by when they are looked at again.
 *
 * Nothing is erased here, and nothing says that it may be: that takes a rule and
 * two people.  This is whose time has come.
 */
#ifndef STORE_KEEPING_H
#define STORE_KEEPING_H

#include <stdint.h>

#include "base/error.h"
#include "store/store.h"

/* REF is gone after the call. */
typedef enum rc keeping_each(void *to, const char *ref, int64_t ended_ms,
    int64_t review_ms, struct error *err);
/* The meetings that are looked at, YEARS years (1 or more) after their end, at
 * UNTIL_MS or before: the longest due first.  Each error is EACH's or the
 * store's. */
enum rc keeping_list(struct store *store, int years, int64_t until_ms,
    keeping_each *each, void *to, struct error *err);

#endif
