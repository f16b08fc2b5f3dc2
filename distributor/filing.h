/*
 * filing -- write an attached meeting into the store, in one transaction:
 * recording, segments, marks with their words, passages, actions, the
 * meeting's clock and due date, agenda, a note in each child's file, alerts
 * and audit.  All or nothing.
 */
#ifndef DISTRIBUTOR_FILING_H
#define DISTRIBUTOR_FILING_H

#include "base/error.h"
#include "distributor/intake.h"

/* IN has been through intake_open and intake_segments; its files lie in
 * meetings/FOLDER.  Adds to IN's alerts.
 * RC_CONFLICT: attached meanwhile.  RC_INVALID: the items are out of order. */
enum rc filing_write(struct store *store, struct intake *in, const char *folder,
    struct error *err);

#endif
