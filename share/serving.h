/*
 * serving -- run a server until it is told to end; and the verb `serve`, which
 * serves the pages that stand on the store.
 */
#ifndef SHARE_SERVING_H
#define SHARE_SERVING_H

#include <stdint.h>

#include "base/cmd.h"
#include "base/error.h"
#include "share/server.h"

/* SIGTERM and SIGINT wait for serving_run from now on: call it before any
 * thread starts. */
void serving_prepare(void);

/* Serve PLAN at the listening socket FD of PORT, which is closed whatever
 * happens, until SIGTERM or SIGINT.  PORT_FILE (or NULL) then holds the
 * port. */
enum rc serving_run(const struct server_plan *plan, int fd, uint16_t port,
    const char *port_file, struct error *err);

enum rc serving_verb(struct cmd_call *call, struct error *err);

#endif
