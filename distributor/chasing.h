/*
 * chasing -- `due [MEETING]`: everything that is owed, the overdue first, with
 * the time left and what it waits for (owing.h says what is in it).
 */
#ifndef DISTRIBUTOR_CHASING_H
#define DISTRIBUTOR_CHASING_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/cmd.h"
#include "base/error.h"
#include "base/id.h"
#include "store/store.h"

/* Of MEETING ({0}: all) at NOW_MS, appended to OUT as text or JSON. */
enum rc chasing_list(struct store *store, struct meeting_id meeting, bool json,
    int64_t now_ms, struct buf *out, struct error *err);

/* What a coordinator must see and nobody has, appended to OUT; SEEN: and that is
 * the last time. */
enum rc chasing_alerts(struct store *store, struct meeting_id meeting,
    bool seen, int64_t now_ms, struct buf *out, struct error *err);

enum rc chasing_verb(struct cmd_call *call, struct error *err);

#endif
