/*
 * auditlog -- the audit's events in order, a piece at a time.
 */
#ifndef STORE_AUDITLOG_H
#define STORE_AUDITLOG_H

#include <stdint.h>

#include "base/error.h"
#include "seal/box.h"
#include "store/store.h"

struct auditlog_event {
	int64_t seq;
	int64_t at_ms;
	const char *who, *what, *which, *why; /* borrowed */
	unsigned char hash[BOX_HASH];
};

typedef enum rc
auditlog_each(void *to, const struct auditlog_event *event, struct error *err);

/* The next MOST events behind AFTER, none above UPTO. */
enum rc auditlog_read(struct store *store, int64_t after, int64_t upto,
    int most, auditlog_each *each, void *to, struct error *err);

/* How many there are, and when the last was (0: none). */
enum rc auditlog_last(
    struct store *store, int64_t *count, int64_t *at_ms, struct error *err);

#endif
