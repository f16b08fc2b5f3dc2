/*
 * heard -- which sessions were already written into the audit as hearing
 * what, so that a player's many requests make one event.
 *
 * A fixed table in memory: what it forgets is audited once more, which is
 * true, too.  Thread-safe.
 */
#ifndef SHARE_HEARD_H
#define SHARE_HEARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "store/sessions.h"

struct heard;

enum rc heard_open(struct heard **out, struct error *err);
void heard_close(struct heard *heard); /* NULL-safe */

/* Has SESSION been audited as hearing KIND ('c' copy, 'r' recording) ID? */
bool heard_has(struct heard *heard, const struct sessions_hash *session,
    char kind, int64_t id);
void heard_put(struct heard *heard, const struct sessions_hash *session,
    char kind, int64_t id);

#endif
