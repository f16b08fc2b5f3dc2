/*
 * escalating -- `escalate`: one look at all that is owed, by a program run of
 * its own, from a timer of its own.
 *
 * It needs no sender and no mail server: whatever step has come (rules/escalate)
 * is written down, put on the banner (an alert) and into the outbox (a mail to
 * the coordinator, at the later steps to the chair too), all of one meeting in
 * one transaction; so that it can be killed at any point and run again, and
 * each step is told once.  What it cannot open it goes without: without keys
 * there is no mail and no text message, but the banner.
 *
 * While the mail server does not take those mails, a text message goes to the
 * same people (paging.h).  Reminders before a link is over go in the same run
 * (reminding.h).
 */
#ifndef DISTRIBUTOR_ESCALATING_H
#define DISTRIBUTOR_ESCALATING_H

#include <stdint.h>

#include "base/cmd.h"
#include "base/error.h"
#include "distributor/desk.h"
#include "distributor/post.h"

/* Tell what is to be told at NOW_MS.  POST may be NULL: no mail is written.
 * *TOLD is added to, by the rows.  A meeting that fails does not keep the
 * others, and a mail that fails does not keep its meeting's rows and alerts; the
 * first failure comes back. */
enum rc escalating_pass(struct desk *desk, struct post *post, int64_t now_ms,
    int *told, struct error *err);

enum rc escalating_verb(struct cmd_call *call, struct error *err);

#endif
