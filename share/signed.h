/*
 * signed -- requests that a recording machine has signed (seal/courier.h): who
 * asks, and how they are answered.
 *
 * A signature that does not hold, a device that is not trusted and a request
 * without either are answered like a page that does not exist.
 */
#ifndef SHARE_SIGNED_H
#define SHARE_SIGNED_H

#include <stdbool.h>
#include <stdint.h>

#include "seal/courier.h"
#include "share/request.h"

/* What R says of itself, for METHOD, signed by a device that is trusted: C
 * (which must be = {0}) and the device's id.  RC_NOTFOUND: it is not. */
enum rc signed_ask(struct request *r, struct store *store, const char *method,
    struct courier *c, int64_t *device, struct error *err);

/* Is C's time ours, or nearly? */
bool signed_in_time(const struct request *r, const struct courier *c);

/* signed_ask and signed_in_time of a request without a body; false, and R is
 * answered. */
bool signed_allowed(struct request *r, struct store *store, const char *method,
    int64_t *device);

/* In clear, for a program that shows it to a person, with the time of here. */
void signed_answer(struct request *r, unsigned status, const char *text);

#endif
