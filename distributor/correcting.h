/*
 * correcting -- the verbs by which passages are withheld, people are kept from
 * parts or from cases, and rule 3 is excepted from.
 *
 *   withhold, approve-withheld, lift, withheld     store/withholding.h
 *   exclude, conflict                              store/attendance.h
 *   exception, approve-exception, end-exception    store/exceptions.h
 *
 * Times are the meeting's (base/moment.h): what the console, the alerts and
 * `boundaries` show.
 */
#ifndef DISTRIBUTOR_CORRECTING_H
#define DISTRIBUTOR_CORRECTING_H

#include "base/cmd.h"
#include "base/error.h"
#include "distributor/deciding.h"
#include "store/withholding.h"

enum rc correcting_withhold(struct cmd_call *call, struct error *err);
enum rc correcting_approve_withheld(struct cmd_call *call, struct error *err);
enum rc correcting_lift(struct cmd_call *call, struct error *err);
enum rc correcting_withheld(struct cmd_call *call, struct error *err);
enum rc correcting_exclude(struct cmd_call *call, struct error *err);
enum rc correcting_conflict(struct cmd_call *call, struct error *err);
enum rc correcting_exception(struct cmd_call *call, struct error *err);
enum rc correcting_approve_exception(struct cmd_call *call, struct error *err);
enum rc correcting_end_exception(struct cmd_call *call, struct error *err);

/* What two of them do, for whoever else asks (asked.h): inside the caller's
 * transaction.  *OLD is what the children's files played, 0 when they play it
 * still.  Behind the commit casefiles_make, and withdrawing_drop of *OLD. */
enum rc correcting_propose(struct deciding *d, const struct withholding *new,
    struct withheld_id *id, struct rendition_id *old, struct error *err);
enum rc correcting_uncover(struct deciding *d, struct withheld_id id,
    const char *reason, struct rendition_id *old, struct error *err);

/* RC_CONFLICT: nothing bars D's person. */
enum rc correcting_except(struct deciding *d, const char *reason,
    struct exception_id *id, struct error *err);

#endif
