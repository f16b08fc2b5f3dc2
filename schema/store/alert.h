/*
 * alert -- what a coordinator must see.  Words without a person's name, a
 * case reference or a token: an alert may be sent on.
 */
#ifndef STORE_ALERT_H
#define STORE_ALERT_H

#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

/* MEETING may be {0}. */
enum rc alert_add(struct store *store, struct meeting_id meeting, int64_t at_ms,
    const char *text, struct error *err);

#endif
