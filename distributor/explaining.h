/*
 * explaining -- `explain MEETING [PERSON]`: who gets what of each case, and why
 * or why not; the whole table, or one person's lines of it.
 *
 * It asks what `copies` asks and makes nothing: no row, no file, no key is
 * touched.  A line is one person and one case:
 *
 *	outcome, reason   entitle.h
 *	hears             today; nothing unless the outcome is sent or part
 *	would hear        once what it waits for is there: the passage without
 *			  what is cut out of it and what is withheld
 *	cut out           off record, closed, excluded, absent (cuts.h)
 *	silent            withheld
 *	due               of copies and of decisions alike; none for whoever is
 *			  owed neither
 *
 * As text for people (80 columns), as JSON with every interval in samples, or
 * as CSV with a header; lengths are h:mm:ss in the last two.  A CSV cell that a
 * spreadsheet would run as a formula begins with an apostrophe.
 */
#ifndef DISTRIBUTOR_EXPLAINING_H
#define DISTRIBUTOR_EXPLAINING_H

#include <stdint.h>

#include "base/buf.h"
#include "base/cmd.h"
#include "base/error.h"
#include "base/id.h"
#include "store/releases.h"
#include "store/store.h"

enum explaining_form { EXPLAINING_TEXT, EXPLAINING_JSON, EXPLAINING_CSV };

/* PERSON {0}: everybody who is concerned. */
enum rc
explaining_table(struct store *store, const struct releases_meeting *meeting,
    const char *ref, struct person_id person, int64_t now_ms,
    enum explaining_form form, struct buf *out, struct error *err);

enum rc explaining_verb(struct cmd_call *call, struct error *err);

#endif
