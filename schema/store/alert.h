/*
 * alert -- what a coordinator must see.  Words without a person's name, a
 * case reference or a token: an alert may be sent on.
 */
#ifndef STORE_ALERT_H
#define STORE_ALERT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

/* MEETING may be {0}. */
enum rc alert_add(struct store *store, struct meeting_id meeting, int64_t at_ms,
    const char *text, struct error *err);

/* The same, unless one with that text waits to be seen: for what may happen
 * often, and be somebody's wish. */
enum rc alert_once(struct store *store, struct meeting_id meeting,
    int64_t at_ms, const char *text, struct error *err);

struct alert {
	int64_t id;
	int64_t at_ms;
	char *meeting; /* as the imports call it; "" none */
	char *text;
};

/* Those that nobody has seen, oldest first: of MEETING and of none, or all
 * when it is {0}.  malloc'd, on a failure too; alert_free them. */
enum rc alert_unseen(struct store *store, struct meeting_id meeting,
    struct alert **out, size_t *count, struct error *err);
void alert_free(struct alert *alerts, size_t count);

/* That one is listed no more. */
enum rc
alert_seen(struct store *store, int64_t id, int64_t at_ms, struct error *err);

#endif
