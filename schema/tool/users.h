/*
 * users -- `marac-store user ...`: staff accounts and recipients' access
 * codes.
 *
 * A password is read from standard input and kept as an Argon2id hash; the
 * TOTP secret and an access code are printed once, on standard output, and
 * kept sealed and hashed.  None of them is ever on a command line.
 */
#ifndef TOOL_USERS_H
#define TOOL_USERS_H

#include "base/cmd.h"

enum { USERS_PASSWORD_MIN = 12, USERS_PASSWORD_MAX = 256 };

enum rc users_add(struct cmd_call *call, struct error *err);
enum rc users_list(struct cmd_call *call, struct error *err);
enum rc users_assign(struct cmd_call *call, struct error *err);
enum rc users_code(struct cmd_call *call, struct error *err);
/* LOGIN is a person's reference. */
enum rc users_language(struct cmd_call *call, struct error *err);
enum rc users_disable(struct cmd_call *call, struct error *err);

#endif
