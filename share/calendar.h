/*
 * calendar -- the day that a task is due, as a calendar file (RFC 5545).
 *
 * An event of that whole day and not a VTODO, which most calendars drop; it
 * says "Task due" and nothing else (rule 7), with an alarm the day before.
 */
#ifndef SHARE_CALENDAR_H
#define SHARE_CALENDAR_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* Append it, called WORDS.  UID is any number that stays the same for the task, so that the
 * file taken twice is one event; DUE_ON is YYYY-MM-DD.  RC_INVALID not a day;
 * RC_NOMEM. */
enum rc calendar_task(struct buf *out, int64_t uid, const char *due_on,
    int64_t made_ms, const char *words, struct error *err);

#endif
