/*
 * bounces -- what becomes of a message that came back.
 *
 * Met means accepted and not bounced: a report of failure takes back what the
 * acceptance wrote, of every copy that is not withdrawn and went by e-mail.
 * (Who was handed the copy meanwhile has it.)  A report of delay is kept, and
 * changes nothing.  Either is written once, however often the report comes,
 * and nothing is ever queued from here: a person decides what is tried next.
 *
 * Everything that writes is inside the caller's transaction.
 */
#ifndef STORE_BOUNCES_H
#define STORE_BOUNCES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "seal/box.h"
#include "store/store.h"

/* The message whose Message-ID (without brackets) this is.  RC_NOTFOUND (ERR
 * untouched): it is none of ours. */
enum rc bounces_find(struct store *store, const char *message_id,
    struct message_id *id, struct error *err);

struct bounces_report {
	struct message_id message;
	unsigned char digest[BOX_HASH];
	bool failed;        /* else delayed */
	const char *status; /* "5.1.1" or "" */
};

/* Keep REPORT.  *NEWS: it was not there before. */
enum rc bounces_add(struct store *store, const struct bounces_report *report,
    int64_t now_ms, bool *news, struct error *err);

/* The message came back, for CAUSE: it is bounced.  Of a parcel's mail also the
 * deliveries are not met, with a note in every child's file and the audit; unless
 * it went on paper meanwhile.
 * *DONE: it is so now, and was not before; a message that had failed or bounced
 * stays what it is. */
enum rc bounces_take_back(struct store *store, struct message_id id,
    const char *cause, int64_t now_ms, bool *done, struct error *err);

#endif
