/*
 * debriefing -- `addressee`, `debrief`, `approve-debrief`, `debriefs`,
 * `resend MEETING PERSON` and `withdraw-debrief`: tell somebody who was not in the room what a case came
 * to.
 *
 * A debrief is what a person wrote, and nothing is taken into it from the
 * recording or from minutes.  It needs the authority to share it, what was
 * considered about each child's safety, a second person and the chair's
 * release of the case; then it goes like a copy.
 */
#ifndef DISTRIBUTOR_DEBRIEFING_H
#define DISTRIBUTOR_DEBRIEFING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc debriefing_addressee(struct cmd_call *call, struct error *err);
/* Without --issues: print the one that is there. */
enum rc debriefing_write(struct cmd_call *call, struct error *err);
enum rc debriefing_approve(struct cmd_call *call, struct error *err);
enum rc debriefing_list(struct cmd_call *call, struct error *err);
/* `resend MEETING PERSON`: what came back, or was refused. */
enum rc debriefing_again(struct cmd_call *call, struct error *err);
enum rc debriefing_withdraw(struct cmd_call *call, struct error *err);

#endif
