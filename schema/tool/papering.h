/*
 * papering -- `marac-store papers MEETING --out FILE`: what the recorder is
 * given (recording/papers.h).
 *
 * Each agenda item gets an X25519 pair once: the private half goes to the
 * distributor's keystore under the item's id before the public half is
 * committed, so there is never a public half that nobody can open.  Made
 * again, the same keys come out.  Three spares go with them.
 */
#ifndef TOOL_PAPERING_H
#define TOOL_PAPERING_H

#include "base/cmd.h"

enum { PAPERING_SPARES = 3 };

enum rc papering_verb(struct cmd_call *call, struct error *err);

#endif
