/*
 * reminding -- before the link to what somebody was sent is over, and they have
 * not collected it: a mail to them (rule 20).
 *
 * Five days before, or at half the link's life when that is shorter than ten
 * days; once.  Whether it may go, and by which route, is asked like of any
 * mail (sending.h).  The end of a link takes no receipt away.
 *
 * Who was written to on paper, or met, gets no mail: a person chose that way.
 * The coordinator is told instead, at the same time and once, item by item.
 */
#ifndef DISTRIBUTOR_REMINDING_H
#define DISTRIBUTOR_REMINDING_H

#include <stdint.h>

#include "base/error.h"
#include "distributor/post.h"

/* Write the reminders whose time has come, each in a transaction of its own;
 * *COUNT says how many.  Who has no e-mail route now is asked about again.
 * What of one cannot be read or written keeps no other: the first fault is
 * returned behind all of them, unless it is the store's. */
enum rc reminding_pass(
    struct post *post, int64_t now_ms, int *count, struct error *err);

#endif
