/*
 * keys -- `marac-store key ...`: which recording devices are trusted, a new link
 * key that ends every old link, and the key that exports are signed with.  No secret is ever printed.
 */
#ifndef TOOL_KEYS_H
#define TOOL_KEYS_H

#include "base/cmd.h"

enum rc keys_trust(struct cmd_call *call, struct error *err);
enum rc keys_distrust(struct cmd_call *call, struct error *err);
enum rc keys_links(struct cmd_call *call, struct error *err);
enum rc keys_sign(struct cmd_call *call, struct error *err);
enum rc keys_list(struct cmd_call *call, struct error *err);

#endif
