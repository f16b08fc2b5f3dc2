/*
 * notifying -- a word to whoever coordinates about one thing that a person must
 * do because no mail of ours can: on the banner, and by mail (a text message
 * follows a mail that is not accepted, as in telling.h).
 *
 * Whom: escalations_people says, so that nobody is told of a case that they must
 * know nothing of.
 */
#ifndef DISTRIBUTOR_NOTIFYING_H
#define DISTRIBUTOR_NOTIFYING_H

#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "distributor/post.h"

/* WORDS is about CASE of MEETING, and travels (rule 7): no name, no reference.
 * In a transaction. */
enum rc notifying_coordinator(struct post *post, struct meeting_id meeting,
    struct case_id case_id, const char *words, int64_t now_ms,
    struct error *err);

#endif
