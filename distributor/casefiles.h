/*
 * casefiles -- the recording that the children's files of a case play: all of
 * its passage but closed sessions, and what is withheld from everybody, or
 * proposed to be, as silence.
 */
#ifndef DISTRIBUTOR_CASEFILES_H
#define DISTRIBUTOR_CASEFILES_H

#include "base/error.h"
#include "base/id.h"
#include "distributor/desk.h"

/* Make it for every case of MEETING that has children and none yet; *MADE (may
 * be NULL) counts.  Outside any transaction.  As render_case. */
enum rc casefiles_make(
    struct desk *desk, struct meeting_id meeting, int *made, struct error *err);

/* The recording of CASE is no more what it should be.  Inside the transaction
 * that makes it so: from its end on no file plays it.  Then, behind the
 * commit, casefiles_make, and withdrawing_drop of *OLD (0: there was none). */
enum rc casefiles_forget(struct desk *desk, struct meeting_id meeting,
    struct case_id case_id, struct rendition_id *old, struct error *err);

#endif
