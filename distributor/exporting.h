/*
 * exporting -- what somebody may hear of a meeting, as a locked archive that
 * leaves by another way than mail.
 *
 * `export MEETING PERSON --out FILE` writes it for a memory stick, and
 * `exported` says that a named worker has handed it over.  `export ... --drop`
 * puts it into the drop folder of the person's agency.  What is in it is
 * bundle.h's to say; entitlement is asked when it is made, in the transaction
 * that keeps its row, and again when it is handed over or put.
 *
 * The passphrase is made here, printed once, or goes by text message; it is kept
 * nowhere.  An archive that could not be put lies in exports/, still locked,
 * and goes by the same name, byte for byte, when the verb is run again.
 */
#ifndef DISTRIBUTOR_EXPORTING_H
#define DISTRIBUTOR_EXPORTING_H

#include "base/cmd.h"
#include "base/error.h"

enum rc exporting_export(struct cmd_call *call, struct error *err);
enum rc exporting_exported(struct cmd_call *call, struct error *err);

#endif
