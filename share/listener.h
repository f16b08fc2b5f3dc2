/*
 * listener -- a TCP socket that takes connections at an address of this
 * machine, written in numbers: "127.0.0.1:8470", "[::1]:0".
 */
#ifndef SHARE_LISTENER_H
#define SHARE_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* *FD is the caller's; *PORT is the one that port 0 became.  LOOPBACK: no
 * address that another machine can reach.  RC_INVALID: WHERE is no such
 * address; RC_DENIED: it is not a loopback one; RC_IO. */
enum rc listener_open(const char *where, bool loopback, int *fd, uint16_t *port,
    struct error *err);

#endif
