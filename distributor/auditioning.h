/*
 * auditioning -- `audition MEETING CASE [PERSON]`: play what rule 12 asks of
 * whoever approves: five seconds of sound on each side of every edge of that
 * copy, as store/approver.h counts them, and note that this account has heard
 * them.
 *
 * One Ogg Opus stream on standard output, cut by the same code as the copies;
 * what lies between two edges is left out, so it lasts ten seconds an edge at
 * most.  The note is written when the last byte was taken.  Whoever has a
 * conflict in the case, belongs to its family, or may be a source of harm in
 * it, hears nothing.
 */
#ifndef DISTRIBUTOR_AUDITIONING_H
#define DISTRIBUTOR_AUDITIONING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc auditioning_verb(struct cmd_call *call, struct error *err);

#endif
