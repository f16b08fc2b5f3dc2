/*
 * checking -- `marac-store check`: the database, the audit chain, every
 * attached recording and every rendition, compared with each other.
 *
 * Needs no key: what is sealed is checked as it lies (recording/segment.h,
 * segment_verify).  Every fault is a line on standard output that names the
 * file, table or event; any at all is exit status 1.
 */
#ifndef TOOL_CHECKING_H
#define TOOL_CHECKING_H

#include "base/cmd.h"

enum rc checking_verb(struct cmd_call *call, struct error *err);

#endif
