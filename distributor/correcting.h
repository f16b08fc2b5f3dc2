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

enum rc correcting_withhold(struct cmd_call *call, struct error *err);
enum rc correcting_approve_withheld(struct cmd_call *call, struct error *err);
enum rc correcting_lift(struct cmd_call *call, struct error *err);
enum rc correcting_withheld(struct cmd_call *call, struct error *err);
enum rc correcting_exclude(struct cmd_call *call, struct error *err);
enum rc correcting_conflict(struct cmd_call *call, struct error *err);
enum rc correcting_exception(struct cmd_call *call, struct error *err);
enum rc correcting_approve_exception(struct cmd_call *call, struct error *err);
enum rc correcting_end_exception(struct cmd_call *call, struct error *err);

#endif
