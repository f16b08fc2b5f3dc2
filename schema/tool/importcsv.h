/*
 * importcsv -- `marac-store import` and `template`: CSV files into the store
 * (prepare/sheet.h), each whole or not at all.
 */
#ifndef TOOL_IMPORTCSV_H
#define TOOL_IMPORTCSV_H

#include "base/cmd.h"

enum rc importcsv_verb(struct cmd_call *call, struct error *err);
enum rc importcsv_template(struct cmd_call *call, struct error *err);

#endif
