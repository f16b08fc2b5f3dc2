/*
 * init -- `marac-store init`: a store's folder, database, keys and sample
 * configuration, whole or not at all; and `migrate`.
 *
 * Everything is made in a hidden folder inside the store's and moved into
 * place at the end, the database last: where there is a marac.db there is a
 * whole store.
 */
#ifndef TOOL_INIT_H
#define TOOL_INIT_H

#include "base/cmd.h"

enum rc init_verb(struct cmd_call *call, struct error *err);
enum rc init_migrate(struct cmd_call *call, struct error *err);

#endif
