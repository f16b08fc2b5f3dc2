/*
 * router -- which function answers which page, and for which methods.
 */
#ifndef SHARE_ROUTER_H
#define SHARE_ROUTER_H

#include <stdbool.h>

#include "share/request.h"

/* Is this one for the crew (crew.h)? */
bool router_is_slow(const struct request *r);

/* May a slow one be tried at all?  Asked before it is queued, so that what is
 * refused costs nobody else their place.  No: R is answered. */
bool router_may(struct request *r);

/* Does R bring a file, for receiving.h? */
bool router_takes_file(const struct request *r);

/* Fill R's response and status, on whichever thread. */
void router_answer(struct request *r);

#endif
