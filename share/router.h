/*
 * router -- which function answers which page, and for which methods.
 */
#ifndef SHARE_ROUTER_H
#define SHARE_ROUTER_H

#include <stdbool.h>

#include "share/request.h"

/* Is this one for the crew (crew.h)? */
bool router_is_slow(const struct request *r);

/* Fill R's response and status, on whichever thread. */
void router_answer(struct request *r);

#endif
