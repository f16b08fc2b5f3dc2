/*
 * posting -- letters: `letter` prints one, `posted` says that it went, and
 * `returned` that it came back.
 *
 * The file appears once its row is committed, whole, readable by its owner
 * alone, and never over another.  A letter that was printed and not yet posted
 * can be printed again: the new code voids the old one.  Whoever says a day
 * later that it went says on which day (--on): the clock is met then (handing.h).
 */
#ifndef DISTRIBUTOR_POSTING_H
#define DISTRIBUTOR_POSTING_H

#include "base/cmd.h"
#include "base/error.h"
#include "distributor/onpaper.h"

enum rc posting_letter(struct cmd_call *call, struct error *err);
enum rc posting_posted(struct cmd_call *call, struct error *err);
enum rc posting_returned(struct cmd_call *call, struct error *err);

/* The letter that was printed for P's person last is in the post: what `posted`
 * does, inside the caller's transaction, for whoever else asks (asked.h).  ON:
 * the day it was posted; NULL: it is today's. */
enum rc posting_done(struct onpaper *p, const char *on, struct error *err);

#endif
