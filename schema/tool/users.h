/*
 * users -- `marac-store user ...`: staff accounts and recipients' access
 * codes.
 *
 * `add` makes an account that works at once; `invite` one that its user sets up
 * at the pages, with a code that is printed once.
 *
 * A password is read from standard input and kept as an Argon2id hash; the
 * TOTP secret and an access code are printed once, on standard output, and
 * kept sealed and hashed.  None of them is ever on a command line.
 */
#ifndef TOOL_USERS_H
#define TOOL_USERS_H

#include "base/cmd.h"

enum rc users_add(struct cmd_call *call, struct error *err);
enum rc users_invite(struct cmd_call *call, struct error *err);
enum rc users_list(struct cmd_call *call, struct error *err);
enum rc users_assign(struct cmd_call *call, struct error *err);
enum rc users_code(struct cmd_call *call, struct error *err);
enum rc users_role(struct cmd_call *call, struct error *err);
enum rc users_reset(struct cmd_call *call, struct error *err);
/* LOGIN is a person's reference. */
enum rc users_language(struct cmd_call *call, struct error *err);
enum rc users_disable(struct cmd_call *call, struct error *err);

#endif
